"""Files that are too large to be held in memory: kept encrypted in parts, each a blob as any other.

Parts and not one long object, so that nothing else has to know: backups, restores, reconciliation and destruction hold
one blob in memory at a time, and of these none is larger than a part.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from storage.records.values import Blob
from storage.vault import Vault
from strongroom.document import Role
from strongroom.ids import BlobId, DocumentId, new_id

PART_BYTES: Final = 32 * 2**20
TIMES: Final = 10
"""How many times ``limits.max_bytes`` is kept at all. A disk image dropped by mistake would fill the store: what is
larger stays in plaintext with its owner, with a note and an event that say so."""
_PIECE: Final = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An open file, how long it was when it was looked at, and what it held (SHA-256 in hexadecimal)."""

    file: BinaryIO
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was kept in parts, and what it held (SHA-256 in hexadecimal)."""

    parts: tuple[Blob, ...]
    digest: str


def digest_of(file: BinaryIO, size: int) -> str:
    """The SHA-256 of a file of so many bytes in hexadecimal, read a piece at a time."""
    digest = hashlib.sha256()
    for piece in _pieces(file, size, _PIECE):
        digest.update(piece)
    return digest.hexdigest()


def put_parts(
    vault: Vault, source: Source, document: DocumentId, now: Callable[[], dt.datetime]
) -> tuple[Blob, ...] | None:
    """Keep a file in parts, each read back and compared; None if it no longer holds what it held.

    Then what was put is left behind, as after a crash, and cleared away with that (``storage.vault.orphans``).
    """
    kept = put_pieces(vault, _pieces(source.file, source.size, PART_BYTES), document, now)
    return kept.parts if kept.digest == source.digest else None


def put_pieces(vault: Vault, pieces: Iterable[bytes], document: DocumentId, now: Callable[[], dt.datetime]) -> Kept:
    """Keep what comes in pieces of any size in parts, each read back and compared."""
    read = hashlib.sha256()
    parts = []
    for place, data in enumerate(_parts(pieces), 1):
        read.update(data)
        blob = BlobId(new_id(now()))
        parts.append(vault.put(data, document=document, role=Role.PART, version=place, blob=blob))
    return Kept(parts=tuple(parts), digest=read.hexdigest())


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PART_BYTES:
            with memoryview(waiting) as view:
                part = bytes(view[:PART_BYTES])
            yield part
            del waiting[:PART_BYTES]
    if waiting:
        yield bytes(waiting)


def _pieces(file: BinaryIO, size: int, most: int) -> Iterator[bytes]:
    # One byte more than there was at most: somebody who goes on writing is noticed, and not followed without end.
    file.seek(0)
    left = size + 1
    while left > 0 and (piece := file.read(min(left, most))):
        yield piece
        left -= len(piece)
