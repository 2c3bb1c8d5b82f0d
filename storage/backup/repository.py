"""A place of backups: sealed sets of files, each with a manifest that is written last.

    <sort>/<id>/<file>-000001   parts of 16 MiB or less, each an envelope under the set's own key
    <sort>/<id>/manifest        one line of JSON in the clear (format, id, the wrapped key), then an envelope of JSON
    objects/<document>/<blob>   copies of the vault's objects as they lie there: each is sealed under a key of its own
    certificates/<document>/<id>   certificates of destruction
    <hash>-backup-key.json      the key file of the backups, where a passphrase seals it

A set without a manifest is none: it was cut off, and is removed later. Nothing is ever changed under its key, so that
two runs at once, or one after a crash, do no harm.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from storage.crypto.envelope import Binding, seal, unseal
from storage.crypto.framing import frame
from storage.crypto.keyring import KeyProvider
from storage.crypto.primitives import KEY_BYTES, random_bytes
from storage.objects.store import ObjectStore
from strongroom.errors import NoBackup, ObjectMissing, Tampered
from strongroom.ids import DocumentId, made_at

FORMAT: Final = "strongroom backup 1"
KEY_COPY: Final = "backup-key.json"
OBJECTS: Final = "objects/"
CERTIFICATES: Final = "certificates/"
Sort = Literal["data", "keys"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a file, as it is stored."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A complete set: its files, in parts, and what is known of it (``facts``)."""

    sort: Sort
    id: str
    facts: Mapping[str, Any]
    files: Mapping[str, tuple[Part, ...]]
    key: bytes

    def __repr__(self) -> str:
        return f"Manifest({self.sort}, {self.id})"

    @property
    def made_at(self) -> dt.datetime:
        """When the set was begun: what was destroyed before is not in it."""
        return made_at(self.id)


class Repository:
    """Sets of backups in one object store. ``find`` opens the key of the backups by its id."""

    def __init__(self, store: ObjectStore, provider: KeyProvider, find: Callable[[str], KeyProvider]) -> None:
        self.store = store
        self._provider = provider
        self._find = find

    def begin(self, sort: Sort, id: str) -> "Draft":  # noqa: A002
        """Begin a set; it counts once its draft is ended."""
        return Draft(self.store, self._provider, sort=sort, id=id)

    def ids(self, sort: Sort) -> tuple[str, ...]:
        """The complete sets, oldest first."""
        return tuple(key.split("/")[1] for key in self.store.keys(f"{sort}/") if key.endswith("/manifest"))

    def newest(self, sort: Sort) -> Manifest:
        """The newest complete set (NoBackup when there is none)."""
        ids = self.ids(sort)
        if not ids:
            raise NoBackup(sort=sort)
        return self.open(sort, ids[-1])

    def open(self, sort: Sort, id: str) -> Manifest:  # noqa: A002
        """Open a set.

        Raises:
            NoBackup: there is none, or it was cut off.
            WrongKey: it was sealed under another key; Tampered: it was changed.
        """
        try:
            raw = self.store.get(f"{sort}/{id}/manifest")
        except ObjectMissing:
            raise NoBackup(sort=sort, backup=id) from None
        try:
            line, _, envelope = raw.partition(b"\n")
            head = json.loads(line)
            provider, wrapped = self._find(head["kek"]), bytes.fromhex(head["key"])
        except (ValueError, KeyError):
            raise Tampered(backup=id) from None
        key = provider.unwrap(wrapped, _context(sort, id))
        body = json.loads(unseal(envelope, key, _binding(id, 0, f"{sort} manifest")))
        files = {name: tuple(Part(**part) for part in parts) for name, parts in body["files"].items()}
        return Manifest(sort=sort, id=id, facts=body["facts"], files=files, key=key)

    def read(self, manifest: Manifest, file: str) -> Iterator[bytes]:
        """The parts of a file, opened, in order: all that were written, or an error (Tampered, ObjectMissing)."""
        for number, part in enumerate(manifest.files[file], start=1):
            sealed = self.store.get(part.key)
            yield unseal(sealed, manifest.key, _binding(manifest.id, number, f"{manifest.sort} {file}"))

    def remove(self, sort: Sort, id: str) -> None:  # noqa: A002
        """Remove a set; its manifest goes first, so that half a set never counts."""
        self.store.delete(f"{sort}/{id}/manifest")
        for key in list(self.store.keys(f"{sort}/{id}/")):
            self.store.delete(key)

    def unfinished(self, sort: Sort) -> frozenset[str]:
        """Sets that have parts and no manifest."""
        begun = {key.split("/")[1] for key in self.store.keys(f"{sort}/")}
        return frozenset(begun - set(self.ids(sort)))


class Draft:
    """A set that is being written."""

    def __init__(self, store: ObjectStore, provider: KeyProvider, *, sort: Sort, id: str) -> None:  # noqa: A002
        self._store = store
        self._provider = provider
        self._sort = sort
        self._id = id
        self._key = random_bytes(KEY_BYTES)
        self._files: dict[str, list[Part]] = {}

    def write(self, file: str, pieces: Iterable[bytes]) -> int:
        """Write a file, a part for each piece; return its bytes."""
        parts: list[Part] = []
        total = 0
        for number, piece in enumerate(pieces, start=1):
            sealed = seal(piece, self._key, _binding(self._id, number, f"{self._sort} {file}"))
            key = f"{self._sort}/{self._id}/{file}-{number:06d}"
            self._store.put(key, sealed)
            parts.append(Part(key=key, size=len(sealed), sha256=hashlib.sha256(sealed).hexdigest()))
            total += len(piece)
        self._files[file] = parts
        return total

    def end(self, facts: Mapping[str, Any]) -> None:
        """Write the manifest: from now on the set counts."""
        self._store.flush()
        files = {
            name: [{"key": part.key, "size": part.size, "sha256": part.sha256} for part in parts]
            for name, parts in self._files.items()
        }
        body = json.dumps({"facts": facts, "files": files}, sort_keys=True).encode()
        wrapped = self._provider.wrap(self._key, _context(self._sort, self._id))
        head = {"format": FORMAT, "id": self._id, "kek": self._provider.id, "key": wrapped.hex()}
        sealed = seal(body, self._key, _binding(self._id, 0, f"{self._sort} manifest"))
        self._store.put(f"{self._sort}/{self._id}/manifest", json.dumps(head).encode() + b"\n" + sealed)
        self._store.flush()


def _binding(id: str, number: int, role: str) -> Binding:  # noqa: A002
    return Binding(document=DocumentId(id), version=number, role=f"backup {role}")


def _context(sort: str, id: str) -> bytes:  # noqa: A002
    return frame("strongroom backup 1", sort, id)
