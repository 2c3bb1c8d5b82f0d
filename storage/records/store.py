"""The records: what is remembered of every document, and the one place where its state changes.

Every method is one transaction (or says otherwise), written so that running it twice does no harm, with its audit
events as the last statement. Personal data is sealed under a key of its document before it reaches the database.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from storage.crypto.keyring import Keyring
from storage.records.values import (
    Accepted,
    Arrival,
    Assignment,
    Blob,
    Correction,
    DocumentSummary,
    DocumentView,
    Found,
    Lease,
    Outcome,
    ReviewTask,
)
from strongroom.document import Role, State
from strongroom.errors import Fact
from strongroom.ids import BlobId, DocumentId
from strongroom.kind import Kind
from strongroom.query import Query


class Records:
    """All records. Safe to use from many threads; every method raises RecordsUnavailable when the database is away."""

    @classmethod
    def open(cls, url: str, keyring: Keyring, *, kinds: Mapping[str, Kind] | None = None) -> "Records":
        """Open a database by its SQLAlchemy URL; ``kinds`` are the whole catalogue unless told."""
        raise NotImplementedError

    def migrate(self) -> None:
        """Bring the schema up to date; safe when several processes do so at once."""
        raise NotImplementedError

    def check(self) -> None:
        """Return when the database answers and its schema is up to date."""
        raise NotImplementedError

    def close(self) -> None:
        """Close all connections."""
        raise NotImplementedError

    # Taking in.

    def content_hash(self, sha256: str) -> bytes:
        """The keyed hash by which equal files are known; ``sha256`` is the hex digest of the plaintext."""
        raise NotImplementedError

    def find_by_content(self, content_hash: bytes) -> DocumentId | None:
        """The living document with these bytes."""
        raise NotImplementedError

    def accept(self, arrival: Arrival) -> Accepted:
        """Make an arrival a document, or link it to the one that has the same bytes; the same again for the same id."""
        raise NotImplementedError

    def accept_refused(self, arrival: Arrival, code: str, facts: Mapping[str, Fact]) -> Accepted:
        """The same for what cannot be read: the document starts in quarantine."""
        raise NotImplementedError

    def accept_duplicate(self, arrival: Arrival) -> Accepted:
        """Link an arrival whose bytes are known (``find_by_content``) and were not stored again; ``blob`` is ignored.

        Raises:
            NotFound: no living document has these bytes any more; store them and ``accept``.
        """
        raise NotImplementedError

    def unrecorded(self, blobs: Iterable[BlobId]) -> frozenset[BlobId]:
        """Those of the blobs that no document knows: they were stored, and never accepted."""
        raise NotImplementedError

    # Working.

    def claim(self, worker: str, *, limit: int, now: dt.datetime, lease_seconds: float) -> tuple[Lease, ...]:
        """Lease waiting documents, oldest first; no two workers ever hold one document."""
        raise NotImplementedError

    def claim_these(
        self, worker: str, documents: Iterable[DocumentId], *, now: dt.datetime, lease_seconds: float
    ) -> tuple[Lease, ...]:
        """Lease those of the documents that may be worked on."""
        raise NotImplementedError

    def waiting(self, now: dt.datetime) -> int:
        """How many documents ``claim`` could lease."""
        raise NotImplementedError

    def assignment(self, lease: Lease) -> Assignment:
        """What the holder of a lease has to work on (LeaseLost when fenced off)."""
        raise NotImplementedError

    def renew(self, lease: Lease, *, now: dt.datetime, lease_seconds: float) -> Lease:
        """Hold on for longer (LeaseLost when fenced off)."""
        raise NotImplementedError

    def release(self, lease: Lease, *, now: dt.datetime, delay_seconds: float) -> None:
        """Give a document back through no fault of its own: the attempt is not counted (LeaseLost when fenced off)."""
        raise NotImplementedError

    def postpone(self, lease: Lease, *, now: dt.datetime, delay_seconds: float) -> None:
        """Give a document back after an attempt that failed and is counted (LeaseLost when fenced off)."""
        raise NotImplementedError

    def finish(self, lease: Lease, outcome: Outcome, *, now: dt.datetime, due_hours: float) -> State:
        """File a document, or open a review task that is due in ``due_hours`` (LeaseLost when fenced off)."""
        raise NotImplementedError

    def quarantine(self, lease: Lease, code: str, facts: Mapping[str, Fact], *, now: dt.datetime) -> None:
        """Set a document aside that cannot be read (LeaseLost when fenced off)."""
        raise NotImplementedError

    # Looking.

    def counts(self) -> Mapping[State, int]:
        """Documents by state; states without any are there with 0."""
        raise NotImplementedError

    def oldest_waiting(self, now: dt.datetime) -> dt.timedelta | None:
        """How long the longest waiting document has waited."""
        raise NotImplementedError

    def view(self, document: DocumentId, *, actor: str, purpose: str, now: dt.datetime) -> DocumentView:
        """Everything of one document; the view is recorded (NotFound when there is none or it is destroyed)."""
        raise NotImplementedError

    def summaries(
        self, documents: Iterable[DocumentId], *, actor: str, now: dt.datetime
    ) -> tuple[DocumentSummary, ...]:
        """Rows for these documents in the order given, unknown ones left out; recorded as one event."""
        raise NotImplementedError

    def in_state(self, state: State, *, actor: str, now: dt.datetime, limit: int) -> tuple[DocumentSummary, ...]:
        """The newest documents in a state; recorded as one event."""
        raise NotImplementedError

    def find(self, query: Query, *, actor: str, now: dt.datetime, limit: int = 20, offset: int = 0) -> Found:
        """Search; a page of results is recorded as one event before it is returned.

        Raises:
            BadQuery: a filter names a field that no kind has, or compares what has no order.
        """
        raise NotImplementedError

    def read_blob(self, document: DocumentId, role: Role, *, actor: str, purpose: str, now: dt.datetime) -> Blob:
        """The newest blob of a role, for the vault to open; the read is recorded (NotFound when there is none)."""
        raise NotImplementedError

    # Deciding.

    def decide(self, document: DocumentId, correction: Correction, *, actor: str, now: dt.datetime) -> State:
        """Record a reviewer's decision; corrected readings become a new version and nothing is overwritten.

        Raises:
            IllegalMove: the document does not wait for review.
            NotFound: there is no such document.
            BadQuery: a correction names no field of the kind, or is no value of its type.
        """
        raise NotImplementedError

    def due_reviews(self, now: dt.datetime) -> tuple[ReviewTask, ...]:
        """Open review tasks whose time is up, longest overdue first."""
        raise NotImplementedError

    def remind(self, document: DocumentId, *, now: dt.datetime) -> bool:
        """Count a reminder, once a day; say whether it was counted."""
        raise NotImplementedError

    def propose_dispositions(self, now: dt.datetime) -> tuple[DocumentId, ...]:
        """Propose what may be destroyed by now, once for each document; never what is held or has no start date."""
        raise NotImplementedError

    def audit_verify(self) -> int:
        """Walk the audit chain and return the number of events.

        Raises:
            AuditBroken: ``sequence`` is the first event that was altered, removed, inserted or moved.
        """
        raise NotImplementedError
