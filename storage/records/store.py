"""The records: what is remembered of every document, and the one place where its state changes.

Every method is one transaction (or says otherwise), written so that running it twice does no harm, with its audit
events as the last statement. Personal data is sealed under a key of its document before it reaches the database.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import islice
from typing import TypeVar

from sqlalchemy import true

from storage.audit import AuditEvent
from storage.crypto.keyring import Keyring
from storage.records import accepting, customers, disposing, filing, leases, reviewing, trail, twins, viewing
from storage.records.accepting import Refusal
from storage.records.database import Database
from storage.records.finding import FIRST_PAGE, Page, find
from storage.records.reach import EVERYTHING, Reach
from storage.records.schema import RECORDS, is_current, migrate
from storage.records.sealing import make_field_key
from storage.records.session import Session
from storage.records.streaming import batches
from storage.records.transactions import Transactions
from storage.records.values import (
    Accepted,
    Action,
    Arrival,
    Assignment,
    Blob,
    Correction,
    DocumentSummary,
    DocumentView,
    Found,
    Lease,
    Outcome,
    Quarantine,
    ReviewTask,
)
from strongroom.document import Role, State
from strongroom.errors import Fact, RecordsUnavailable
from strongroom.ids import BlobId, DocumentId
from strongroom.kind import Kind, catalogue
from strongroom.query import Query
from strongroom.settings_review import Review

T = TypeVar("T")


class Records:
    """All records. Safe to use from many threads; every method raises RecordsUnavailable when the database is away."""

    def __init__(
        self, database: Database, keyring: Keyring, kinds: Mapping[str, Kind], *, zone: dt.tzinfo = dt.UTC
    ) -> None:
        self._database = database
        self._keyring = keyring
        self.transactions = Transactions(database, keyring, kinds, zone=zone)

    @classmethod
    def open(
        cls, url: str, keyring: Keyring, *, kinds: Mapping[str, Kind] | None = None, zone: dt.tzinfo = dt.UTC
    ) -> "Records":
        """Open a database by its SQLAlchemy URL; ``kinds`` are the whole catalogue unless told, ``zone`` is where the
        days of the house begin.
        """
        return cls(Database(url, RecordsUnavailable), keyring, catalogue() if kinds is None else kinds, zone=zone)

    def migrate(self) -> None:
        """Bring the schema up to date; safe when several processes do so at once."""
        migrate(self._database, RECORDS)

    def check(self) -> None:
        """Return when the database answers and its schema is up to date."""
        if not self._database.read(lambda connection: is_current(connection, RECORDS)):
            raise RecordsUnavailable(problem="the schema is not that of this version")

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    # Taking in.

    def content_hash(self, sha256: str) -> bytes:
        """The keyed hash by which equal files are known; ``sha256`` is the hex digest of the plaintext."""
        return self.transactions.hashes.equality("@content", sha256)

    def find_by_content(self, content_hash: bytes) -> DocumentId | None:
        """The living document with these bytes."""
        return self._database.read(lambda connection: accepting.find_by_content(connection, content_hash))

    def accept(self, arrival: Arrival) -> Accepted:
        """Make an arrival a document, or link it to the one that has the same bytes; the same again for the same id."""
        return self._accept(arrival, None)

    def accept_refused(self, arrival: Arrival, code: str, facts: Mapping[str, Fact]) -> Accepted:
        """The same for what cannot be read: the document starts in quarantine."""
        return self._accept(arrival, Refusal(code=code, facts=facts))

    def accept_duplicate(self, arrival: Arrival) -> Accepted:
        """Link an arrival whose bytes are known (``find_by_content``) and were not stored again.

        Raises:
            NotFound: no living document has these bytes any more; store them and ``accept``.
        """
        return self._write(lambda session: accepting.accept_duplicate(session, arrival))

    def unrecorded(self, blobs: Iterable[BlobId]) -> frozenset[BlobId]:
        """Those of the blobs that no document knows: they were stored, and never accepted."""
        return self._database.read(lambda connection: accepting.unrecorded(connection, blobs))

    def check_thawed(self) -> None:
        """Return if documents may change (VaultFrozen); for those who would otherwise store bytes for nothing."""
        self._read(lambda session: session.check_thawed())

    # Working.

    def claim(self, worker: str, *, limit: int, now: dt.datetime, lease_seconds: float) -> tuple[Lease, ...]:
        """Lease waiting documents, oldest first; no two workers ever hold one document."""
        until = now + dt.timedelta(seconds=lease_seconds)
        return self._write(lambda session: leases.claim(session, worker, true(), limit=limit, now=now, until=until))

    def claim_these(
        self, worker: str, documents: Iterable[DocumentId], *, now: dt.datetime, lease_seconds: float
    ) -> tuple[Lease, ...]:
        """Lease those of the documents that may be worked on."""
        until = now + dt.timedelta(seconds=lease_seconds)
        wanted = tuple(documents)
        return self._write(
            lambda session: leases.claim(session, worker, leases.these(wanted), limit=len(wanted), now=now, until=until)
        )

    def waiting(self, now: dt.datetime) -> int:
        """How many documents ``claim`` could lease."""
        return self._database.read(lambda connection: leases.waiting(connection, now))

    def assignment(self, lease: Lease) -> Assignment:
        """What the holder of a lease has to work on (LeaseLost when fenced off)."""
        return self._read(lambda session: leases.assignment(session, lease))

    def customer_of(self, identifiers: Iterable[tuple[str, str]]) -> str | None:
        """The customer of the kept papers that carry any of these numbers, given as (field, value)."""
        asked = tuple(identifiers)
        return self._read(lambda session: customers.customer_of(session, asked)) if asked else None

    def renew(self, lease: Lease, *, now: dt.datetime, lease_seconds: float) -> Lease:
        """Hold on for longer (LeaseLost when fenced off)."""
        until = now + dt.timedelta(seconds=lease_seconds)
        return self._write(lambda session: leases.renew(session, lease, until=until))

    def release(self, lease: Lease, *, now: dt.datetime, delay_seconds: float) -> None:
        """Give a document back through no fault of its own: the attempt is not counted (LeaseLost when fenced off)."""
        not_before = now + dt.timedelta(seconds=delay_seconds)
        attempts = lease.attempt - 1
        self._write(lambda session: leases.give_back(session, lease, attempts=attempts, now=now, not_before=not_before))

    def postpone(self, lease: Lease, *, now: dt.datetime, delay_seconds: float) -> None:
        """Give a document back after an attempt that failed and is counted (LeaseLost when fenced off)."""
        not_before = now + dt.timedelta(seconds=delay_seconds)
        attempts = lease.attempt
        self._write(lambda session: leases.give_back(session, lease, attempts=attempts, now=now, not_before=not_before))

    def finish(self, lease: Lease, outcome: Outcome, *, now: dt.datetime, due_hours: float) -> State:
        """File a document, or open a review task that is due in ``due_hours`` (LeaseLost when fenced off).

        A paper of which a print is here already waits for a person, whatever the outcome says.
        """
        due_at = now + dt.timedelta(hours=due_hours)

        def finish(session: Session) -> State:
            known = twins.beside_twins(session, lease.document, outcome)
            return filing.finish(session, lease, known, now=now, due_at=due_at)

        return self._write(finish)

    def quarantine(self, lease: Lease, code: str, facts: Mapping[str, Fact], *, now: dt.datetime) -> None:
        """Set a document aside that cannot be read (LeaseLost when fenced off)."""
        self._write(lambda session: filing.quarantine(session, lease, code, facts, now=now))

    # Looking.

    def counts(self) -> Mapping[State, int]:
        """Documents by state; states without any are there with 0."""
        return self._database.read(viewing.counts)

    def oldest_waiting(self, now: dt.datetime) -> dt.timedelta | None:
        """How long the longest waiting document has waited."""
        return self._database.read(lambda connection: leases.oldest_waiting(connection, now))

    def quarantined(self, limit: int) -> Mapping[DocumentId, Quarantine]:
        """Why documents are set aside, newest first; codes and numbers, nothing personal."""
        return self._database.read(lambda connection: viewing.quarantined(connection, limit))

    def quarantine_of(self, document: DocumentId) -> Quarantine | None:
        """Why a document is set aside; None if it is not, or there is none."""
        return self._database.read(lambda connection: viewing.quarantine_of(connection, document))

    def for_policy(self, document: DocumentId) -> DocumentSummary:
        """What the policy is asked about, before anything is shown; not recorded, for nobody sees it.

        Raises:
            NotFound: there is none, or it is destroyed.
        """
        return self._read(lambda session: viewing.one(session, document))

    def view(self, document: DocumentId, *, actor: str, purpose: str, now: dt.datetime) -> DocumentView:
        """Everything of one document; the view is recorded (NotFound when there is none or it is destroyed)."""
        return self._write(lambda session: viewing.view(session, document, actor=actor, purpose=purpose, now=now))

    def summaries(
        self, documents: Iterable[DocumentId], *, actor: str, now: dt.datetime
    ) -> tuple[DocumentSummary, ...]:
        """Rows for these documents in the order given, unknown ones left out; recorded as one event."""
        wanted = tuple(documents)
        return self._listed(lambda session: viewing.by_ids(session, wanted), actor=actor, now=now)

    def in_state(self, state: State, *, actor: str, now: dt.datetime, limit: int) -> tuple[DocumentSummary, ...]:
        """The newest documents in a state; recorded as one event."""
        return self._listed(lambda session: viewing.in_state(session, state, limit), actor=actor, now=now)

    def find(
        self, query: Query, *, actor: str, now: dt.datetime, page: Page = FIRST_PAGE, reach: Reach = EVERYTHING
    ) -> Found:
        """Search what is within reach; a page of results is recorded as one event before it is returned.

        Raises:
            BadQuery: a filter names a field that no kind has, or compares what has no order.
        """
        found = self._read(lambda session: find(session, query, page, reach))
        # Opening many candidates may take long, and SQLite has one writer: hence a transaction of its own, which comes
        # before anything is returned. What was asked for may be a name; it is not recorded, only what was shown.
        event = AuditEvent(
            at=now,
            actor=actor,
            action=Action.SEARCHED,
            facts={"documents": [row.id for row in found.rows], "total": found.total, "offset": page.offset},
        )
        self._write(lambda session: session.note(event))
        return found

    def read_blob(self, document: DocumentId, role: Role, *, actor: str, purpose: str, now: dt.datetime) -> Blob:
        """The newest blob of a role, for the vault to open; the read is recorded (NotFound when there is none)."""
        return self._write(
            lambda session: viewing.newest_blob(session, document, role, actor=actor, purpose=purpose, now=now)
        )

    def read_openable(self, document: DocumentId, *, actor: str, purpose: str, now: dt.datetime) -> Blob:
        """The blob that opens without a password: the original, or what was kept when a person unlocked it; the read is
        recorded (NotFound).
        """
        return self._write(
            lambda session: viewing.openable_blob(session, document, actor=actor, purpose=purpose, now=now)
        )

    def read_original(self, document: DocumentId, *, actor: str, purpose: str, now: dt.datetime) -> tuple[Blob, ...]:
        """The blobs that are the original, in order, for the vault to open; the read is recorded (NotFound)."""
        return self._write(
            lambda session: viewing.original_blobs(session, document, actor=actor, purpose=purpose, now=now)
        )

    # Deciding.

    def read_again(self, document: DocumentId, *, actor: str, now: dt.datetime) -> None:
        """Send a document from quarantine or review back to be read (IllegalMove from any other state)."""
        self._write(lambda session: filing.read_again(session, document, actor=actor, now=now))

    def decide(
        self,
        document: DocumentId,
        correction: Correction,
        *,
        actor: str,
        now: dt.datetime,
        rules: Review = reviewing.ONE_IS_ENOUGH,
    ) -> State:
        """Record a reviewer's decision; corrected readings become a new version and nothing is overwritten.

        By the rules, some go on waiting for another person.

        Raises:
            OwnWork: this is for somebody else to decide.
            IllegalMove: the document does not wait for review.
            Overtaken: the version that the reviewer saw is no longer the newest.
            NotFound: there is no such document.
            BadCorrection: a correction names no field of the kind, or is no value of its type.
        """
        return self._write(
            lambda session: reviewing.decide(session, document, correction, actor=actor, now=now, rules=rules)
        )

    def due_reviews(self, now: dt.datetime) -> tuple[ReviewTask, ...]:
        """Open review tasks whose time is up, longest overdue first."""
        return self._database.read(lambda connection: reviewing.due_reviews(connection, now))

    def remind(self, document: DocumentId, *, now: dt.datetime) -> bool:
        """Count a reminder, once a day; say whether it was counted."""
        return self._write(lambda session: reviewing.remind(session, document, now=now))

    def propose_dispositions(self, now: dt.datetime) -> tuple[DocumentId, ...]:
        """Propose what may be destroyed by now, once for each document; never what is held or has no start date.

        One transaction for each ``disposing.BATCH`` documents, and one look for ``disposing.AT_ONCE``.
        """
        proposed: list[DocumentId] = []
        while True:
            found = self._read(lambda session: tuple(islice(disposing.candidates(session, now), disposing.AT_ONCE)))
            before = len(proposed)
            for some in batches(found, disposing.BATCH):
                proposed += self._write(partial(disposing.propose, these=some, now=now))
            # Where others proposed all of these meanwhile, they go on with the rest too.
            if len(found) < disposing.AT_ONCE or len(proposed) == before:
                return tuple(proposed)

    def audit_verify(self) -> int:
        """Walk the audit chain and return the number of events.

        Raises:
            AuditBroken: ``sequence`` is the first event that was altered, removed, inserted or moved.
        """
        return self._database.read(trail.verify_all)

    # How it is done.

    def _accept(self, arrival: Arrival, refusal: Refusal | None) -> Accepted:
        before = self._database.read(lambda connection: accepting.accepted_before(connection, arrival))
        if before is not None:
            return before
        # Durable before any row is sealed under it. When another arrival with the same bytes turns out to be faster,
        # the key opens nothing.
        make_field_key(self._keyring, arrival.document)
        return self._write(lambda session: accepting.accept(session, arrival, refusal))

    def _listed(
        self, work: Callable[[Session], tuple[DocumentSummary, ...]], *, actor: str, now: dt.datetime
    ) -> tuple[DocumentSummary, ...]:
        def listing(session: Session) -> tuple[DocumentSummary, ...]:
            rows = work(session)
            viewing.note_list(session, rows, actor=actor, now=now)
            return rows

        return self._write(listing)

    def _read(self, work: Callable[[Session], T]) -> T:
        return self.transactions.read(work)

    def _write(self, work: Callable[[Session], T]) -> T:
        return self.transactions.write(work)
