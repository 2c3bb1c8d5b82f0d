"""A document that was made here is filed as one that was read: recorded, named, dated and in its kind, at one moment.

It never stands in the queue of the readers, who would take it for a stranger's paper. Nothing of what it says goes into
the search index: whoever may find a report may not therefore learn from a search which words are in it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from storage.audit import AuditEvent
from storage.records.accepting import accept, accepted_before
from storage.records.bodies import Body, write_blob
from storage.records.filing import write_version
from storage.records.sealing import make_field_key
from storage.records.session import DocumentRow, Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from storage.records.values import Arrival, Blob
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.reports.family import KIND as REPORT

ALWAYS: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
REPORTED: Final = "report_filed"
"""What the audit event says was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document that was made here: its arrival and original, its pages, and what is known of it."""

    arrival: Arrival
    pages: Blob
    page_count: int
    body: Body


def file_made(transactions: Transactions, made: Made, *, now: dt.datetime) -> DocumentId:
    """File it, once for each arrival id, and return the document that it is."""
    make_field_key(transactions.keyring, made.arrival.document)
    document, actor = made.arrival.document, made.arrival.actor
    facts = {"report": made.body.classification.subkind or ""}

    def work(session: Session) -> DocumentId:
        if enter_made(session, made, now=now) is not None:
            session.note(AuditEvent(at=now, actor=actor, action=REPORTED, document=document, facts=facts))
        return document

    return transactions.write(work)


def enter_made(session: Session, made: Made, *, now: dt.datetime) -> DocumentRow | None:
    """Enter it as filed, and return its row; None where that was done before. Its field key has to be there."""
    before = accepted_before(session.connection, made.arrival) or accept(session, made.arrival, None)
    row = session.document(before.document)
    if row.state != State.RECEIVED:
        return None
    write_blob(session, row, made.pages)
    session.move(row, State.READING)
    changes = write_version(session, row, made.body, text="", actor=made.arrival.actor, now=now, seconds=0.0)
    # Neither straight through nor reviewed: nobody read it, so that the sample of what was read has none of it.
    changes |= {"straight_through": None, "page_count": made.page_count, "filed_at": now}
    session.move(session.document(before.document), State.FILED, **changes)
    return row


def is_filed(transactions: Transactions, document: DocumentId) -> bool:
    """Whether a report of this id was filed; one that was destroyed since is not made anew."""
    found = select(documents.c.id).where(documents.c.id == document)
    return transactions.read(lambda session: session.connection.execute(found).first() is not None)


def reports(transactions: Transactions, *, since: dt.datetime = ALWAYS, limit: int) -> tuple[DocumentId, ...]:
    """The reports that are kept and were filed since a time, newest first; whoever shows them asks of each."""
    wanted = (
        select(documents.c.id)
        .where(documents.c.kind == REPORT, documents.c.state != State.DESTROYED.value)
        .where(documents.c.filed_at >= since)
        .order_by(documents.c.number.desc())
        .limit(limit)
    )
    return transactions.read(
        lambda session: tuple(DocumentId(one) for one in session.connection.execute(wanted).scalars())
    )
