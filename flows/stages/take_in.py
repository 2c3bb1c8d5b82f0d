"""Take in: from a file in the inbox to a document that is safe, before anybody reads it.

    claim ─► hash while reading ─► inspect ─► encrypt, PUT, read back, compare ─► commit ─► flush ─► remove the source

Whatever step a crash hits, the document is in the inbox (claimed files count as that) or in the vault. A claim is
taken up again under its own arrival id, which the records accept once; a blob that was stored but never recorded is
an orphan that the sweep clears away, and its key is wrapped under the same document, so destruction covers it too.
"""

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Protocol

from extractors.intake import Inspected
from flows.stages.inbox import Claim, discard_room, has_writer
from flows.stages.notes import leave_note
from flows.stages.workroom import Workroom
from storage.records.values import Accepted, Arrival, Blob
from strongroom.document import Role
from strongroom.errors import EmptyFile, Fact, NotAFile, NotFound, Refused, TooLarge
from strongroom.ids import ArrivalId, BlobId, DocumentId, new_id
from strongroom.log import logger


class Step(StrEnum):
    """The points of take-in between which a crash may fall, in order."""

    CLAIMED = "claimed"
    HASHED = "hashed"
    INSPECTED = "inspected"
    STORED = "stored"
    COMMITTED = "committed"
    FLUSHED = "flushed"
    REMOVED = "removed"


class Inspector(Protocol):
    """Looks at the structure of untrusted bytes; a process apart from the keys in production."""

    def inspect(self, data: bytes) -> Inspected:
        """Say what the bytes are.

        Raises:
            Refused: they cannot be taken in; the code says why.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a claim. ``code`` is set when it was refused and lies in quarantine."""

    document: DocumentId
    duplicate: bool = False
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class TakeIn:
    """The stage with everything it needs. ``on_step`` is told of each step passed."""

    work: Workroom
    inspector: Inspector
    inbox: Path
    now: Callable[[], dt.datetime]
    actor: str = "intake"
    on_step: Callable[[Step], None] = lambda _step: None

    def take_all(self, claims: Iterable[Claim]) -> Iterator[Taken]:
        """Take in a batch. The store is flushed once, after the last commit and before the first source goes.

        Raises:
            Unavailable: the store, records or keys do not answer; claims not yet taken wait where they are.
        """
        done: list[tuple[Claim, Taken]] = []
        try:
            for claim in claims:
                taken = self._take(claim)
                if taken is not None:
                    done.append((claim, taken))
        finally:
            if done:
                self.work.store.flush()
                self.on_step(Step.FLUSHED)
            for claim, taken in done:
                self._acknowledge(claim, taken)
        yield from (taken for _, taken in done)

    def _take(self, claim: Claim) -> Taken | None:
        self.on_step(Step.CLAIMED)
        with _held(claim.path) as file:
            if file is None:
                return None
            return self._take_file(claim, file)

    def _take_file(self, claim: Claim, file: BinaryIO) -> Taken | None:
        limit = self.work.settings.limits.max_bytes
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            # Too large to hold in memory and encrypt: the original stays with its owner, beside the note.
            self._give_back(claim, TooLarge(bytes=size, limit=limit))
            return None
        data, digest = _read(file, limit)
        if os.fstat(file.fileno()).st_size != len(data) or has_writer(claim.path):
            return None  # somebody still writes through an old handle; the claim is looked at again
        self.on_step(Step.HASHED)
        return self.take_bytes(claim, data, digest)

    def take_bytes(self, claim: Claim, data: bytes, digest: str) -> Taken:
        """Inspect, store and record the bytes of one claim; the same claim may be taken any number of times."""
        known = self._known(claim, digest)
        if known is None:
            media, refused = self._inspect(data)
            self.on_step(Step.INSPECTED)
            blob = self.work.vault.put(
                data,
                document=DocumentId(claim.arrival),
                role=Role.ORIGINAL,
                version=1,
                blob=BlobId(new_id(self.now())),
            )
            self.on_step(Step.STORED)
            accepted = self._record(self._arrival(claim, digest, media, blob), refused)
        else:
            accepted, refused = known, None
        self.on_step(Step.COMMITTED)
        logger().info(
            "taken in",
            document=accepted.document,
            arrival=claim.arrival,
            bytes=len(data),
            code=refused.code if refused else "duplicate" if accepted.duplicate else None,
        )
        return Taken(document=accepted.document, duplicate=accepted.duplicate, code=refused.code if refused else None)

    def _inspect(self, data: bytes) -> tuple[str, Refused | None]:
        if not data:
            return "application/octet-stream", EmptyFile()
        try:
            return self.inspector.inspect(data).media, None
        except Refused as refused:
            return "application/octet-stream", refused

    def _known(self, claim: Claim, digest: str) -> Accepted | None:
        """Link bytes that the vault already has to their document; None if it has not."""
        if self.work.records.find_by_content(self.work.records.content_hash(digest)) is None:
            return None
        try:
            return self.work.records.accept_duplicate(self._arrival(claim, digest, "", None))
        except NotFound:
            return None  # destroyed between the two questions: these bytes are new again

    def _arrival(self, claim: Claim, digest: str, media: str, blob: Blob | None) -> Arrival:
        return Arrival(
            id=ArrivalId(claim.arrival),
            document=DocumentId(claim.arrival),
            blob=blob,
            content_hash=self.work.records.content_hash(digest),
            media=media,
            original_name=claim.name,
            folder_tags=claim.folders,
            customer=claim.folders[0] if claim.folders else None,
            received_at=self.now(),
            actor=self.actor,
        )

    def _record(self, arrival: Arrival, refused: Refused | None) -> Accepted:
        if refused is None:
            return self.work.records.accept(arrival)
        return self.work.records.accept_refused(arrival, refused.code, refused.facts)

    def _acknowledge(self, claim: Claim, taken: Taken) -> None:
        # The note comes first: a crash between the two tells the person twice rather than never.
        if taken.code:
            self._note(claim, taken.code, taken.document)
        elif taken.duplicate:
            self._note(claim, "duplicate", taken.document)
        claim.path.unlink(missing_ok=True)
        discard_room(self.inbox, claim.arrival)
        self.on_step(Step.REMOVED)

    def _give_back(self, claim: Claim, refused: Refused) -> None:
        self._note(claim, refused.code, claim.arrival, refused.facts)
        move_aside(self.inbox, claim.path, claim.arrival)
        discard_room(self.inbox, claim.arrival)

    def refuse_entry(self, path: Path, arrival: str) -> None:
        """Move a link, pipe or device out of the way. It is renamed, never opened: opening is what it is there for."""
        claim = Claim(arrival=arrival, path=path, folders=path.relative_to(self.inbox).parent.parts)
        self._note(claim, NotAFile.code, arrival)
        move_aside(self.inbox, path, arrival)

    def _note(self, claim: Claim, code: str, document: str, facts: Mapping[str, Fact] = MappingProxyType({})) -> None:
        leave_note(
            self.inbox,
            code=code,
            facts=facts,
            document=document,
            name=claim.name,
            folders=claim.folders,
            now=self.now(),
        )


def move_aside(inbox: Path, path: Path, arrival: str) -> None:
    """Put an entry that is not taken in beside its note."""
    with suppress(FileNotFoundError):
        path.rename(inbox / "_refused" / f"{arrival}{path.suffix[:8]}")


@contextmanager
def _held(path: Path) -> Iterator[BinaryIO | None]:
    """Open a claimed file and lock it against another taker; None if it is gone or taken."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    with open(handle, "rb") as file:  # noqa: PTH123 - a handle, not a path
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        # The holder before us may have finished and removed the name between our open and our lock.
        yield file if path.exists() else None


def _read(file: BinaryIO, limit: int) -> tuple[bytes, str]:
    digest = hashlib.sha256()
    pieces = []
    left = limit + 1
    while left > 0 and (piece := file.read(min(left, 2**20))):
        digest.update(piece)
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces), digest.hexdigest()
