"""A document that opens only with a password: read again with it, once. The password is kept nowhere.

What has pages to look at is kept as it opens, encrypted like everything of the document, for nobody could draw it again
(docs/adr/0009). The original stays as it came.
"""

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from extractors.split import Part
from flows.stages.answers import Enclosed
from flows.stages.office import Office
from flows.stages.paper import Paper, Progress
from flows.stages.pictures import has_pictures
from flows.stages.read_and_file import Done, ReadAndFile
from storage.records.values import Blob, Lease
from storage.vault import read
from strongroom.document import Role, State
from strongroom.errors import LeaseLost, NotLocked, PasswordNeeded
from strongroom.ids import BlobId, DocumentId, new_id
from strongroom.permissions import Action
from strongroom.sensitive import Sensitive

_TRIES: Final = 20
_PAUSE: Final = 0.5


class LockedReader(Protocol):
    """What reads with a password: the pool of reading processes, or its double in tests."""

    def unlock(self, data: bytes, password: str) -> bytes:
        """A document as it is without its password (PasswordNeeded: this is not it)."""
        ...

    def read(self, data: bytes, progress: Progress) -> Paper:
        """Read a document (Refused: it cannot be read)."""
        ...

    def children(self, data: bytes, parts: Sequence[Part] = ()) -> Iterator[Enclosed]:
        """The files inside a file, or its parts, one at a time."""
        ...


@dataclass(frozen=True, kw_only=True)
class Unlocking:
    """The act with everything it needs."""

    office: Office
    readers: LockedReader
    now: Callable[[], dt.datetime]
    wait: Callable[[float], None] = time.sleep

    def run(self, document: DocumentId, password: Sensitive[str]) -> Done:
        """Read and file a document that waits for its password.

        Raises:
            NotLocked: it does not. PasswordNeeded: this is not its password; nothing was changed.
            NotFound, Denied: as for ``Office.show``.
            LeaseLost: the services kept taking it up; it is in quarantine again.
        """
        self.office.ask(Action.REVIEW, document, "unlock")
        work = self.office.work
        aside = work.records.quarantine_of(document)
        if aside is None or aside.code != PasswordNeeded.code:
            raise NotLocked
        data = read(
            work.vault,
            work.records,
            document,
            Role.ORIGINAL,
            actor=self.office.actor.id,
            purpose="unlock",
            now=self.now(),
        )
        # Read before anything moves: a wrong password, and what cannot be read, leave everything as it was.
        opened = self.readers.unlock(data, password.reveal())
        paper = self.readers.read(opened, lambda _done, _total: None)
        lease = self._leased(document)
        kept = self._kept(lease, opened) if has_pictures(paper.media) else None
        once = _ReadAlready(paper, self.readers, opened)
        return ReadAndFile(work=work, readers=once, now=self.now, unlocked=kept).run(lease)

    def _kept(self, lease: Lease, opened: bytes) -> Blob:
        blob, vault = BlobId(new_id(self.now())), self.office.work.vault
        return vault.put(opened, document=lease.document, role=Role.UNLOCKED, version=lease.version, blob=blob)

    def _leased(self, document: DocumentId) -> Lease:
        # A running service may take the document up before we do; it then sets it aside again within a moment.
        records = self.office.work.records
        seconds = self.office.work.settings.reading.lease_seconds
        for _ in range(_TRIES):
            if records.for_policy(document).state is State.QUARANTINED:
                self.office.read_again(document)
            leases = records.claim_these(f"unlock-{os.getpid()}", [document], now=self.now(), lease_seconds=seconds)
            if leases:
                return leases[0]
            self.wait(_PAUSE)
        raise LeaseLost


@dataclass(frozen=True)
class _ReadAlready:
    """Readers that give what was read, of a document as it is without its password."""

    _paper: Paper
    _readers: LockedReader
    _opened: bytes

    def read(self, data: bytes, progress: Progress) -> Paper:  # noqa: ARG002 - the protocol's signature
        return self._paper

    def read_whole(self, data: bytes, progress: Progress) -> Paper:  # noqa: ARG002 - the protocol's signature
        return self._paper

    def children(self, data: bytes, parts: Sequence[Part] = ()) -> Iterator[Enclosed]:  # noqa: ARG002 - likewise
        return self._readers.children(self._opened, parts)
