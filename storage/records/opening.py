"""Rows of documents are opened into values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from storage.records.bodies import Body, read_arrival, read_body
from storage.records.progress import pages_read
from storage.records.session import AnyRow, DocumentRow, Session
from storage.records.streaming import batches
from storage.records.tables import arrivals, documents, extractions
from storage.records.values import DocumentSummary, Quarantine
from strongroom.document import State
from strongroom.errors import KeyMissing
from strongroom.ids import ArrivalId, DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document's row with what was sealed; ``body`` is None before it is read."""

    summary: DocumentSummary
    body: Body | None


def sealed_parts(session: Session, rows: Sequence[DocumentRow]) -> Mapping[int, AnyRow]:
    """The sealed first arrival and newest version of each document, by its row number, fetched at once."""
    parts = (
        select(documents.c.number, arrivals.c.id, arrivals.c.particulars, extractions.c.body)
        .join(arrivals, and_(arrivals.c.document == documents.c.number, arrivals.c.duplicate.is_(False)))
        .outerjoin(
            extractions,
            and_(extractions.c.document == documents.c.number, extractions.c.version == documents.c.version),
        )
    )
    return {
        part.number: part
        for batch in batches(row.number for row in rows)
        for part in session.connection.execute(parts.where(documents.c.number.in_(batch)))
    }


def open_rows(session: Session, rows: Sequence[DocumentRow]) -> tuple[DocumentSummary, ...]:
    """Open rows of ``documents``, in their order.

    A document whose keys were destroyed is left out: so it is when data is restored that is older than its end.
    """
    sealed = sealed_parts(session, rows)
    session.seals.fetch(DocumentId(row.id) for row in rows)
    opened = []
    for row in rows:
        try:
            opened.append(open_row(session, row, sealed[row.number]).summary)
        except KeyMissing:
            continue
    return tuple(opened)


def open_row(session: Session, row: DocumentRow, sealed: AnyRow) -> Opened:
    """Open one document.

    Raises:
        KeyMissing: its keys were destroyed.
        Tampered: a sealed part was changed or belongs elsewhere.
    """
    document = DocumentId(row.id)
    particulars = read_arrival(session.seals, document, ArrivalId(sealed.id), sealed.particulars)
    body = None if sealed.body is None else read_body(session.seals, document, row.version, sealed.body)
    summary = DocumentSummary(
        id=document,
        state=State(row.state),
        kind=row.kind,
        subkind=row.subkind,
        kind_confidence=row.kind_confidence,
        name=body.name if body else None,
        original_name=particulars.original_name,
        tags=body.tags if body else particulars.folder_tags,
        customer=body.customer if body else particulars.customer,
        readings=body.extraction.readings if body else {},
        reasons=body.decision.reasons if body else (),
        straight_through=row.straight_through,
        received_at=row.received_at,
        filed_at=row.filed_at,
        page_count=row.page_count,
        quarantine=read_quarantine(row) if row.state == State.QUARANTINED else None,
        restricted=row.restricted_at is not None,
        pages_read=pages_read(row),
    )
    return Opened(summary=summary, body=body)


def read_quarantine(row: DocumentRow) -> Quarantine:
    """Why a document is set aside."""
    return Quarantine(code=row.quarantine_code, facts=json.loads(row.quarantine_facts), since=row.quarantined_at)
