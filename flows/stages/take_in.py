"""Take in: from a file in the inbox to a document that is safe, before anybody reads it.

    claim ─► hash while reading ─► inspect ─► encrypt, PUT, read back, compare ─► commit ─► flush ─► remove the source

Whatever step a crash hits, the document is in the inbox (claimed files count as that) or in the vault. A claim is
taken up again under its own arrival id, which the records accept once, whichever process it is; the lock on the file
only saves the work of doing it twice. A blob that was stored but never recorded is an orphan (``storage.vault.orphans``
finds them); its key is wrapped under the same document, so destruction covers it too.
"""

import datetime as dt
import errno
import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from extractors.intake import Inspected
from flows.stages.claimed import held, read_all
from flows.stages.inbox import REFUSED, Claim, discard_room, has_writer, legible, move_out
from flows.stages.large_files import TIMES, Source, digest_of, put_parts
from flows.stages.notes import Note, leave_note
from flows.stages.workroom import Workroom
from storage.audit import AuditEvent, FactValue
from storage.records.copies import Copies
from storage.records.key_check import check_keys
from storage.records.values import Accepted, Action, Arrival, Blob, Quarantine
from strongroom.better_copy import quoted_in
from strongroom.document import Role
from strongroom.errors import Broken, EmptyFile, Fact, NotAFile, NotFound, NotReadable, PathTooLong, Refused, TooLarge
from strongroom.ids import ArrivalId, BlobId, DocumentId, id_of, made_at, new_id
from strongroom.log import logger

UNTYPED: Final = "application/octet-stream"
"""The media type of what was not looked into."""
_LATEST: Final = 2**37
"""Seconds since 1970: the year 6325."""


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
    """What became of a claim. ``quarantine`` says why its document lies there, where it does."""

    document: DocumentId
    duplicate: bool = False
    quarantine: Quarantine | None = None

    @property
    def told(self) -> str | None:
        """The code that the person who dropped the file is told; None where all is well."""
        if self.quarantine:
            return self.quarantine.code
        return "duplicate" if self.duplicate else None


@dataclass(frozen=True, kw_only=True)
class TakeIn:
    """The stage with everything it needs. ``on_step`` is told of each step passed.

    ``quoted`` is what was said with the files: the code of a better copy may be in it, as in a file's name.
    """

    work: Workroom
    inspector: Inspector
    inbox: Path
    now: Callable[[], dt.datetime]
    actor: str = "intake"
    quoted: str = ""
    on_step: Callable[[Step], None] = lambda _step: None

    def take_all(self, claims: Sequence[Claim]) -> tuple[Taken, ...]:
        """Take in claims, in batches. One that cannot be taken now waits where it is, and keeps no other from it.

        Raises:
            Unavailable: the store, records or keys do not answer; claims not yet taken wait where they are.
        """
        if claims:
            check_keys(self.work.records.transactions)
        size = self.work.settings.intake.batch_documents
        batches = (claims[start : start + size] for start in range(0, len(claims), size))
        return tuple(taken for batch in batches for taken in self._take_batch(batch))

    def _take_batch(self, claims: Sequence[Claim]) -> list[Taken]:
        done: list[tuple[Claim, Taken]] = []
        try:
            for claim in claims:
                taken = self._take(claim)
                if taken is not None:
                    done.append((claim, taken))
        finally:
            # The store is flushed once, after the last commit and before the first source goes.
            if done:
                self.work.store.flush()
                self.on_step(Step.FLUSHED)
            for claim, taken in done:
                self._acknowledge(claim, taken)
        return [taken for _, taken in done]

    def _take(self, claim: Claim) -> Taken | None:
        self.on_step(Step.CLAIMED)
        try:
            with held(claim.path) as file:
                return self._take_file(claim, file) if file else None
        except Broken as error:
            # Ours, or tampering: somebody has to look. The file stays claimed, and all others go on.
            logger().error("not taken in", arrival=claim.arrival, code=error.code)
        except OSError as error:
            self._unreadable(claim, error)
        return None

    def _unreadable(self, claim: Claim, error: OSError) -> None:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            self._give_back(claim, NotAFile())  # it became a link or a socket after it was seen as a file
        elif error.errno in (errno.EACCES, errno.EPERM):
            self._give_back(claim, NotReadable())
        else:
            logger().error("not taken in", arrival=claim.arrival, code=NotReadable.code, error=type(error).__name__)

    def _take_file(self, claim: Claim, file: BinaryIO) -> Taken | None:
        limit = self.work.settings.limits.max_bytes
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            self._give_back(claim, NotAFile())
            return None
        if found.st_size > TIMES * limit:
            self._give_back(claim, TooLarge(bytes=found.st_size, limit=limit))
            return None
        if found.st_size > limit:
            return self._take_large(claim, file, found.st_size)
        data, digest = read_all(file, limit)
        if os.fstat(file.fileno()).st_size != len(data) or has_writer(claim.path):
            return None  # somebody still writes through an old handle; the claim is looked at again
        self.on_step(Step.HASHED)
        return self.take_bytes(claim, data, digest)

    def _take_large(self, claim: Claim, file: BinaryIO, size: int) -> Taken | None:
        """Keep what is too large to be read, piece by piece; it is set aside without being looked into."""
        digest = digest_of(file, size)
        if os.fstat(file.fileno()).st_size != size or has_writer(claim.path):
            return None
        self.on_step(Step.HASHED)
        self.work.records.check_thawed()
        accepted = self._known(claim, digest)
        if accepted is None:
            source = Source(file=file, size=size, digest=digest)
            parts = put_parts(self.work.vault, source, DocumentId(claim.arrival), self.now)
            if parts is None:
                return None  # written to meanwhile; the claim is looked at again
            self.on_step(Step.STORED)
            refused = TooLarge(bytes=size, limit=self.work.settings.limits.max_bytes)
            arrival = replace(self._arrival(claim, digest, UNTYPED, None), parts=parts)
            accepted = self.work.records.accept_refused(arrival, refused.code, refused.facts)
        return self._taken(claim, accepted, size)

    def take_bytes(self, claim: Claim, data: bytes, digest: str) -> Taken:
        """Inspect, store and record the bytes of one claim; the same claim may be taken any number of times."""
        # Before anything is stored: of a frozen vault each try would leave one more blob that nobody knows.
        self.work.records.check_thawed()
        accepted = self._known(claim, digest) or self._accept(claim, data, digest)
        return self._taken(claim, accepted, len(data))

    def _match(self, accepted: Accepted, quoted: str) -> None:
        """Take it for the better copy that somebody was asked for, if they quote the code of one that is open."""
        copies = Copies(self.work.records.transactions)
        copies.came(quoted_in(quoted), accepted.document, actor=self.actor, now=self.now())

    def _taken(self, claim: Claim, accepted: Accepted, size: int) -> Taken:
        self.on_step(Step.COMMITTED)
        # The records say whether it is set aside: of a claim that is taken again after a crash nobody else knows, and
        # who drops a bad file twice is not to hear that all is well.
        aside = self.work.records.quarantine_of(accepted.document)
        taken = Taken(document=accepted.document, duplicate=accepted.duplicate, quarantine=aside)
        if aside is None and not accepted.duplicate:
            self._match(accepted, f"{self.quoted} {claim.name}")
        logger().info(
            "taken in",
            document=taken.document,
            arrival=claim.arrival,
            bytes=size,
            code=taken.told,
        )
        return taken

    def _accept(self, claim: Claim, data: bytes, digest: str) -> Accepted:
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
        arrival = self._arrival(claim, digest, media, blob)
        if refused is None:
            return self.work.records.accept(arrival)
        return self.work.records.accept_refused(arrival, refused.code, refused.facts)

    def _inspect(self, data: bytes) -> tuple[str, Refused | None]:
        if not data:
            return UNTYPED, EmptyFile()
        try:
            return self.inspector.inspect(data).media, None
        except Refused as refused:
            return UNTYPED, refused

    def _known(self, claim: Claim, digest: str) -> Accepted | None:
        """Link bytes that the vault already has to their document; None if it has not."""
        if self.work.records.find_by_content(self.work.records.content_hash(digest)) is None:
            return None
        try:
            return self.work.records.accept_duplicate(self._arrival(claim, digest, "", None))
        except NotFound:
            return None  # destroyed between the two questions: these bytes are new again

    def _arrival(self, claim: Claim, digest: str, media: str, blob: Blob | None) -> Arrival:
        folders = tuple(legible(folder) for folder in claim.folders)
        return Arrival(
            id=ArrivalId(claim.arrival),
            document=DocumentId(claim.arrival),
            blob=blob,
            content_hash=self.work.records.content_hash(digest),
            media=media,
            original_name=claim.name,
            folder_tags=folders,
            customer=folders[0] if folders else self._customer_of(claim),
            received_at=self.now(),
            actor=self.actor,
        )

    def _customer_of(self, claim: Claim) -> str | None:
        """Whose a file is that quotes the code of an awaited better copy: theirs, of whom it was asked."""
        copies = Copies(self.work.records.transactions)
        awaited = copies.asked_for(quoted_in(f"{self.quoted} {claim.name}"))
        return self.work.records.for_policy(awaited).customer if awaited else None

    def _acknowledge(self, claim: Claim, taken: Taken) -> None:
        try:
            # The note comes first: a crash between the two tells the person twice rather than never.
            if taken.told:
                facts = taken.quarantine.facts if taken.quarantine else {}
                self._note(claim, taken.told, facts, f"strongroom show {taken.document}")
            claim.path.unlink(missing_ok=True)
        except OSError as error:
            # The document is safe; its source is taken again later, which changes nothing, and then goes.
            logger().error("source not removed", arrival=claim.arrival, error=type(error).__name__)
            return
        discard_room(self.inbox, claim.arrival)
        self.on_step(Step.REMOVED)

    def _give_back(self, claim: Claim, refused: Refused) -> None:
        logger().warning("given back", arrival=claim.arrival, code=refused.code)
        # There is no document of it, and yet it is on record that something came and was not taken.
        facts: dict[str, FactValue] = {"arrival": claim.arrival, "code": refused.code, **refused.facts}
        event = AuditEvent(at=self.now(), actor=self.actor, action=Action.REFUSED, facts=facts)
        self.work.records.transactions.note(event)
        aside = self.inbox / REFUSED / f"{claim.arrival}{_ending(claim.path)}"
        self._note(claim, refused.code, refused.facts, aside.name)
        # It is renamed, never opened: opening is what a pipe or a link lies there for.
        with suppress(FileNotFoundError):
            move_out(self.inbox, claim.path, aside)
        discard_room(self.inbox, claim.arrival)

    def refuse_entry(self, path: Path, arrival: str) -> None:
        """Move a link, pipe or device out of the way."""
        folders = path.relative_to(self.inbox).parent.parts
        self._give_back(Claim(arrival=arrival, path=path, folders=folders), NotAFile())

    def tell_too_deep(self, path: Path) -> None:
        """Leave a note about a file that cannot be claimed; it lies where it lay.

        The note has the id of the place and the file's time, so that however often it is tried there is one note.
        """
        changed = path.lstat().st_mtime
        # Whoever drops a file says when it was changed; no id is stamped before 1970 or in the year 10000.
        at = dt.datetime.fromtimestamp(changed if 0 <= changed < _LATEST else 0, dt.UTC)
        arrival = id_of(os.fsencode(path), at)
        claim = Claim(arrival=arrival, path=path, folders=path.relative_to(self.inbox).parent.parts)
        self._note(claim, PathTooLong.code, {}, "inbox")

    def _note(self, claim: Claim, code: str, facts: Mapping[str, Fact], place: str) -> None:
        note = Note(
            code=code,
            facts=facts,
            arrival=claim.arrival,
            arrived_at=made_at(claim.arrival),
            name=claim.name,
            depth=len(claim.folders),
            place=place,
        )
        leave_note(self.inbox, note)


def _ending(path: Path) -> str:
    """The ending of a file name, if it looks like one; a name may also end in a person's."""
    return path.suffix if re.fullmatch(r"\.[A-Za-z0-9]{1,5}", path.suffix) else ""
