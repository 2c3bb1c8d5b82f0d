"""The steps of a disposition that people take, inside a transaction: a request, an approval, the way back from both.

Of what was proposed, every condition is asked before the first change. So where one paper of many in a transaction is
refused, nothing of it is written, and the transaction goes on with the others.
"""

import datetime as dt
from typing import Final

from sqlalchemy import Select, bindparam, delete, insert, select, update

from storage.audit import AuditEvent
from storage.records.ending_tables import dispositions
from storage.records.holding import is_held
from storage.records.session import AnyRow, Session
from storage.records.tables import arrivals, decisions, documents
from storage.records.values import Action
from strongroom.disposition import Obstacle, Stage, check_step, set_aside_basis
from strongroom.document import State
from strongroom.errors import Denied, Held, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import UNKNOWN

SELECT: Select[tuple[object, ...]] = select(
    dispositions,
    documents.c.id,
    documents.c.number,
    documents.c.kind,
    documents.c.state,
    documents.c.quarantine_code,
    is_held().label("held"),
).join(documents, documents.c.number == dispositions.c.document)
_OF_ONE: Final = SELECT.where(documents.c.id == bindparam("sought"))
_CHANGE: Final = update(dispositions).where(dispositions.c.document == bindparam("number"))
_SOUGHT: Final = select(documents.c.number).where(documents.c.id == bindparam("sought")).scalar_subquery()
_WORKERS: Final = (
    select(arrivals.c.actor).where(arrivals.c.document == _SOUGHT),
    select(decisions.c.actor).where(decisions.c.document == _SOUGHT),
    select(dispositions.c.requested_by).where(dispositions.c.document == _SOUGHT),
)


def request(session: Session, document: DocumentId, *, actor: str, now: dt.datetime) -> None:
    """Ask that a document which the schedule found be destroyed, or one that could never be read.

    Raises:
        NotFound: the schedule has not found it, nor is it such a one; Held; WrongStage.
    """
    _propose_unreadable(session, document, actor=actor, now=now)
    row = _step(session, document, Stage.REQUESTED)
    change(session, row, Stage.REQUESTED, requested_by=actor, requested_at=now)
    session.note(AuditEvent(at=now, actor=actor, action=Action.DISPOSITION_REQUESTED, document=document))


def approve(session: Session, document: DocumentId, *, actor: str, now: dt.datetime, due_at: dt.datetime) -> None:
    """Approve what another person asked for (Denied: it is one's own work; NotFound, Held, WrongStage)."""
    row = _step(session, document, Stage.APPROVED)
    if actor in workers(session, document):
        raise Denied(reason=Obstacle.OWN_WORK.value)
    change(session, row, Stage.APPROVED, approved_by=actor, approved_at=now, due_at=due_at)
    facts = {"requester": row.requested_by, "due": due_at.isoformat()}
    session.note(AuditEvent(at=now, actor=actor, action=Action.DISPOSITION_APPROVED, document=document, facts=facts))


def cancel(session: Session, document: DocumentId, *, actor: str, now: dt.datetime) -> None:
    """Take a request or an approval back (NotFound; WrongStage: there is nothing to take back, or no way back)."""
    session.document(document)
    row = found(session, document)
    check_step(Stage(row.stage), Stage.ELIGIBLE)
    facts = {"stage": row.stage}
    session.note(AuditEvent(at=now, actor=actor, action=Action.DISPOSITION_CANCELLED, document=document, facts=facts))
    if row.quarantine_code is not None:
        # Proposed by a person and by no rule: what is taken back is as if it had never been asked for, so that the
        # schedule finds the document once it is read.
        session.connection.execute(delete(dispositions).where(dispositions.c.document == row.number))
        return
    nobody = {"requested_by": None, "requested_at": None, "approved_by": None, "approved_at": None}
    change(session, row, Stage.ELIGIBLE, due_at=None, **nobody)


def is_unreadable(row: AnyRow) -> bool:
    """Whether a document lies in quarantine and was never read as a paper of any kind, which a rule could keep."""
    return row.state == State.QUARANTINED and row.kind in (None, UNKNOWN)


def _propose_unreadable(session: Session, document: DocumentId, *, actor: str, now: dt.datetime) -> None:
    row = session.document(document)
    there = select(dispositions.c.document).where(dispositions.c.document == row.number)
    if not is_unreadable(row) or session.connection.execute(there).first():
        return
    session.connection.execute(
        insert(dispositions).values(
            document=row.number,
            stage=Stage.ELIGIBLE.value,
            basis=set_aside_basis(row.quarantine_code),
            started_on=row.quarantined_at.date(),
            ended_on=row.quarantined_at.date(),
            proposed_at=now,
        )
    )
    facts = {"code": row.quarantine_code}
    event = AuditEvent(at=now, actor=actor, action=Action.DISPOSITION_PROPOSED, document=document, facts=facts)
    session.note(event)


def _step(session: Session, document: DocumentId, new: Stage) -> AnyRow:
    session.document(document)
    row = found(session, document)
    check_step(Stage(row.stage), new)
    if row.held:
        raise Held(document=document)
    return row


def found(session: Session, document: DocumentId) -> AnyRow:
    """The disposition of a document, with the row of that (NotFound)."""
    row = session.connection.execute(_OF_ONE, {"sought": document}).one_or_none()
    if row is None:
        raise NotFound(document=document)
    return row


def change(session: Session, row: AnyRow, stage: Stage, **values: object) -> None:
    """Put a disposition at a stage, and these values with it."""
    session.connection.execute(_CHANGE, {"number": row.number, "stage": stage.value, **values})


def workers(session: Session, document: DocumentId) -> frozenset[str]:
    """Who handed a document in, reviewed it, or asked for its destruction."""
    asked = (session.connection.execute(one, {"sought": document}).scalars() for one in _WORKERS)
    return frozenset(actor for actors in asked for actor in actors if actor)
