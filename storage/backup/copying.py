"""The objects of a backup: copied once and listed each time, in the memory of a few of them however many there are.

What the records want, what the place of the backups has, and what the newest backup listed all come in the order of
their keys, so the three are walked side by side.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

from storage.backup.repository import OBJECTS, Manifest, Repository
from storage.objects.store import ObjectStore
from strongroom.errors import NoBackup, ObjectAsleep, ObjectMissing
from strongroom.in_order import InOrder

LISTING_FILE: Final = "objects"
_PIECE: Final = 2**20
"""Bytes of a listing that are sealed together. Of each backup that is kept one is in memory when copies are swept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An object in a backup: its key in the vault's store, its size and its SHA-256, of the ciphertext."""

    key: str
    size: int
    sha256: str


class Wanted:
    """Keys of objects, put aside in a file without a name: copying takes hours, and no database is to be held so long.

    The keys are ids, which say nothing.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="ascii")  # noqa: SIM115 - closed by ``__exit__``

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def put(self, keys: Iterable[str]) -> None:
        """Put all keys aside."""
        self._file.writelines(f"{key}\n" for key in keys)

    def __iter__(self) -> Iterator[str]:
        self._file.seek(0)
        return (line.rstrip("\n") for line in self._file)


class Copying:
    """Copies objects from a store to a place of backups, asked for in the order of their keys."""

    def __init__(self, source: ObjectStore, to: Repository) -> None:
        self._source = source
        self._target = to.store
        self._there = InOrder(key.removeprefix(OBJECTS) for key in to.store.keys(OBJECTS))
        self._before = _listed_before(to)
        self._known = next(self._before, None)
        self.objects = 0
        self.copied = 0
        self.copied_bytes = 0
        self.missing: list[str] = []
        self.asleep: list[str] = []

    def pieces(self, keys: Iterable[str]) -> Iterator[bytes]:
        """Have these objects in the backup, and give the pieces of the listing that tells of them."""
        held = bytearray()
        for key in keys:
            one = self._copy(key)
            if one is None:
                continue
            self.objects += 1
            held += f"{one.sha256} {one.size} {one.key}\n".encode()
            if len(held) >= _PIECE:
                yield bytes(held)
                held.clear()
        if held:
            yield bytes(held)

    def _copy(self, key: str) -> Listed | None:
        """Have an object in the backup; None where the store has lost it, or it sleeps."""
        if self._there.has(key):
            # Copied by a backup that was cut off before it wrote its listing: read it once more, from the copy.
            return self._known_as(key) or _described(key, self._target.get(OBJECTS + key))
        try:
            data = self._source.get(key)
        except ObjectMissing:
            self.missing.append(key)
            return None
        except ObjectAsleep:
            self.asleep.append(key)
            return None
        self._target.put(OBJECTS + key, data)
        self.copied += 1
        self.copied_bytes += len(data)
        return _described(key, data)

    def _known_as(self, key: str) -> Listed | None:
        """What the newest backup said of an object; one that it told out of order is described anew."""
        while self._known is not None and self._known.key < key:
            self._known = next(self._before, None)
        return self._known if self._known is not None and self._known.key == key else None


def listed(repository: Repository, manifest: Manifest) -> Iterator[Listed]:
    """The objects of a backup, in the order of their keys."""
    rest = b""
    for piece in repository.read(manifest, LISTING_FILE):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            sha256, size, key = line.decode().split(" ", 2)
            yield Listed(key=key, size=int(size), sha256=sha256)


def _listed_before(repository: Repository) -> Iterator[Listed]:
    try:
        newest = repository.newest("data")
    except NoBackup:
        return
    yield from listed(repository, newest)


def _described(key: str, data: bytes) -> Listed:
    return Listed(key=key, size=len(data), sha256=hashlib.sha256(data).hexdigest())
