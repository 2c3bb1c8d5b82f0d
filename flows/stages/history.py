"""The history of a document: every version and what it changed, every decision and look, and earlier versions back.

Sensitive values are masked unless a purpose is given, as everywhere: a history would else be the way around masks.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flows.stages.office import Office
from storage.records.stations import Stations, Version
from storage.records.succeeding import Succession, succession
from storage.records.values import HistoryEntry
from storage.records.versioning import Decided, Restoration, decisions_of, restore_version
from strongroom.differences import Difference, Known, differences
from strongroom.errors import Fact, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.masks import HIDDEN, shown
from strongroom.permissions import Action
from strongroom.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version: by whom, when, and what it changed of the one before; of the first, all that it says."""

    number: int
    made_at: dt.datetime
    actor: str
    changes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was done, with what a person said of it, and the version that it wrote, if it wrote one."""

    at: dt.datetime
    actor: str
    action: str
    facts: Mapping[str, Fact]
    said: str = field(default="", repr=False)
    edition: Edition | None = None


class History:
    """What was known of a document when, for one person."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._transactions = office.work.records.transactions

    def editions(self, document: DocumentId, *, purpose: str = "") -> tuple[Edition, ...]:
        """All versions, newest first; with a purpose, sensitive values in the clear. The look is recorded.

        Raises:
            NotFound, Denied, PurposeNeeded: the policy says so.
        """
        self._office.show(document, purpose=purpose)
        return self._editions(document, reveal=bool(purpose))

    def steps(self, document: DocumentId, *, purpose: str = "") -> tuple[Step, ...]:
        """Everything that was done with a document, oldest first, each with what it changed (as ``editions``)."""
        view = self._office.show(document, purpose=purpose)
        written = {(one.made_at, one.actor): one for one in self._editions(document, reveal=bool(purpose))}
        decided = {(one.at, one.actor): one for one in decisions_of(self._transactions, document)}
        return tuple(_step(event, written, decided) for event in view.history)

    def compare(self, document: DocumentId, one: int, other: int, *, purpose: str = "") -> tuple[Difference, ...]:
        """What differs between two versions (as ``editions``; NotFound also where there is no such version)."""
        self._office.show(document, purpose=purpose)
        known = {version.number: version for version in Stations(self._transactions).versions(document)}
        if one not in known or other not in known:
            raise NotFound(document=document)
        return self._between(known[one], known[other], reveal=bool(purpose))

    def restore(self, document: DocumentId, wanted: Restoration) -> int:
        """Make an earlier version the newest, as whoever may review it; return its number.

        Raises:
            NotFound, Denied: the policy says so, or there is no such version.
            BadForm, IllegalMove, Overtaken, Held: as ``storage.records.versioning.restore_version`` says.
        """
        self._office.ask(Action.REVIEW, document, wanted.reason)
        actor, now = self._office.actor.id, self._office.now()
        return restore_version(self._transactions, document, wanted, actor=actor, now=now)

    def succession(self, document: DocumentId) -> Succession:
        """The paper that this one renewed and the one that renewed it, those left out that one may not know of."""
        self._office.ask(Action.FIND, document, "")
        found = succession(self._transactions, document)
        return Succession(predecessor=self._known(found.predecessor), successor=self._known(found.successor))

    def _known(self, document: DocumentId | None) -> DocumentId | None:
        if document is None:
            return None
        return document if self._office.may(Action.FIND, self._office.work.records.for_policy(document)) else None

    def _editions(self, document: DocumentId, *, reveal: bool) -> tuple[Edition, ...]:
        versions = Stations(self._transactions).versions(document)
        older = (*versions[1:], None)
        return tuple(
            Edition(
                number=one.number,
                made_at=one.made_at,
                actor=one.actor,
                changes=self._between(before, one, reveal=reveal),
            )
            for one, before in zip(versions, older, strict=True)
        )

    def _between(self, old: Version | None, new: Version, *, reveal: bool) -> tuple[Difference, ...]:
        kinds = [self._office.work.kind(one.body.classification.kind) for one in (new, old) if one]
        return differences(_known(old) if old else None, _known(new), _teller(kinds, reveal=reveal))


def _known(version: Version) -> Known:
    body = version.body
    return Known(
        kind=body.classification.kind,
        name=body.name,
        customer=body.customer,
        tags=body.tags,
        readings=body.extraction.readings,
    )


def _teller(kinds: list[Kind], *, reveal: bool) -> Callable[[Reading], str]:
    def told(reading: Reading) -> str:
        if reveal:
            return reading.text
        # Of two kinds that differ on a field, the stricter counts; what is no field of either counts as sensitive.
        known = [kind.by_name[reading.field] for kind in kinds if reading.field in kind.by_name]
        strict = next((one for one in known if one.sensitive), known[0] if known else None)
        return shown(reading, strict) if strict else HIDDEN

    return told


def _step(
    event: HistoryEntry,
    written: Mapping[tuple[dt.datetime, str], Edition],
    decided: Mapping[tuple[dt.datetime, str], Decided],
) -> Step:
    # What is written with an event has its very time and person: they are one transaction. Events that write a version
    # say which; others of the same moment do not.
    wrote = written.get((event.at, event.actor)) if "version" in event.facts else None
    decision = decided.get((event.at, event.actor))
    said = decision.reason if decision else str(event.facts.get("purpose", ""))
    return Step(
        at=event.at,
        actor=event.actor,
        action=event.action,
        facts=event.facts,
        said=said,
        edition=wrote,
    )
