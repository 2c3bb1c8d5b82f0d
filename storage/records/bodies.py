"""The sealed parts of rows, written and read: what an arrival was called, and what an extraction found."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import bindparam, insert, select

from storage.records.sealing import Seals
from storage.records.session import DocumentRow, Session
from storage.records.tables import arrivals, blobs, extractions
from storage.records.values import Arrival, Blob
from strongroom.codec import outcome_from_dict, outcome_to_dict
from strongroom.document import Role
from strongroom.ids import ArrivalId, BlobId, DocumentId
from strongroom.reading import Classification, Decision, Extraction

OPENABLE: Final = (
    select(blobs)
    .where(
        blobs.c.document == bindparam("number"),
        blobs.c.role.in_((Role.ORIGINAL.value, Role.UNLOCKED.value)),
    )
    .order_by(blobs.c.role == Role.ORIGINAL.value, blobs.c.version.desc())
    .limit(1)
)
"""The row of what opens without a password: what was kept of a document when a person unlocked it, or its original."""
_ARRIVED: Final = insert(arrivals)
_STORED: Final = insert(blobs)
_READ: Final = insert(extractions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """The personal part of an arrival."""

    original_name: str = field(repr=False)
    folder_tags: tuple[str, ...] = field(repr=False)
    customer: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One version of what is known of a document.

    ``turns``: clockwise degrees by which people have turned pages, counted from 1, beyond what the reader did; places
    are those of the pages as they stand then.
    """

    classification: Classification
    extraction: Extraction = field(repr=False)
    decision: Decision
    name: str = field(repr=False)
    tags: tuple[str, ...] = field(repr=False)
    customer: str | None = field(repr=False)
    turns: Mapping[int, int] = field(default_factory=dict)


def write_arrival(session: Session, row: DocumentRow, arrival: Arrival, *, duplicate: bool) -> None:
    """Record an arrival of a document, sealed under the key of that document (of a duplicate, the first one's)."""
    particulars = {
        "original_name": arrival.original_name,
        "folder_tags": list(arrival.folder_tags),
        "customer": arrival.customer,
    }
    session.connection.execute(
        _ARRIVED,
        {
            "id": arrival.id,
            "document": row.number,
            "duplicate": duplicate,
            "received_at": arrival.received_at,
            "actor": arrival.actor,
            "particulars": session.seals.seal_json(DocumentId(row.id), _arrival_place(arrival.id), particulars),
        },
    )


def read_arrival(seals: Seals, document: DocumentId, arrival: ArrivalId, sealed: bytes) -> Particulars:
    """Open the personal part of an arrival."""
    entry = seals.open_json(document, _arrival_place(arrival), sealed)
    return Particulars(
        original_name=entry["original_name"], folder_tags=tuple(entry["folder_tags"]), customer=entry["customer"]
    )


def write_blob(session: Session, row: DocumentRow, blob: Blob) -> None:
    """Record a blob that is already in the object store."""
    session.connection.execute(
        _STORED,
        {
            "id": blob.id,
            "document": row.number,
            "role": blob.role.value,
            "version": blob.version,
            "size": blob.bytes,
            "stored_size": blob.stored_bytes,
            "digest": session.seals.seal(DocumentId(row.id), _blob_place(blob.id), bytes.fromhex(blob.sha256)),
        },
    )


def read_blob(seals: Seals, document: DocumentId, row: DocumentRow) -> Blob:
    """A blob from its row, its digest opened."""
    return Blob(
        id=BlobId(row.id),
        document=document,
        role=Role(row.role),
        version=row.version,
        bytes=row.size,
        sha256=seals.open(document, _blob_place(row.id), row.digest).hex(),
        stored_bytes=row.stored_size,
    )


def write_body(
    session: Session, row: DocumentRow, body: Body, *, version: int, actor: str, now: dt.datetime, seconds: float
) -> None:
    """Record a new version; a version is never written twice."""
    entry = outcome_to_dict(body.classification, body.extraction, body.decision)
    entry |= {"name": body.name, "tags": list(body.tags), "customer": body.customer, "turns": dict(body.turns)}
    session.connection.execute(
        _READ,
        {
            "document": row.number,
            "version": version,
            "made_at": now,
            "actor": actor,
            "seconds": seconds,
            "body": session.seals.seal_json(DocumentId(row.id), _body_place(version), entry),
        },
    )


def read_body(seals: Seals, document: DocumentId, version: int, sealed: bytes) -> Body:
    """Open a version."""
    entry = seals.open_json(document, _body_place(version), sealed)
    classification, extraction, decision = outcome_from_dict(entry)
    return Body(
        classification=classification,
        extraction=extraction,
        decision=decision,
        name=entry["name"],
        tags=tuple(entry["tags"]),
        customer=entry["customer"],
        turns={int(page): degrees for page, degrees in entry.get("turns", {}).items()},
    )


def _arrival_place(arrival: str) -> str:
    return f"arrivals.particulars {arrival}"


def _blob_place(blob: str) -> str:
    return f"blobs.digest {blob}"


def _body_place(version: int) -> str:
    return f"extractions.body {version}"
