"""What a copy of the records holds, told without opening anything: for backups, and for proving them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from storage.records.ending_tables import certificates
from storage.records.learning import Standing
from storage.records.learning_tables import models
from storage.records.tables import audit_head, blobs, documents
from storage.records.viewing import counts
from strongroom.document import State
from strongroom.ids import BlobId, DocumentId

_BATCH: Final = 5000


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
    """The blobs that the store has to have: of all documents that live, the PDFs of certificates, learned models."""
    rows = connection.execution_options(yield_per=_BATCH).execute(
        select(documents.c.id, blobs.c.id.label("blob"))
        .join(documents, documents.c.number == blobs.c.document)
        .where(documents.c.state != State.DESTROYED.value)
        .order_by(blobs.c.id)
    )
    for row in rows:
        yield DocumentId(row.id), BlobId(row.blob)
    kept = select(certificates.c.id).where(certificates.c.pdf_sha256.is_not(None)).order_by(certificates.c.id)
    usable = select(models.c.id).where(models.c.standing != Standing.GONE.value).order_by(models.c.id)
    for own in (*connection.execute(kept).scalars(), *connection.execute(usable).scalars()):
        yield DocumentId(own), BlobId(own)


def proofs(connection: Connection) -> Iterator[tuple[str, DocumentId, str]]:
    """Every certificate of destruction: its id, its document, and the signed file."""
    rows = connection.execute(
        select(certificates.c.id, documents.c.id.label("document"), certificates.c.body)
        .join(documents, documents.c.number == certificates.c.document)
        .order_by(certificates.c.id)
    )
    for row in rows:
        yield row.id, DocumentId(row.document), row.body
