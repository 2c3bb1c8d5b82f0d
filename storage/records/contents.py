"""What a copy of the records holds, told without opening anything: for backups, and for proving them."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, select

from storage.records.ending_tables import certificates
from storage.records.learning import Standing
from storage.records.learning_tables import models
from storage.records.streaming import AT_ONCE, batches, streamed
from storage.records.tables import audit_head, blobs, documents
from storage.records.viewing import counts
from strongroom.document import State
from strongroom.ids import BlobId, DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Documents by state, and where the audit chain ends."""

    counts: Mapping[str, int]
    audit_sequence: int
    audit_hash: str


def contents(connection: Connection) -> Contents:
    """What there is."""
    head = connection.execute(select(audit_head.c.sequence, audit_head.c.hash)).one()
    found = {state.value: number for state, number in counts(connection).items()}
    return Contents(counts=found, audit_sequence=head.sequence, audit_hash=head.hash.hex())


def living_blobs(connection: Connection) -> Iterator[tuple[DocumentId, BlobId]]:
    """The blobs that the store has to have: of all documents that live, the PDFs of certificates, learned models.

    In the order of their keys in the store, and never all in memory.
    """
    return heapq.merge(*(_told(connection, part) for part in _LIVING))


def living_among(connection: Connection, wanted: Iterable[BlobId]) -> frozenset[BlobId]:
    """Those of some blobs that the store has to have."""
    found: set[BlobId] = set()
    for batch in batches(wanted):
        for part in _LIVING:
            rows = connection.execute(part.query.where(part.blob.in_(batch)))
            found |= {BlobId(row.blob) for row in rows}
    return frozenset(found)


def living_documents(connection: Connection) -> Iterator[DocumentId]:
    """All documents that live, never all in memory."""
    query = select(documents.c.id).where(documents.c.state != State.DESTROYED.value)
    return (DocumentId(row.id) for row in streamed(connection, query, documents.c.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Living:
    query: Select[Any]
    document: Column[str]
    blob: Column[str]


def _own(table: Table, *kept: ColumnElement[bool]) -> _Living:
    """What has no document and lies under its own id."""
    query = select(table.c.id, table.c.id.label("blob")).where(*kept)
    return _Living(query=query, document=table.c.id, blob=table.c.id)


OF_DOCUMENT: Final = documents.c.number + 0 == blobs.c.document
"""Which blobs are a document's. The 0 keeps SQLite from walking the blobs and sorting them all in memory: it walks the
documents in the order of their ids, and looks up the few blobs of each.
"""
_LIVING: Final = (
    _Living(
        query=select(documents.c.id, blobs.c.id.label("blob"))
        .join(documents, OF_DOCUMENT)
        .where(documents.c.state != State.DESTROYED.value),
        document=documents.c.id,
        blob=blobs.c.id,
    ),
    _own(certificates, certificates.c.pdf_sha256.is_not(None)),
    _own(models, models.c.standing != Standing.GONE.value),
)


def _told(connection: Connection, part: _Living) -> Iterator[tuple[DocumentId, BlobId]]:
    for row in streamed(connection, part.query, part.document, part.blob):
        yield DocumentId(row.id), BlobId(row.blob)


def proofs(connection: Connection) -> Iterator[tuple[str, DocumentId, str]]:
    """Every certificate of destruction: its id, its document, and the signed file; never all in memory."""
    rows = connection.execute(
        select(certificates.c.id, documents.c.id.label("document"), certificates.c.body)
        .join(documents, documents.c.number == certificates.c.document)
        .order_by(certificates.c.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in rows:
        yield row.id, DocumentId(row.document), row.body
