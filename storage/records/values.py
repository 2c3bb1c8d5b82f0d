"""What goes into the records and what comes out: frozen values, all instants aware UTC.

Fields that hold personal data are left out of ``repr``, so that a value in a log or a traceback says nothing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from strongroom.document import Role, State
from strongroom.errors import Fact
from strongroom.ids import ArrivalId, BlobId, DocumentId
from strongroom.reading import Classification, Decision, Extraction, Finding, Reading, Reason, Source

Verdict = Literal["accept", "correct", "reject", "duplicate", "better_copy", "split", "join"]
"""What a person decides in review."""

REJECTED = "rejected_by_reviewer"
"""The quarantine code of what a person rejected."""
DUPLICATE = "duplicate_of"
"""The quarantine code of what a person found to be another document once more."""
BETTER_COPY = "better_copy_asked"
"""The quarantine code of what the customer was asked for a better copy of."""
JOINED = "joined_into"
"""The quarantine code of what is a part of another document now."""
PARTED = "taken_apart"
"""The quarantine code of a joined document whose parts stand for themselves again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Opaque stored bytes of a document.

    ``version`` and ``role`` are bound into the envelope. ``bytes`` and ``sha256`` (hex) are of the plaintext;
    ``stored_bytes`` is the size in the object store.
    """

    id: BlobId
    document: DocumentId
    role: Role
    version: int
    bytes: int
    sha256: str = field(repr=False)
    stored_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file that was taken out of an inbox and is already in the vault, asking to become a document.

    ``content_hash`` is the keyed hash of the plaintext digest (``Records.content_hash``): equal for equal files, and
    useless without the key. ``customer`` and ``folder_tags`` come from the folders the file lay in. ``blob`` is None
    where the bytes were not stored again, because they are known (``Records.accept_duplicate``), or where they are too
    many for one blob and lie in ``parts``.
    """

    id: ArrivalId
    document: DocumentId
    blob: Blob | None
    content_hash: bytes = field(repr=False)
    media: str
    original_name: str = field(repr=False)
    folder_tags: tuple[str, ...] = field(default=(), repr=False)
    customer: str | None = field(default=None, repr=False)
    received_at: dt.datetime
    actor: str
    parts: tuple[Blob, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What became of an arrival. Of a duplicate, ``document`` is the first one, which has the same bytes."""

    document: DocumentId
    duplicate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to work on a document until ``expires_at``.

    ``fence`` grows with every claim of the document, so that the records know a worker that was overtaken. ``attempt``
    is the number of this attempt, of those that failed by themselves and this one; ``lost`` is how many workers were
    lost while they had the document. ``version`` is that of the extraction, and of the pages, to be made.
    """

    document: DocumentId
    worker: str
    fence: int
    attempt: int
    lost: int = 0
    version: int
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a worker needs to know of the document it holds a lease on."""

    lease: Lease
    blob: Blob
    media: str
    original_name: str = field(repr=False)
    folder_tags: tuple[str, ...] = field(repr=False)
    customer: str | None = field(repr=False)
    received_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What reading a document gave. ``text`` is what the search index is made of; ``pages`` is a blob of role PAGES.

    ``name`` is a wish: a number is put behind it when another document has it.
    """

    classification: Classification
    extraction: Extraction = field(repr=False)
    decision: Decision
    name: str = field(repr=False)
    tags: tuple[str, ...] = field(repr=False)
    customer: str | None = field(repr=False)
    page_count: int
    pages: Blob
    text: str = field(repr=False)
    seconds: float
    media: str | None = None
    """What it is, where nobody could tell when it came; else None."""
    unlocked: Blob | None = None
    """It as it opens without its password, a blob of role UNLOCKED, where a person has just given that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """Why a document could not be read: a code of ``strongroom.messages`` and its facts."""

    code: str
    facts: Mapping[str, Fact]
    since: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesRead:
    """How far the reading of a document is: pages done, of pages in all."""

    done: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """One row of a list. Before a document is read it has no kind and no name but the original one."""

    id: DocumentId
    state: State
    kind: str | None
    subkind: str | None
    kind_confidence: float | None
    name: str | None = field(repr=False)
    original_name: str = field(repr=False)
    tags: tuple[str, ...] = field(repr=False)
    customer: str | None = field(repr=False)
    readings: Mapping[str, Reading] = field(repr=False)
    reasons: tuple[Reason, ...]
    straight_through: bool | None
    received_at: dt.datetime
    filed_at: dt.datetime | None
    page_count: int | None
    quarantine: Quarantine | None
    restricted: bool = False
    pages_read: PagesRead | None = None
    """How far its reading is; None where it is not being read, or is short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One audit event of a document."""

    sequence: int
    at: dt.datetime
    actor: str
    action: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """Everything that is known of one document. ``duplicates`` counts later arrivals of the same bytes."""

    summary: DocumentSummary
    media: str
    version: int
    attempt: int
    findings: tuple[Finding, ...]
    tables: Mapping[str, tuple[Mapping[str, str], ...]] = field(repr=False)
    duplicates: int
    blobs: tuple[Blob, ...]
    history: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of search results, newest first.

    ``total`` counts all that match. When ``complete`` is false the phrase check stopped early and there may be more.
    """

    total: int
    complete: bool
    rows: tuple[DocumentSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTask:
    """A document that waits for a person."""

    document: DocumentId
    kind: str | None
    opened_at: dt.datetime
    due_at: dt.datetime
    reminders: int
    reminded_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A decision of a reviewer. For ``correct``, ``corrections`` are new values as typed, by field; an empty value
    takes the reading away. ``kind`` replaces what was found, None leaves it; without a ``name`` a corrected document is
    named anew by its kind's rule. ``seen`` is the version that the reviewer looked at; None where nobody else can have
    come between. ``places`` say where on the paper a corrected value stands, where the reviewer showed it. ``spent``
    are seconds at each field, and under the empty name those at the paper in all. ``facts`` say why it is set aside:
    ids and codes. ``stage`` is who the reviewer was taken for: the first person, or a later one.
    """

    verdict: Verdict
    corrections: Mapping[str, str] = field(default_factory=dict, repr=False)
    places: Mapping[str, Source] = field(default_factory=dict, repr=False)
    spent: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    stage: int | None = None
    kind: str | None = None
    name: str | None = field(default=None, repr=False)
    reason: str = field(default="", repr=False)
    seen: int | None = None


class Action(StrEnum):
    """What an audit event says was done."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    CLAIMED = "claimed"
    RELEASED = "released"
    FILED = "filed"
    SENT_TO_REVIEW = "sent_to_review"
    QUARANTINED = "quarantined"
    VIEWED = "viewed"
    LISTED = "listed"
    SEARCHED = "searched"
    READ = "read"
    DECIDED = "decided"
    SENT_BACK = "sent_back"
    REMINDED = "reminded"
    DISPOSITION_PROPOSED = "disposition_proposed"
    DISPOSITION_REQUESTED = "disposition_requested"
    DISPOSITION_APPROVED = "disposition_approved"
    DISPOSITION_CANCELLED = "disposition_cancelled"
    DISPOSITION_STOPPED = "disposition_stopped"
    CONDEMNED = "condemned"
    DESTROYED = "destroyed"
    ERASED = "erased"
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"
    BACKED_UP = "backed_up"
    KEYS_BACKED_UP = "keys_backed_up"
    DRILLED = "drilled"
    RESTORED = "restored"
    ANCHORED = "anchored"
    FROZEN = "vault_frozen"
    THAWED = "vault_thawed"
    RECONCILED = "reconciled"
    RULES_ADOPTED = "rules_adopted"
    RELATIONSHIP_NOTED = "relationship_noted"
    SEARCH_ROTATION_BEGUN = "search_rotation_begun"
    SEARCH_ROTATED = "search_rotated"
    SEARCH_KEY_FORGOTTEN = "search_key_forgotten"
