"""The review station: what one reviewer does with a document that waits, each act asked of the policy first."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from flows.stages.office import Case, Office, kind_of
from flows.stages.pictures import LONGEST, Pictures, Wanted
from flows.stages.read_as import Sheet, read_as
from flows.stages.sitting import (
    AS_ALWAYS,
    Change,
    How,
    Sitting,
    as_listed,
    as_shown,
    change_from,
    choices_of,
    unmarked,
)
from flows.stages.working_days import review_due
from storage.records import finding
from storage.records.queueing import Only, Order, Queue, Seat, Tally, Waiting
from storage.records.stations import Stations, Version
from storage.records.values import Correction, DocumentSummary
from storage.vault import read, read_openable
from strongroom.codec import pages_from_json
from strongroom.document import Role, State
from strongroom.errors import BadCorrection, InArchive, NotFound, Overtaken
from strongroom.field_state import asking_first, least_sure, standings
from strongroom.four_eyes import Stage, blind_fields
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.page import Page
from strongroom.permissions import Action

PURPOSE = "review"
"""Why a reviewer sees a paper and its sensitive readings; it is what the audit event says."""


_LOOK: Final = 3
_FARTHEST: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Station:
    """The queue and the desk chair of one person."""

    office: Office
    pictures: Pictures

    def queue(
        self, *, only: Only | None = None, kind: str = "", order: Order = Order.DUE, limit: int = 100, offset: int = 0
    ) -> tuple[Waiting, ...]:
        """A page of what waits and this person may decide on."""
        page = finding.Page(limit=limit, offset=offset)
        found = self._stations.queue(self._queue, page, only=only, kind=kind, order=order)
        # The policy itself is asked for each line: it tells customers apart more finely than the database does.
        return tuple(self._listed(waiting) for waiting in found if self._may(waiting))

    def _listed(self, waiting: Waiting) -> Waiting:
        kind = self._kind(waiting.summary)
        return as_listed(unmarked(waiting, kind), blind_fields(self.office.work.settings.review, kind))

    def left(self) -> int:
        """How much of it there is."""
        return self._stations.count(self._queue)

    def tally(self) -> Tally:
        """All of it, counted."""
        return self._stations.tally(self._queue)

    def sit_down(self, document: DocumentId) -> Sitting:
        """Take a document out of the queue and see all of it.

        Raises:
            NotFound, Denied: the policy says so, or it was not read yet.
            OwnWork: it waits for somebody else than who decided on it before.
        """
        case = self.ask(document)
        task, stage = case.task, case.stage
        seat = self._stations.sit_down(document, actor=self._actor, now=self.office.now())
        view = self.office.show_row(case.row, purpose=PURPOSE)
        kind = self._kind(view.summary)
        unsure = view.summary.reasons or least_sure(kind, view.summary.readings)
        fields = standings(kind, view.summary.readings, view.findings, subkind=view.summary.subkind, unsure=unsure)
        blind = self.office.blind(case)
        choices = choices_of(task) if task and stage is Stage.THIRD else {}
        return Sitting(
            view=view,
            kind=kind,
            fields=asking_first(as_shown(one, blind, choices) for one in fields),
            pages=self._pages(case.row),
            seat=seat,
            stage=stage,
            note=task.note if task else "",
            hidden=blind,
            choices=choices,
        )

    def keep_seat(self, document: DocumentId) -> Seat:
        """Say that one is still at it; the seat that is returned may be somebody else's."""
        self.ask(document)
        return self._stations.sit_down(document, actor=self._actor, now=self.office.now())

    def take_over(self, document: DocumentId) -> None:
        """Take a document from whoever has it."""
        self.ask(document)
        self._stations.take_over(document, actor=self._actor, now=self.office.now())

    def stand_up(self, document: DocumentId) -> None:
        """Leave a document for later: others may have it, and this person is given it again after all others."""
        self.ask(document)
        self._stations.stand_up(document, actor=self._actor, now=self.office.now())

    def give_back(self, document: DocumentId, until: dt.datetime) -> None:
        """Leave a document that lay ready and was never looked at, if the seat that ends then is theirs still."""
        self.ask(document)
        self._stations.give_back(document, actor=self._actor, until=until)

    def hand_over(self, document: DocumentId, to: str | None, note: str) -> None:
        """Say for whom a document is; None is anybody. Whether they may decide on it is asked when they open it."""
        self.ask(document)
        self._stations.hand_over(document, to, note=note.strip(), actor=self._actor, now=self.office.now())

    def next_after(self, document: DocumentId | None) -> Waiting | None:
        """The document to open next: what is for this person, then what is due first; at last what they left."""
        for offset in range(0, _FARTHEST, _LOOK):
            page = finding.Page(limit=_LOOK, offset=offset)
            found = self._stations.turns(self._queue, page)
            for waiting in found:
                if waiting.summary.id != document and self._may(waiting):
                    return waiting
            if len(found) < _LOOK:
                break
        return None

    def pages(self, document: DocumentId) -> tuple[Page, ...]:
        """The words of all pages in their places (NotFound before it is read)."""
        return self._pages(self.ask(document).row)

    def _pages(self, row: DocumentSummary, purpose: str = PURPOSE) -> tuple[Page, ...]:
        self.office.ask_about(row, Action.READ, purpose)
        return pages_from_json(self.bytes_of(row.id, Role.PAGES, purpose))

    def picture(self, document: DocumentId, number: int, *, longest: int = LONGEST) -> bytes:
        """A page as a picture, for who reviews it: that is their purpose, and they need state none."""
        return self._picture(self.ask(document).row, number, purpose=PURPOSE, longest=longest)

    def picture_for(self, document: DocumentId, number: int, *, purpose: str, longest: int = LONGEST) -> bytes:
        """A page as a picture, for a stated purpose (Refused when the format has none).

        That somebody sees it is recorded each time, also where it needs not be drawn again.
        """
        return self._picture(self.office.work.records.for_policy(document), number, purpose=purpose, longest=longest)

    def _picture(self, row: DocumentSummary, number: int, *, purpose: str, longest: int) -> bytes:
        page = next((page for page in self._pages(row, purpose) if page.number == number), None)
        if page is None:
            raise NotFound(page=number)
        wanted = Wanted(document=row.id, number=number, degrees=page.turned, longest=longest)
        kept = self.pictures.kept(wanted)
        if kept is not None:
            return kept
        return self.pictures.draw(wanted, self.openable(row.id, purpose))

    def media(self, document: DocumentId) -> str:
        """The format of the original."""
        return self._stations.media(document)

    def changes(self, document: DocumentId) -> tuple[Change, ...]:
        """Who wrote which version and which fields changed with it, newest first; no value is told."""
        self.office.ask(Action.VIEW, document, "")
        versions = self._stations.versions(document)
        return tuple(change_from(before, one) for one, before in zip_longest(versions, versions[1:]))

    def versions(self, document: DocumentId) -> tuple[Version, ...]:
        """All versions of what is known of a document, newest first."""
        self.ask(document)
        return self._stations.versions(document)

    def settle(self, document: DocumentId, values: Mapping[str, str], *, seen: int, how: How = AS_ALWAYS) -> State:
        """File a document with these values: as it was read where they are the same, else as corrected.

        What needs another pair of eyes goes on waiting.

        Raises:
            Overtaken, IllegalMove: somebody else was faster; nothing was written.
            OwnWork: this is for somebody else to decide.
            BadCorrection: a value is none of its field's type.
        """
        case = self.ask(document)
        stage = how.stage
        if stage is None:
            # Not from a page of this stage: what a second person keys without seeing what was read was open there.
            stage = case.task.stage if case.task else None
            if self.office.blind(case):
                raise Overtaken(version=seen)
        body = next((one.body for one in self._stations.versions(document) if one.number == seen), None)
        if body is None:
            raise NotFound(document=document)
        old = body.extraction.readings
        changed = {
            name: value.strip()
            for name, value in values.items()
            if value.strip() != (old[name].text if name in old else "")
        }
        return self.office.settle_case(
            case,
            Correction(
                verdict="correct" if changed else "accept",
                corrections=changed,
                places=how.places,
                spent=how.spent,
                stage=stage,
                seen=seen,
            ),
        )

    def hidden(self, document: DocumentId) -> frozenset[str]:
        """The fields that whoever decides now has to key without seeing what was read (NotFound)."""
        return self.office.hidden(document)

    def reject(self, document: DocumentId, reason: str, *, seen: int) -> State:
        """Set a document aside, and say why."""
        return self.office.settle(document, Correction(verdict="reject", reason=reason, seen=seen))

    def change_kind(self, document: DocumentId, kind: str, *, seen: int) -> int:
        """Say what a paper is: its fields are read anew, and it goes on waiting. Return the new version.

        Raises:
            Overtaken, IllegalMove: somebody else was faster; nothing was written.
            BadCorrection: there is no such kind.
        """
        row = self.ask(document).row
        wanted = self.office.work.kinds.get(kind)
        if wanted is None:
            raise BadCorrection(field="kind")
        view = self.office.show_row(row, purpose=PURPOSE)
        received = view.summary.received_at.astimezone(dt.UTC).date()
        sheet = Sheet(pages=self._pages(row), media=view.media, received=received)
        return self._stations.revise(
            document,
            lambda body: read_as(wanted, body, sheet, filing=self.office.work.settings.filing),
            seen=seen,
            actor=self._actor,
            now=self.office.now(),
        )

    def reopen(self, document: DocumentId) -> None:
        """Send a filed document back to review."""
        self.ask(document)
        now = self.office.now()
        self._stations.reopen(document, actor=self._actor, now=now, due_at=review_due(self.office.work.settings, now))

    @property
    def _actor(self) -> str:
        return self.office.actor.id

    @property
    def _queue(self) -> Queue:
        office = self.office
        return Queue(
            actor=self._actor,
            now=office.now(),
            first=office.reach(Action.REVIEW),
            further=office.reach(Action.APPROVE),
        )

    @property
    def _stations(self) -> Stations:
        return Stations(self.office.work.records.transactions)

    def ask(self, document: DocumentId) -> Case:
        """Whether this person may decide on a document now (NotFound, Denied, OwnWork); a refusal is recorded."""
        return self.office.ask_to_decide(document)

    def _may(self, waiting: Waiting) -> bool:
        if not self.office.may(Action.REVIEW, waiting.summary):
            return False
        return waiting.stage is Stage.FIRST or not self.office.refusal_to_approve(waiting.summary, waiting.workers)

    def _kind(self, row: DocumentSummary) -> Kind:
        return kind_of(row, self.office.work.kinds)

    def bytes_of(self, document: DocumentId, role: Role, purpose: str) -> bytes:
        """The newest bytes of a role; that somebody sees them is recorded, and whether they may was asked before."""
        work = self.office.work
        return read(work.vault, work.records, document, role, actor=self._actor, purpose=purpose, now=self.office.now())

    def openable(self, document: DocumentId, purpose: str) -> bytes:
        """The original as it opens without a password, likewise (InArchive: it has to be brought back first)."""
        work, now = self.office.work, self.office.now()
        if work.records.for_policy(document).state is State.ARCHIVED:
            raise InArchive
        return read_openable(work.vault, work.records, document, actor=self._actor, purpose=purpose, now=now)
