"""The office: everything a person can do with documents, each act asked of the policy first and recorded after.

The command line and the desk both go through here, so neither can forget to ask.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flows.stages.workroom import Workroom
from storage.records.values import Correction, DocumentSummary, DocumentView, Found
from strongroom.document import Role, State
from strongroom.errors import Denied, NotFound, PurposeNeeded
from strongroom.ids import DocumentId
from strongroom.kind import UNKNOWN, Field, Kind, Sensitivity, catalogue
from strongroom.masks import HIDDEN, shown
from strongroom.permissions import Action, Actor, Forbidden, Target, decide
from strongroom.query import parse
from strongroom.reading import Reading


@dataclass(frozen=True, kw_only=True)
class Office:
    """The documents as one person may see and use them."""

    work: Workroom
    actor: Actor
    now: Callable[[], dt.datetime]

    def find(self, text: str, *, limit: int = 20, offset: int = 0) -> Found:
        """Search, and leave out what the person may not know of.

        Raises:
            BadQuery: the text cannot be understood.
        """
        found = self.work.records.find(parse(text), actor=self.actor.id, now=self.now(), limit=limit, offset=offset)
        rows = tuple(row for row in found.rows if self._may(Action.FIND, row))
        return Found(total=found.total, complete=found.complete, rows=rows)

    def show(self, document: DocumentId, *, purpose: str = "") -> DocumentView:
        """Everything known of a document; with a purpose, as for revealing its sensitive readings.

        Raises:
            NotFound: there is none, or the person may not know of it.
            Denied: the person may know of it and not do this.
        """
        view = self.work.records.view(document, actor=self.actor.id, purpose=purpose or "view", now=self.now())
        self._ask(Action.REVEAL if purpose else Action.VIEW, view.summary, purpose)
        return view

    def original(self, document: DocumentId, *, purpose: str) -> tuple[str, bytes]:
        """The name and the unchanged bytes of a document.

        Raises:
            PurposeNeeded: its contents are sensitive, and no purpose was stated.
            NotFound, Denied: as for ``show``.
        """
        records = self.work.records
        (summary,) = records.summaries((document,), actor=self.actor.id, now=self.now()) or (None,)
        if summary is None:
            raise NotFound
        self._ask(Action.DOWNLOAD, summary, purpose)
        blob = records.read_blob(document, Role.ORIGINAL, actor=self.actor.id, purpose=purpose, now=self.now())
        return summary.name or summary.original_name, self.work.vault.get(blob)

    def to_review(self, limit: int = 100) -> tuple[DocumentSummary, ...]:
        """What waits for a person, newest last."""
        rows = self.work.records.in_state(State.IN_REVIEW, actor=self.actor.id, now=self.now(), limit=limit)
        return tuple(row for row in rows if self._may(Action.REVIEW, row))

    def settle(self, document: DocumentId, correction: Correction) -> State:
        """Record a reviewer's decision.

        Raises:
            NotFound, Denied: as for ``show``.
            IllegalMove: it does not wait for review.
            BadQuery: a corrected value does not fit its field.
        """
        (summary,) = self.work.records.summaries((document,), actor=self.actor.id, now=self.now()) or (None,)
        if summary is None:
            raise NotFound
        self._ask(Action.REVIEW, summary, "review")
        return self.work.records.decide(document, correction, actor=self.actor.id, now=self.now())

    def _may(self, action: Action, row: DocumentSummary) -> bool:
        return not isinstance(decide(self.actor, action, _target(row), purpose="list", now=self.now()), Forbidden)

    def _ask(self, action: Action, row: DocumentSummary, purpose: str) -> None:
        if not self._may(Action.FIND, row):
            raise NotFound
        verdict = decide(self.actor, action, _target(row), purpose=purpose, now=self.now())
        if isinstance(verdict, Forbidden):
            raise PurposeNeeded if verdict.code == "purpose_missing" else Denied(reason=verdict.code)


def kind_of(row: DocumentSummary) -> Kind:
    """The kind of a row; what has not been read yet counts as unknown."""
    kinds = catalogue()
    return kinds.get(row.kind or UNKNOWN, kinds[UNKNOWN])


def texts(row: DocumentSummary, *, reveal: bool) -> dict[str, str]:
    """The readings as text, sensitive ones masked unless revealed. What is no field of the kind counts as sensitive."""
    fields = kind_of(row).by_name
    return {name: _text(reading, fields.get(name), reveal=reveal) for name, reading in row.readings.items()}


def _text(reading: Reading, field: Field | None, *, reveal: bool) -> str:
    if reveal:
        return reading.text
    return shown(reading, field) if field else HIDDEN


def _target(row: DocumentSummary) -> Target:
    sensitivity = kind_of(row).sensitivity if row.kind else Sensitivity.IDENTITY
    return Target(document=row.id, state=row.state, sensitivity=sensitivity, customer=row.customer)
