"""The audit room: the chain as one person may use it. Whatever they do with it is an event itself."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from flows.stages.office import Office
from flows.stages.proving import write_new
from flows.stages.workroom import Workroom
from storage.anchors import Anchors, Verified
from storage.audit import AuditEvent, FactValue, written_instant
from storage.audit_export import export
from storage.checkpoint import Checkpoint
from storage.objects.open import open_anchor_store
from storage.records import trail
from storage.records.audit_search import TrailEntry, TrailQuestion, search
from storage.records.purposes import stated_purpose
from storage.records.values import Action as Did
from storage.records.values import HistoryEntry
from strongroom.errors import NotFound
from strongroom.permissions import Action

SEEN: Final = frozenset({Did.VIEWED, Did.LISTED, Did.SEARCHED, Did.READ})
"""What an event says where somebody saw something of a document."""
_LATELY: Final = 100_000
"""Events that are gone through for when something was last done: the whole of a long chain would take too long."""


class AuditAction(StrEnum):
    """What an audit event says was done with the audit."""

    READ = "trail_read"
    VERIFIED = "trail_verified"
    EXPORTED = "trail_exported"
    PURPOSE_READ = "purpose_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The numbers of the first and the last event of an export."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """When the chain was last found whole, and last anchored; None where its newest events tell of neither."""

    verified: HistoryEntry | None
    anchored: HistoryEntry | None


def anchors_of(work: Workroom, now: Callable[[], dt.datetime]) -> Anchors:
    """The anchors of this installation."""
    store = open_anchor_store(work.settings, work.store, now=now)
    return Anchors(work.records.transactions, store, work.keyring, series=work.settings.anchors.series)


class AuditRoom:
    """Every method raises Denied for who may not read the audit; anchoring is for who operates the machine."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._transactions = office.work.records.transactions
        self._anchors = anchors_of(office.work, office.now)

    def search(self, question: TrailQuestion, *, limit: int) -> tuple[TrailEntry, ...]:
        """Events that fit, newest first: ids, counts and codes, and nothing of what a paper says."""
        self._office.ask_at_large(Action.READ_AUDIT)
        found = search(self._transactions, question, limit=limit)
        self._note(AuditAction.READ, {"events": len(found)}, question.document)
        return found

    def purpose(self, purpose: str) -> str:
        """What somebody said they open a paper for (NotFound where it went with its document)."""
        self._office.ask_at_large(Action.READ_AUDIT)
        document, text = stated_purpose(self._transactions, purpose)
        self._note(AuditAction.PURPOSE_READ, {"stated": purpose}, document)
        return text

    def key(self) -> str:
        """The verifier key of this house's checkpoints: no secret."""
        self._office.ask_at_large(Action.READ_AUDIT)
        return str(self._anchors.verifier)

    def verify(self, kept: str | None = None) -> Verified:
        """Verify the chain against every anchor, and against a checkpoint that somebody kept.

        Raises:
            AuditBroken (AuditRewritten, AuditTruncated, AnchorForged): which says what was found.
            BadSignature: what was kept is no checkpoint of this house.
        """
        self._office.ask_at_large(Action.READ_AUDIT)
        found = self._anchors.verify(self._checkpoint(kept))
        facts = {"events": found.events, "anchors": found.anchors, "missing": len(found.missing)}
        self._note(AuditAction.VERIFIED, facts)
        return found

    def anchor(self) -> Checkpoint | None:
        """Anchor the chain now; None where nothing came since."""
        self._office.ask_at_large(Action.OPERATE)
        return self._anchors.anchor(self._office.actor.id, now=self._office.now)

    def export(self, to: Path, *, since: dt.datetime, until: dt.datetime, kept: str | None = None) -> Exported:
        """Write the events of a time [since, until) to a new file (0600), to be verified by others.

        Raises:
            NotFound: there are none.
            FileExistsError: the file is there; nothing is overwritten.
        """
        self._office.ask_at_large(Action.READ_AUDIT)
        done, lines = self._drawn(since, until, self._checkpoint(kept))
        write_new(to, lines)
        self._note(AuditAction.EXPORTED, {"from": done.first, "to": done.last})
        return done

    def take(self, *, since: dt.datetime, until: dt.datetime) -> tuple[Exported, bytes]:
        """The same to be handed out: JSON lines as ``docs/audit.md`` describes them (NotFound)."""
        self._office.ask_at_large(Action.READ_AUDIT)
        done, lines = self._drawn(since, until, None)
        self._note(AuditAction.EXPORTED, {"from": done.first, "to": done.last})
        return done, lines

    def standing(self) -> Standing:
        """What the chain itself tells of its state; nothing is walked for it."""
        self._office.ask_at_large(Action.READ_AUDIT)
        newest = search(self._transactions, TrailQuestion(), limit=1)
        after = newest[0].entry.sequence - _LATELY if newest else None
        return Standing(verified=self._last(AuditAction.VERIFIED, after), anchored=self._last(Did.ANCHORED, after))

    def _last(self, action: str, after: int | None) -> HistoryEntry | None:
        found = search(self._transactions, TrailQuestion(action=action, after=after), limit=1)
        return found[0].entry if found else None

    def _drawn(self, since: dt.datetime, until: dt.datetime, known: Checkpoint | None) -> tuple[Exported, bytes]:
        # Before the events of this export are anchored too, so that a checkpoint behind all of them exists.
        self._anchors.anchor(self._office.actor.id, now=self._office.now)
        newest = self._anchors.newest()
        found = self._transactions.read(
            lambda session: trail.span(session.connection, since=written_instant(since), until=written_instant(until))
        )
        if newest is None or found is None or found[0] > newest.size:
            raise NotFound
        span = (found[0], min(found[1], newest.size))
        lines = self._transactions.read(lambda session: "".join(export(session, span, newest, known)))
        return Exported(first=span[0], last=span[1]), lines.encode()

    def _checkpoint(self, kept: str | None) -> Checkpoint | None:
        return None if kept is None else Checkpoint.open(kept, self._anchors.verifier)

    def _note(self, did: str, facts: Mapping[str, FactValue], document: str = "") -> None:
        event = AuditEvent(
            at=self._office.now(), actor=self._office.actor.id, action=did, document=document, facts=facts
        )
        self._transactions.note(event)
