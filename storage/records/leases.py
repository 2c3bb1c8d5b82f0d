"""Leases: which worker works on which document, and how one that was overtaken is kept from writing."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select, update

from storage.audit import AuditEvent
from storage.records.bodies import OPENABLE, read_arrival, read_blob
from storage.records.session import DocumentRow, Session
from storage.records.tables import arrivals, documents
from storage.records.values import Action, Assignment, Lease
from strongroom.document import State
from strongroom.ids import ArrivalId, DocumentId

_HOLD: Final = update(documents).where(documents.c.number == bindparam("leased"))


def claim(
    session: Session, worker: str, wanted: ColumnElement[bool], *, limit: int, now: dt.datetime, until: dt.datetime
) -> tuple[Lease, ...]:
    """Lease up to ``limit`` of the wanted documents that may be worked on, oldest first.

    On SQLite the transaction has the database to itself. On PostgreSQL rows that another claim has locked are passed
    over; when it commits they are leased, and when it does not they are there for the next claim. Of a vault that is
    read-only nothing is leased: what was read could not be written.
    """
    if session.is_frozen():
        return ()
    rows = session.connection.execute(
        select(documents)
        .where(_workable(now), wanted)
        .order_by(documents.c.number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return tuple(_lease(session, row, worker, now=now, until=until) for row in rows)


def these(wanted: Iterable[DocumentId]) -> ColumnElement[bool]:
    """The condition that a document is one of these."""
    return documents.c.id.in_(tuple(wanted))


def waiting(connection: Connection, now: dt.datetime) -> int:
    """How many documents may be claimed."""
    return connection.execute(select(func.count()).select_from(documents).where(_workable(now))).scalar_one()


def oldest_waiting(connection: Connection, now: dt.datetime) -> dt.timedelta | None:
    """How long ago the oldest document was received that nobody works on."""
    waits = documents.c.state == State.RECEIVED.value
    oldest = connection.execute(select(func.min(documents.c.received_at)).where(waits)).scalar_one()
    return None if oldest is None else now - oldest


def renew(session: Session, lease: Lease, *, until: dt.datetime) -> Lease:
    """Hold on until a later time."""
    row = session.leased(lease.document, lease.fence)
    session.connection.execute(_HOLD, {"leased": row.number, "expires_at": until})
    return Lease(
        document=lease.document,
        worker=lease.worker,
        fence=lease.fence,
        attempt=lease.attempt,
        lost=lease.lost,
        version=lease.version,
        expires_at=until,
    )


def give_back(session: Session, lease: Lease, *, attempts: int, now: dt.datetime, not_before: dt.datetime) -> None:
    """Let others have the document from ``not_before`` on, with so many attempts counted."""
    row = session.leased(lease.document, lease.fence)
    session.move(row, State.RECEIVED, worker=None, expires_at=None, attempt=attempts, not_before=not_before)
    facts = {"fence": lease.fence, "attempts": attempts}
    session.note(AuditEvent(at=now, actor=lease.worker, action=Action.RELEASED, document=lease.document, facts=facts))


def assignment(session: Session, lease: Lease) -> Assignment:
    """What the holder of a lease works on. The claim was recorded, so this look is not recorded once more."""
    row = session.leased(lease.document, lease.fence)
    arrival = session.connection.execute(
        select(arrivals).where(arrivals.c.document == row.number, arrivals.c.duplicate.is_(False))
    ).one()
    # What a person unlocked once opens without them.
    blob = session.connection.execute(OPENABLE, {"number": row.number}).one()
    particulars = read_arrival(session.seals, lease.document, ArrivalId(arrival.id), arrival.particulars)
    return Assignment(
        lease=lease,
        blob=read_blob(session.seals, lease.document, blob),
        media=row.media,
        original_name=particulars.original_name,
        folder_tags=particulars.folder_tags,
        customer=particulars.customer,
        received_at=row.received_at,
    )


def _workable(now: dt.datetime) -> ColumnElement[bool]:
    return or_(
        and_(documents.c.state == State.RECEIVED.value, documents.c.not_before <= now),
        # Its worker died, or is cut off: the fencing number below keeps it from writing should it come back.
        and_(documents.c.state == State.READING.value, documents.c.expires_at <= now),
    )


def _lease(session: Session, row: DocumentRow, worker: str, *, now: dt.datetime, until: dt.datetime) -> Lease:
    # A lease that ran out is a worker that was lost, to a kill or a power cut: no fault of the document's, and counted
    # apart from the attempts that failed by themselves, which only ``give_back`` counts.
    lost = row.lost + (row.state == State.READING)
    held = {"worker": worker, "expires_at": until, "fence": row.fence + 1, "lost": lost}
    held |= {"pages_done": None, "pages_in_all": None}
    if row.state == State.READING:
        session.connection.execute(_HOLD, {"leased": row.number, **held})
    else:
        session.move(row, State.READING, **held)
    document = DocumentId(row.id)
    facts = {"fence": row.fence + 1, "attempt": row.attempt + 1}
    session.note(AuditEvent(at=now, actor=worker, action=Action.CLAIMED, document=document, facts=facts))
    return Lease(
        document=document,
        worker=worker,
        fence=row.fence + 1,
        attempt=row.attempt + 1,
        lost=lost,
        version=row.version + 1,
        expires_at=until,
    )
