"""Taking in: an arrival becomes a document, or another arrival of one that is there."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select, text

from storage.audit import AuditEvent
from storage.records.bodies import write_arrival, write_blob
from storage.records.ending_tables import certificates
from storage.records.entries import Entry, enter
from storage.records.learning_tables import models
from storage.records.session import DocumentRow, Session
from storage.records.tables import Instant, arrivals, blobs, documents
from storage.records.values import Accepted, Action, Arrival
from strongroom.document import State
from strongroom.errors import Fact, NotFound
from strongroom.ids import BlobId, DocumentId

# ON CONFLICT waits for a transaction that is about to commit the same bytes, and then does nothing: of several at once
# exactly one makes the document. The uniqueness is the database's, not ours. As text, here and wherever there is such
# a conflict: both databases read it alike, and SQLAlchemy keeps no compiled form of its own for it.
_INSERT: Final = text(
    "INSERT INTO documents (id, state, media, content_hash, received_at, not_before, fence, attempt, version,"
    " quarantine_code, quarantine_facts, quarantined_at)"
    " VALUES (:id, :state, :media, :content_hash, :received_at, :received_at, 0, 0, 0,"
    " :quarantine_code, :quarantine_facts, :quarantined_at)"
    " ON CONFLICT (content_hash) DO NOTHING RETURNING number"
).bindparams(bindparam("received_at", type_=Instant), bindparam("quarantined_at", type_=Instant))
_BEFORE: Final = (
    select(documents.c.id, arrivals.c.duplicate)
    .join(documents, documents.c.number == arrivals.c.document)
    .where(arrivals.c.id == bindparam("arrival"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an arrival starts in quarantine."""

    code: str
    facts: Mapping[str, Fact]


def find_by_content(connection: Connection, content_hash: bytes) -> DocumentId | None:
    """The living document with these bytes."""
    found = connection.execute(
        select(documents.c.id).where(documents.c.content_hash == content_hash)
    ).scalar_one_or_none()
    return None if found is None else DocumentId(found)


def accepted_before(connection: Connection, arrival: Arrival) -> Accepted | None:
    """What became of this arrival the first time, if there was one."""
    row = connection.execute(_BEFORE, {"arrival": arrival.id}).one_or_none()
    return None if row is None else Accepted(document=DocumentId(row.id), duplicate=row.duplicate)


def accept(session: Session, arrival: Arrival, refusal: Refusal | None) -> Accepted:
    """Record a new document; or, when another one with the same bytes was faster, a duplicate of it."""
    stored = (arrival.blob, *arrival.parts) if arrival.blob else arrival.parts
    if not stored:
        raise ValueError("only a duplicate comes without a blob")
    before = accepted_before(session.connection, arrival)
    if before is not None:
        return before
    session.check_thawed()
    if not _insert(session.connection, arrival, refusal):
        return accept_duplicate(session, arrival)
    row = session.document(arrival.document)
    write_arrival(session, row, arrival, duplicate=False)
    for blob in stored:
        write_blob(session, row, blob)
    enter(session, row, _entry(arrival))
    facts = {} if refusal is None else {"code": refusal.code}
    _note(session, arrival, row, Action.REFUSED if refusal else Action.ACCEPTED, facts)
    return Accepted(document=arrival.document, duplicate=False)


def accept_duplicate(session: Session, arrival: Arrival) -> Accepted:
    """Record that the bytes of a document came once more."""
    before = accepted_before(session.connection, arrival)
    if before is not None:
        return before
    session.check_thawed()
    first = find_by_content(session.connection, arrival.content_hash)
    if first is None:
        raise NotFound(arrival=arrival.id)
    row = session.document(first)
    write_arrival(session, row, arrival, duplicate=True)
    _note(session, arrival, row, Action.DUPLICATE, {})
    return Accepted(document=first, duplicate=True)


def unrecorded(connection: Connection, wanted: Iterable[BlobId]) -> frozenset[BlobId]:
    """Those of the blobs that have no row."""
    asked = frozenset(wanted)
    # A certificate of destruction is kept in the vault under its own id, for its document has no keys any more; a
    # learned model is, for it has many documents.
    proofs = select(certificates.c.id).where(certificates.c.id.in_(asked))
    learned = select(models.c.id).where(models.c.id.in_(asked))
    known = connection.execute(select(blobs.c.id).where(blobs.c.id.in_(asked)).union(proofs, learned)).scalars()
    return asked - {BlobId(blob) for blob in known}


def _insert(connection: Connection, arrival: Arrival, refusal: Refusal | None) -> bool:
    columns = {
        "id": arrival.document,
        "state": State.RECEIVED.value,
        "media": arrival.media,
        "content_hash": arrival.content_hash,
        "received_at": arrival.received_at,
        "quarantine_code": None,
        "quarantine_facts": None,
        "quarantined_at": None,
    }
    if refusal:
        # A document that was never received in the sense of the table of moves: this is where its journey starts.
        columns |= {
            "state": State.QUARANTINED.value,
            "quarantine_code": refusal.code,
            "quarantine_facts": json.dumps(dict(refusal.facts)),
            "quarantined_at": arrival.received_at,
        }
    return connection.execute(_INSERT, columns).first() is not None


def _entry(arrival: Arrival) -> Entry:
    return Entry(
        text="",
        names=(arrival.original_name,),
        tags=arrival.folder_tags,
        customer=arrival.customer,
        readings={},
        kind=None,
    )


def _note(session: Session, arrival: Arrival, row: DocumentRow, action: Action, facts: Mapping[str, Fact]) -> None:
    session.note(
        AuditEvent(
            at=arrival.received_at,
            actor=arrival.actor,
            action=action,
            document=row.id,
            facts={"arrival": arrival.id, **facts},
        )
    )
