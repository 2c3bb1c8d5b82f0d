"""A document that opens only with a password: read again with it, once. The password is kept nowhere."""

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
from flows.stages.read_and_file import Done, ReadAndFile
from storage.records.values import Lease
from storage.vault import read
from strongroom.document import Role, State
from strongroom.errors import LeaseLost, NotLocked, PasswordNeeded
from strongroom.ids import DocumentId
from strongroom.permissions import Action
from strongroom.sensitive import Sensitive

_TRIES: Final = 20
_PAUSE: Final = 0.5


class LockedReader(Protocol):
    """What reads with a password: the pool of reading processes, or its double in tests."""

    def read_locked(self, data: bytes, password: str) -> Paper:
        """Read a document that opens with a password (PasswordNeeded: this is not it)."""
        ...

    def children(self, data: bytes, parts: Sequence[Part] = (), *, password: str = "") -> Iterator[Enclosed]:
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
        # Read before anything moves: a wrong password leaves everything as it was.
        paper = self.readers.read_locked(data, password.reveal())
        once = _ReadAlready(paper, self.readers, password)
        return ReadAndFile(work=work, readers=once, now=self.now).run(self._leased(document))

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
    """Readers that give what was read with the password."""

    _paper: Paper
    _readers: LockedReader
    _password: Sensitive[str]

    def read(self, data: bytes, progress: Progress) -> Paper:  # noqa: ARG002 - the protocol's signature
        return self._paper

    def read_whole(self, data: bytes, progress: Progress) -> Paper:  # noqa: ARG002 - the protocol's signature
        return self._paper

    def children(self, data: bytes, parts: Sequence[Part] = ()) -> Iterator[Enclosed]:
        return self._readers.children(data, parts, password=self._password.reveal())
