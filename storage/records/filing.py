"""Filing: what reading a document gave is written down, and the document is filed or waits for a person."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from storage.audit import AuditEvent
from storage.records.bodies import Body, read_arrival, read_body, write_blob, write_body
from storage.records.ending_tables import dispositions
from storage.records.entries import Entry, enter
from storage.records.names import take_name
from storage.records.session import DocumentRow, Session
from storage.records.tables import arrivals, blobs, extractions, reviews
from storage.records.values import Action, Lease, Outcome
from strongroom.document import Role, State
from strongroom.errors import Fact, IllegalMove
from strongroom.ids import ArrivalId, DocumentId

_VERSION: Final = select(extractions.c.body).where(
    extractions.c.document == bindparam("number"), extractions.c.version == bindparam("version")
)
_FIRST_ARRIVAL: Final = select(arrivals.c.id, arrivals.c.particulars).where(
    arrivals.c.document == bindparam("number"), arrivals.c.duplicate.is_(False)
)


def finish(session: Session, lease: Lease, outcome: Outcome, *, now: dt.datetime, due_at: dt.datetime) -> State:
    """Write the outcome down; file the document, or open a review task."""
    row = session.leased(lease.document, lease.fence)
    for blob in (outcome.pages, outcome.unlocked):
        if blob is not None:
            write_blob(session, row, blob)
    body = Body(
        classification=outcome.classification,
        extraction=outcome.extraction,
        decision=outcome.decision,
        name=outcome.name,
        tags=outcome.tags,
        customer=outcome.customer,
    )
    changes = write_version(session, row, body, text=outcome.text, actor=lease.worker, now=now, seconds=outcome.seconds)
    through = outcome.decision.straight_through
    changes |= {
        "worker": None,
        "expires_at": None,
        "straight_through": through,
        "page_count": outcome.page_count,
        "filed_at": now if through else None,
    }
    if outcome.media is not None:
        changes["media"] = outcome.media
    state = State.FILED if through else State.IN_REVIEW
    session.move(row, state, **changes)
    if not through:
        session.connection.execute(
            insert(reviews).values(document=row.number, opened_at=now, due_at=due_at, reminders=0)
        )
    action = Action.FILED if through else Action.SENT_TO_REVIEW
    facts = {"fence": lease.fence, "version": row.version + 1, "kind": outcome.classification.kind}
    session.note(AuditEvent(at=now, actor=lease.worker, action=action, document=lease.document, facts=facts))
    return state


def write_version(
    session: Session, row: DocumentRow, body: Body, *, text: str, actor: str, now: dt.datetime, seconds: float
) -> dict[str, object]:
    """Write the next version of what is known, make the document found by it, and return the columns that change."""
    session.check_thawed()
    document = DocumentId(row.id)
    before = current_body(session, row)
    name, name_hash = take_name(session, row, body.name, now_named=before.name if before else None)
    body = replace(body, name=name)
    version = row.version + 1
    write_body(session, row, body, version=version, actor=actor, now=now, seconds=seconds)
    entry = Entry(
        text=text,
        names=(name, _original_name(session, row, document)),
        tags=body.tags,
        customer=body.customer,
        readings=body.extraction.readings,
        kind=session.kinds.get(body.classification.kind),
    )
    enter(session, row, entry)
    return {
        "version": version,
        "kind": body.classification.kind,
        "subkind": body.classification.subkind,
        "kind_confidence": body.classification.confidence,
        "name_hash": name_hash,
    }


def current_body(session: Session, row: DocumentRow) -> Body | None:
    """The newest version of what is known of a document; None before it is read."""
    if row.version == 0:
        return None
    sealed = session.connection.execute(_VERSION, {"number": row.number, "version": row.version}).scalar_one()
    return read_body(session.seals, DocumentId(row.id), row.version, sealed)


def quarantine(session: Session, lease: Lease, code: str, facts: Mapping[str, Fact], *, now: dt.datetime) -> None:
    """Set a document aside that cannot be read."""
    row = session.leased(lease.document, lease.fence)
    session.move(row, State.QUARANTINED, worker=None, expires_at=None, **quarantine_columns(code, facts, now))
    session.note(
        AuditEvent(
            at=now,
            actor=lease.worker,
            action=Action.QUARANTINED,
            document=lease.document,
            facts={"fence": lease.fence, "code": code},
        )
    )


def quarantine_columns(code: str, facts: Mapping[str, Fact], now: dt.datetime) -> dict[str, object]:
    """The columns that say why a document is set aside. Facts of errors hold nothing of its content."""
    return {"quarantine_code": code, "quarantine_facts": json.dumps(dict(facts)), "quarantined_at": now}


def read_again(session: Session, document: DocumentId, *, actor: str, now: dt.datetime) -> None:
    """Send a document back to be read, with no attempt counted."""
    row = session.document(document)
    if row.state == State.READING:
        # The table allows this move for a worker that gives up its own lease, which is not asked for here.
        raise IllegalMove(old=row.state, new=State.RECEIVED.value)
    whole = select(blobs.c.id).where(blobs.c.document == row.number, blobs.c.role == Role.ORIGINAL.value)
    if session.connection.execute(whole).first() is None:
        # Too large to be read, and kept in parts: reading it again would find nothing to read.
        raise IllegalMove(old=row.state, new=State.RECEIVED.value)
    session.move(
        row,
        State.RECEIVED,
        attempt=0,
        lost=0,
        not_before=now,
        quarantine_code=None,
        quarantine_facts=None,
        quarantined_at=None,
    )
    close_reviews(session, row, now)
    # Whatever was decided of its end was decided of a document that it is no more.
    session.connection.execute(delete(dispositions).where(dispositions.c.document == row.number))
    session.note(AuditEvent(at=now, actor=actor, action=Action.SENT_BACK, document=document))


def close_reviews(session: Session, row: DocumentRow, now: dt.datetime) -> None:
    """Close the open review task of a document, if there is one."""
    session.connection.execute(
        update(reviews).where(reviews.c.document == row.number, reviews.c.closed_at.is_(None)).values(closed_at=now)
    )


def _original_name(session: Session, row: DocumentRow, document: DocumentId) -> str:
    arrival = session.connection.execute(_FIRST_ARRIVAL, {"number": row.number}).one()
    return read_arrival(session.seals, document, ArrivalId(arrival.id), arrival.particulars).original_name
