"""Looking at documents: rows are opened into values, and what was shown to whom is recorded."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from storage.audit import AuditEvent, FactValue
from storage.records.bodies import OPENABLE, read_blob
from storage.records.opening import open_row, open_rows, read_quarantine, sealed_parts
from storage.records.purposes import facts_of, with_purposes
from storage.records.session import DocumentRow, Session
from storage.records.streaming import batches
from storage.records.tables import arrivals, blobs, documents
from storage.records.trail import history
from storage.records.values import Action, Blob, DocumentSummary, DocumentView, Quarantine
from strongroom.document import Role, State
from strongroom.errors import NotFound
from strongroom.ids import DocumentId

_LIVING: Final = select(documents).where(
    documents.c.state != State.DESTROYED.value, documents.c.id.in_(bindparam("wanted", expanding=True))
)


def counts(connection: Connection) -> Mapping[State, int]:
    """Documents by state."""
    rows = connection.execute(select(documents.c.state, func.count()).group_by(documents.c.state))
    found = {State(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in State}


def quarantined(connection: Connection, limit: int) -> Mapping[DocumentId, Quarantine]:
    """Why documents are set aside, newest first. Codes and numbers only: nothing is opened."""
    rows = connection.execute(
        select(documents)
        .where(documents.c.state == State.QUARANTINED.value)
        .order_by(documents.c.number.desc())
        .limit(limit)
    )
    return {DocumentId(row.id): read_quarantine(row) for row in rows}


def quarantine_of(connection: Connection, document: DocumentId) -> Quarantine | None:
    """Why a document is set aside; None if it is not."""
    row = connection.execute(
        select(documents).where(documents.c.id == document, documents.c.state == State.QUARANTINED.value)
    ).one_or_none()
    return None if row is None else read_quarantine(row)


def one(session: Session, document: DocumentId) -> DocumentSummary:
    """The row of one document."""
    found = by_ids(session, (document,))
    if not found:
        raise NotFound(document=document)
    return found[0]


def view(session: Session, document: DocumentId, *, actor: str, purpose: str, now: dt.datetime) -> DocumentView:
    """Everything of one document. The event of this view is not yet in its history."""
    row = session.document(document)
    opened = open_row(session, row, sealed_parts(session, [row])[row.number])
    facts = facts_of(session, row, purpose, now)
    session.note(AuditEvent(at=now, actor=actor, action=Action.VIEWED, document=document, facts=facts))
    return DocumentView(
        summary=opened.summary,
        media=row.media,
        version=row.version,
        attempt=row.attempt,
        findings=opened.body.extraction.findings if opened.body else (),
        tables=opened.body.extraction.tables if opened.body else {},
        duplicates=_duplicates(session, row),
        blobs=_blobs(session, row, document),
        history=with_purposes(session, document, history(session.connection, document)),
    )


def by_ids(session: Session, wanted: Iterable[DocumentId]) -> tuple[DocumentSummary, ...]:
    """Rows for these documents, in their order; unknown and destroyed ones are left out."""
    order = tuple(wanted)
    found = {
        summary.id: summary
        for batch in batches(order)
        for summary in open_rows(session, session.connection.execute(_LIVING, {"wanted": batch}).all())
    }
    return tuple(found[document] for document in order if document in found)


def in_state(session: Session, state: State, limit: int) -> tuple[DocumentSummary, ...]:
    """The newest documents in a state."""
    rows = session.connection.execute(
        select(documents)
        .where(documents.c.state == state.value, documents.c.state != State.DESTROYED.value)
        .order_by(documents.c.number.desc())
        .limit(limit)
    ).all()
    return open_rows(session, rows)


def note_list(session: Session, shown: Iterable[DocumentSummary], *, actor: str, now: dt.datetime) -> None:
    """Record a list that is shown, as one event."""
    facts = {"documents": [summary.id for summary in shown]}
    session.note(AuditEvent(at=now, actor=actor, action=Action.LISTED, facts=facts))


def newest_blob(
    session: Session, document: DocumentId, role: Role, *, actor: str, purpose: str, now: dt.datetime
) -> Blob:
    """The newest blob of a role, and the record that it is read."""
    row = session.document(document)
    blob = session.connection.execute(
        select(blobs)
        .where(blobs.c.document == row.number, blobs.c.role == role.value)
        .order_by(blobs.c.version.desc())
        .limit(1)
    ).one_or_none()
    if blob is None:
        raise NotFound(document=document, role=role.value)
    facts = {**facts_of(session, row, purpose, now), "role": role.value, "blob": blob.id}
    session.note(AuditEvent(at=now, actor=actor, action=Action.READ, document=document, facts=facts))
    return read_blob(session.seals, document, blob)


def openable_blob(session: Session, document: DocumentId, *, actor: str, purpose: str, now: dt.datetime) -> Blob:
    """The blob that pages are drawn from (``OPENABLE``), and the record that it is read."""
    row = session.document(document)
    blob = session.connection.execute(OPENABLE, {"number": row.number}).one_or_none()
    if blob is None:
        raise NotFound(document=document, role=Role.ORIGINAL.value)
    facts = {**facts_of(session, row, purpose, now), "role": blob.role, "blob": blob.id}
    session.note(AuditEvent(at=now, actor=actor, action=Action.READ, document=document, facts=facts))
    return read_blob(session.seals, document, blob)


def original_blobs(
    session: Session, document: DocumentId, *, actor: str, purpose: str, now: dt.datetime
) -> tuple[Blob, ...]:
    """The blobs that are the original, one after the other, and the record that they are read."""
    row = session.document(document)
    of_original = blobs.c.role.in_((Role.ORIGINAL.value, Role.PART.value))
    rows = session.connection.execute(
        select(blobs).where(blobs.c.document == row.number, of_original).order_by(blobs.c.role, blobs.c.version)
    ).all()
    if not rows:
        raise NotFound(document=document, role=Role.ORIGINAL.value)
    facts: dict[str, FactValue] = {**facts_of(session, row, purpose, now), "role": Role.ORIGINAL.value}
    facts |= {"blob": rows[0].id} if len(rows) == 1 else {"blobs": [one.id for one in rows]}
    session.note(AuditEvent(at=now, actor=actor, action=Action.READ, document=document, facts=facts))
    return tuple(read_blob(session.seals, document, one) for one in rows)


def _duplicates(session: Session, row: DocumentRow) -> int:
    later = select(func.count()).where(arrivals.c.document == row.number, arrivals.c.duplicate.is_(True))
    return session.connection.execute(later).scalar_one()


def _blobs(session: Session, row: DocumentRow, document: DocumentId) -> tuple[Blob, ...]:
    rows = session.connection.execute(
        select(blobs).where(blobs.c.document == row.number).order_by(blobs.c.role, blobs.c.version)
    )
    return tuple(read_blob(session.seals, document, blob) for blob in rows)
