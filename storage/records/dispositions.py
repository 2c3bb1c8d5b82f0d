"""Dispositions: asked for by one person, approved by another, cancelled by anybody who may, and then carried out.

The rules are asked in the transaction that acts on them, under the lock of the document's row. What ``condemn`` finds
in the way ends the disposition, so that two people look at the document anew.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, delete, select

from storage.audit import AuditEvent
from storage.records import disposition_steps as steps
from storage.records.disposing import KEPT_STATES, still_due
from storage.records.ending_tables import dispositions
from storage.records.ghosts import forget_all_but_the_row
from storage.records.holding import held_since, keep_others_out
from storage.records.packaged import condemn_copy, copies_of, is_copy_held
from storage.records.session import AnyRow, Session
from storage.records.tables import Instant, documents
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.disposition import Obstacle, Stage, check_step, set_aside_basis
from strongroom.document import State
from strongroom.ids import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """The disposition of a document. ``ends`` is the first day on which its rule (``basis``) no longer keeps it."""

    document: DocumentId
    kind: str | None
    stage: Stage
    basis: str
    starts: dt.date
    ends: dt.date
    proposed_at: dt.datetime
    requested_by: str | None
    requested_at: dt.datetime | None
    approved_by: str | None
    approved_at: dt.datetime | None
    due_at: dt.datetime | None
    condemned_at: dt.datetime | None
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What stands in the way of an approved disposition; None is nothing."""

    document: DocumentId
    obstacle: Obstacle | None


class Dispositions:
    """All dispositions. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def listed(self, *stages: Stage) -> tuple[Disposition, ...]:
        """All that are at one of these stages, longest proposed first."""
        wanted = {"stages": [stage.value for stage in stages]}
        rows = self._transactions.read(lambda session: session.connection.execute(_LISTED, wanted).all())
        return tuple(_opened(row) for row in rows)

    def one(self, document: DocumentId) -> Disposition:
        """The disposition of a document, also of a destroyed one (NotFound when there is none)."""
        return self._transactions.read(lambda session: _opened(steps.found(session, document)))

    def workers(self, document: DocumentId) -> frozenset[str]:
        """Who handed the document in, reviewed it, or asked for its destruction: they do not approve that."""
        return self._transactions.read(lambda session: steps.workers(session, document))

    def request(self, document: DocumentId, *, actor: str, now: dt.datetime) -> None:
        """Ask that a document which the schedule found be destroyed, or one that could never be read.

        Raises:
            NotFound: the schedule has not found it, nor is it such a one; Held; WrongStage.
        """
        self._transactions.write(lambda session: steps.request(session, document, actor=actor, now=now))

    def approve(self, document: DocumentId, *, actor: str, now: dt.datetime, due_at: dt.datetime) -> None:
        """Approve what another person asked for; it is carried out after ``due_at`` unless somebody cancels it.

        Raises:
            Denied: the same person asked for it, or worked on the document.
            NotFound, Held, WrongStage.
        """
        self._transactions.write(lambda session: steps.approve(session, document, actor=actor, now=now, due_at=due_at))

    def cancel(self, document: DocumentId, *, actor: str, now: dt.datetime) -> None:
        """Take a request or an approval back: the document is eligible as before.

        Raises:
            NotFound: there is no disposition; WrongStage: there is nothing to take back, or no way back.
        """
        self._transactions.write(lambda session: steps.cancel(session, document, actor=actor, now=now))

    def plan(self, now: dt.datetime) -> tuple[Verdict, ...]:
        """What ``condemn`` would say now of each approved disposition; nothing is changed."""

        def work(session: Session) -> tuple[Verdict, ...]:
            rows = session.connection.execute(steps.SELECT.where(dispositions.c.stage == Stage.APPROVED.value)).all()
            return tuple(Verdict(document=row.id, obstacle=_obstacle(session, row, now)) for row in rows)

        return self._transactions.read(work)

    def condemn(self, document: DocumentId, *, actor: str, now: dt.datetime) -> Verdict:
        """The step that cannot be taken back: every condition is checked again, and the records of the document go.

        What stands in the way ends the disposition; but for the cooling-off, which is only waited for. A document that
        was condemned before is found free of obstacles, so that its end can be finished.

        Raises:
            NotFound, WrongStage: it was not approved.
        """

        def work(session: Session) -> Verdict:
            # Also for one that was condemned before: its end is not gone on with either.
            session.check_thawed()
            keep_others_out(session.connection)
            _lock(session, document)
            row = steps.found(session, document)
            if row.stage == Stage.DESTROYING:
                return Verdict(document=document, obstacle=None)
            check_step(Stage(row.stage), Stage.DESTROYING)
            obstacle = _obstacle(session, row, now)
            if obstacle is None:
                self._condemn(session, row, actor=actor, now=now)
            elif obstacle is not Obstacle.COOLING_OFF:
                _stop(session, row, obstacle, actor=actor, now=now)
            return Verdict(document=document, obstacle=obstacle)

        return self._transactions.write(work)

    def _condemn(self, session: Session, row: AnyRow, *, actor: str, now: dt.datetime) -> None:
        document = DocumentId(row.id)
        facts = {"requester": row.requested_by, "approver": row.approved_by}
        # A package is a copy of the paper: it goes with it, by the same two people, and all else in it stays filed.
        for package in copies_of(session, row.number):
            forget_all_but_the_row(session, package)
            condemn_copy(session, package, {name: getattr(row, name) for name in _DECIDED} | {"condemned_at": now})
            event = AuditEvent(at=now, actor=actor, action=Action.CONDEMNED, document=package.id, facts=facts)
            session.note(event)
        forget_all_but_the_row(session, session.document(document))
        steps.change(session, row, Stage.DESTROYING, condemned_at=now)
        session.note(AuditEvent(at=now, actor=actor, action=Action.CONDEMNED, document=document, facts=facts))


_DECIDED: Final = (
    *("basis", "started_on", "ended_on", "proposed_at"),
    *("requested_at", "requested_by", "approved_at", "approved_by", "due_at"),
)
"""What was decided about a document, and by whom."""


_LISTED: Final = steps.SELECT.where(dispositions.c.stage.in_(bindparam("stages", expanding=True))).order_by(
    dispositions.c.proposed_at, documents.c.id
)
_LOCK: Final = select(documents.c.number).where(documents.c.id == bindparam("sought")).with_for_update()
_HELD_SINCE: Final = select(documents.c.number).where(
    documents.c.number == bindparam("number"), held_since(bindparam("moment", type_=Instant))
)


def _obstacle(session: Session, row: AnyRow, now: dt.datetime) -> Obstacle | None:
    if now < row.due_at:
        return Obstacle.COOLING_OFF
    if row.held or is_copy_held(session, row.number):
        return Obstacle.HELD
    if session.connection.execute(_HELD_SINCE, {"number": row.number, "moment": row.approved_at}).first():
        return Obstacle.HELD_SINCE
    if (changed := _changed(session, row, now)) is not None:
        return changed
    return Obstacle.OWN_WORK if row.approved_by in steps.workers(session, DocumentId(row.id)) else None


def _changed(session: Session, row: AnyRow, now: dt.datetime) -> Obstacle | None:
    if steps.is_unreadable(row):
        return None if row.basis == set_aside_basis(row.quarantine_code) else Obstacle.NOT_DUE
    if row.state not in [state.value for state in KEPT_STATES]:
        return Obstacle.CHANGED
    due = still_due(session, row, now)
    return None if due is not None and due.clock.rule.basis == row.basis else Obstacle.NOT_DUE


def _lock(session: Session, document: DocumentId) -> None:
    session.connection.execute(_LOCK, {"sought": document})


def _stop(session: Session, row: AnyRow, obstacle: Obstacle, *, actor: str, now: dt.datetime) -> None:
    session.connection.execute(delete(dispositions).where(dispositions.c.document == row.number))
    facts = {"obstacle": obstacle.value}
    session.note(AuditEvent(at=now, actor=actor, action=Action.DISPOSITION_STOPPED, document=row.id, facts=facts))


def _opened(row: AnyRow) -> Disposition:
    return Disposition(
        document=DocumentId(row.id),
        kind=row.kind,
        stage=Stage(row.stage),
        basis=row.basis,
        starts=row.started_on,
        ends=row.ended_on,
        proposed_at=row.proposed_at,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        due_at=row.due_at,
        condemned_at=row.condemned_at,
        held=bool(row.held) and row.state != State.DESTROYED,
    )
