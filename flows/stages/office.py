"""The office: everything a person can do with documents, each act asked of the policy first and recorded after.

The command line and the desk both go through here, so neither can forget to ask.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from flows.stages.workroom import Workroom
from storage.audit import AuditEvent
from storage.records.finding import Page
from storage.records.packaged import Packages
from storage.records.reach import Reach
from storage.records.requesting import Requests
from storage.records.stations import Stations
from storage.records.tasks import Task
from storage.records.values import Correction, DocumentSummary, DocumentView, Found
from strongroom.document import State
from strongroom.errors import Denied, InArchive, KeyedBlindly, NotFound, OwnWork, PurposeNeeded
from strongroom.four_eyes import Stage, blind_fields
from strongroom.ids import DocumentId
from strongroom.kind import PACKAGE, UNKNOWN, Field, Kind, Sensitivity
from strongroom.masks import HIDDEN, shown
from strongroom.permissions import Action, Actor, Forbidden, Target, decide, ways
from strongroom.query import parse
from strongroom.reading import Reading
from strongroom.reports.family import family_of

REFUSED_ACT: Final = "denied"
"""What the audit event of a refusal says was done."""

_SETTLED: Final = frozenset({State.FILED, State.ARCHIVED})
_REVIEW: Final = "review"
_FILES: Final = frozenset({"accept", "correct"})
_OF_ORIGINALS: Final = frozenset({Action.DOWNLOAD, Action.SHARE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A document on which somebody may decide now, as the policy was asked about it: its row, and its open review.

    It is worth no more than the request for which it was asked. Within that nothing of it is read or asked again.
    """

    row: DocumentSummary
    task: Task | None

    @property
    def stage(self) -> Stage:
        """How many have decided before; a document that does not wait is at its first stage."""
        return self.task.stage if self.task else Stage.FIRST


@dataclass(frozen=True, kw_only=True)
class Office:
    """The documents as one person may see and use them."""

    work: Workroom
    actor: Actor
    now: Callable[[], dt.datetime]

    @cached_property
    def person(self) -> Actor:
        """The person with the grants that are stored for them now.

        They are read here and not where people sign in, so that no face can forget them. An office is opened for one
        request or command: a grant that ends has ended at the next.
        """
        stored = Requests(self.work.records.transactions).grants_of(self.actor.id, self.now())
        return replace(self.actor, grants=(*self.actor.grants, *stored))

    def find(self, text: str, *, limit: int = 20, offset: int = 0) -> Found:
        """Search what the person may know of: pages are full, and totals count nothing else.

        Raises:
            BadQuery: the text cannot be understood.
        """
        page, reach = Page(limit=limit, offset=offset), self.reach(Action.FIND)
        return self.work.records.find(parse(text), actor=self.actor.id, now=self.now(), page=page, reach=reach)

    def reach(self, action: Action) -> Reach:
        """The documents on which the policy allows the person an action."""
        return Reach(
            ways=ways(self.person, action, self.now()),
            may=lambda row: self.may(action, row),
            settled=_SETTLED,
            sure=self.work.settings.filing.kind_threshold,
        )

    def show(self, document: DocumentId, *, purpose: str = "") -> DocumentView:
        """Everything known of a document; with a purpose, as for revealing its sensitive readings.

        Raises:
            NotFound: there is none, or the person may not know of it.
            Denied: the person may know of it and not do this.
        """
        return self.show_row(self.work.records.for_policy(document), purpose=purpose)

    def show_row(self, row: DocumentSummary, *, purpose: str = "") -> DocumentView:
        """The same of a document whose row this request has read already."""
        self.ask_about(row, Action.REVEAL if purpose else Action.VIEW, purpose)
        return self.work.records.view(row.id, actor=self.actor.id, purpose=purpose or "view", now=self.now())

    def original(self, document: DocumentId, *, purpose: str) -> bytes:
        """The unchanged bytes of a document.

        Raises:
            PurposeNeeded: its contents are sensitive, and no purpose was stated.
            NotFound, Denied: as for ``show``.
        """
        return b"".join(self.original_pieces(document, purpose=purpose))

    def original_pieces(self, document: DocumentId, *, purpose: str) -> Iterator[bytes]:
        """The same piece by piece, for what was too large to be taken in whole; asked and recorded before the first."""
        self.ask(Action.DOWNLOAD, document, purpose)
        blobs = self.work.records.read_original(document, actor=self.actor.id, purpose=purpose, now=self.now())
        return map(self.work.vault.get, blobs)

    def to_review(self, limit: int = 100) -> tuple[DocumentSummary, ...]:
        """What waits for a person, newest first."""
        rows = self.work.records.in_state(State.IN_REVIEW, actor=self.actor.id, now=self.now(), limit=limit)
        return tuple(row for row in rows if self.may(Action.REVIEW, row))

    def set_aside(self, limit: int = 200) -> tuple[DocumentSummary, ...]:
        """What could not be read or was rejected, newest first."""
        rows = self.work.records.in_state(State.QUARANTINED, actor=self.actor.id, now=self.now(), limit=limit)
        return tuple(row for row in rows if self.may(Action.FIND, row))

    def settle(self, document: DocumentId, correction: Correction) -> State:
        """Record a reviewer's decision.

        Raises:
            NotFound, Denied, OwnWork: as ``ask_to_decide``.
            KeyedBlindly: fields have to be keyed unseen, and whoever decides did not come from a page that hides them.
            IllegalMove: it does not wait for review.
            BadCorrection: a corrected value does not fit its field.
        """
        return self.settle_case(self.ask_to_decide(document), correction)

    def settle_case(self, case: Case, correction: Correction) -> State:
        """The same on a case for which this request has asked already."""
        rules = self.work.settings.review
        if correction.stage is None and correction.verdict in _FILES and self.blind(case):
            raise KeyedBlindly
        return self.work.records.decide(case.row.id, correction, actor=self.actor.id, now=self.now(), rules=rules)

    def ask_to_decide(self, document: DocumentId) -> Case:
        """Ask whether the person may decide on a document now: to review it, and where others did, to approve that.

        Raises:
            NotFound, Denied: as for ``ask``.
            OwnWork: they decided on it before.
        """
        row = self.ask(Action.REVIEW, document, _REVIEW)
        task = Stations(self.work.records.transactions).task(document)
        if task is None or task.stage is Stage.FIRST:
            return Case(row=row, task=task)
        # The records ask once more, when it is written. Here nothing is even shown to who decided before.
        code = self.refusal_to_approve(row, task.workers)
        if code:
            self._note_refusal(Action.APPROVE, document, code)
            raise OwnWork if code == OwnWork.code else Denied(reason=code)
        return Case(row=row, task=task)

    def hidden(self, document: DocumentId) -> frozenset[str]:
        """The fields that whoever decides now has to key without seeing what was read (NotFound)."""
        task = Stations(self.work.records.transactions).task(document)
        return self.blind(Case(row=self.work.records.for_policy(document), task=task))

    def blind(self, case: Case) -> frozenset[str]:
        """The same of a case."""
        if case.stage is not Stage.SECOND:
            return frozenset()
        return blind_fields(self.work.settings.review, kind_of(case.row, self.work.kinds))

    def refusal_to_approve(self, row: DocumentSummary, workers: frozenset[str]) -> str:
        """Why the policy keeps the person from approving what these decided; empty where it does not."""
        target = replace(self.target(row), workers=workers)
        verdict = decide(self.person, Action.APPROVE, target, purpose=_REVIEW, now=self.now())
        return verdict.code if isinstance(verdict, Forbidden) else ""

    def read_again(self, document: DocumentId) -> None:
        """Send a document from quarantine or review back to be read.

        Raises:
            NotFound, Denied: as for ``show``.
            IllegalMove: it is neither in quarantine nor in review.
        """
        self.ask(Action.REVIEW, document, _REVIEW)
        self.work.records.read_again(document, actor=self.actor.id, now=self.now())

    def may(self, action: Action, row: DocumentSummary) -> bool:
        """Whether the person may do this with a document of a list; a purpose, where one is needed, comes later."""
        verdict = decide(self.person, action, self.target(row), purpose="list", now=self.now())
        return not isinstance(verdict, Forbidden)

    def told_of(self, row: DocumentSummary) -> dict[str, str]:
        """The readings of a row that was found, masked: none to who may know that there is the paper and no more."""
        return texts(row, self.work.kinds, reveal=False) if self.may(Action.VIEW, row) else {}

    def ask(self, action: Action, document: DocumentId, purpose: str) -> DocumentSummary:
        """Ask the policy, before anything is shown or recorded as shown; return the row that it was asked about.

        A refusal is recorded too.

        Raises:
            NotFound: there is no such document, or the person may not know of it.
            Denied: the person may know of it and not do this.
            PurposeNeeded: they may, and have to say why.
            InArchive: they may, and what they would take out or share has to be brought back first.
        """
        row = self.work.records.for_policy(document)
        self.ask_about(row, action, purpose)
        return row

    def ask_about(self, row: DocumentSummary, action: Action, purpose: str) -> None:
        """The same about a document whose row this request has read already."""
        if not self.may(Action.FIND, row):
            self._note_refusal(action, row.id, "not_found")
            raise NotFound
        verdict = decide(self.person, action, self.target(row), purpose=purpose, now=self.now())
        if isinstance(verdict, Forbidden):
            self._note_refusal(action, row.id, verdict.code)
            raise PurposeNeeded if verdict.code == "purpose_missing" else Denied(reason=verdict.code)
        if action in _OF_ORIGINALS and row.state is State.ARCHIVED:
            raise InArchive

    def ask_at_large(self, action: Action) -> None:
        """The same for what is about no document: handing in, the audit trail, users, the machine (Denied)."""
        verdict = decide(self.person, action, None, purpose="", now=self.now())
        if isinstance(verdict, Forbidden):
            self._note_refusal(action, "", verdict.code)
            raise Denied(reason=verdict.code)

    def _note_refusal(self, action: Action, document: str, code: str) -> None:
        facts = {"action": action.value, "code": code}
        event = AuditEvent(at=self.now(), actor=self.actor.id, action=REFUSED_ACT, document=document, facts=facts)
        self.work.records.transactions.note(event)

    @property
    def _packages(self) -> Packages:
        return Packages(self.work.records.transactions)

    def target(self, row: DocumentSummary) -> Target:
        """A document as the policy knows it."""
        # What the machine is not sure of may be an identity paper taken for a receipt: until its kind is sure, or a
        # person has said so, a document counts as the most sensitive there is.
        sure = row.state in _SETTLED or (row.kind_confidence or 0.0) >= self.work.settings.filing.kind_threshold
        sensitivity = kind_of(row, self.work.kinds).sensitivity if sure else Sensitivity.IDENTITY
        package = row.kind == PACKAGE
        return Target(
            document=row.id,
            state=row.state,
            sensitivity=sensitivity,
            customer=row.customer,
            restricted=row.restricted or (package and self._packages.holds_restricted(row.id)),
            report=family_of(row.kind, row.subkind),
            package=package,
        )


def kind_of(row: DocumentSummary, kinds: Mapping[str, Kind]) -> Kind:
    """The kind of a row; what has not been read yet, and what is no longer a kind here, counts as unknown."""
    return kinds.get(row.kind or UNKNOWN, kinds[UNKNOWN])


def texts(row: DocumentSummary, kinds: Mapping[str, Kind], *, reveal: bool) -> dict[str, str]:
    """The readings as text, sensitive ones masked unless revealed. What is no field of the kind counts as sensitive."""
    fields = kind_of(row, kinds).by_name
    return {name: _text(reading, fields.get(name), reveal=reveal) for name, reading in row.readings.items()}


def _text(reading: Reading, field: Field | None, *, reveal: bool) -> str:
    if reveal:
        return reading.text
    return shown(reading, field) if field else HIDDEN
