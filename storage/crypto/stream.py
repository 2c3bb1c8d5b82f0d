"""The STREAM construction: data of any length as chunks that cannot be cut, dropped, swapped or added unseen.

Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance" (2015);
the layout is that of age (C2SP), with 1 MiB chunks and AES-256-GCM.

The data is cut into chunks of 1 MiB; the last one may be shorter, and is empty only if there is no data at all.
Each chunk is sealed under a 12-byte nonce, ciphertext then 16-byte tag:

    number of the chunk    11 bytes, big endian, from 0
    mark                    1 byte: 1 for the last chunk, 0 for all before it

The mark makes cutting at a chunk boundary show: the chunk that then comes last does not open as the last.
"""

from collections.abc import Iterator
from typing import Final, Protocol

from storage.crypto.primitives import NONCE_BYTES, TAG_BYTES, Gcm
from strongroom.errors import Tampered

CHUNK_BYTES: Final = 2**20


class Source(Protocol):
    """Where bytes are read from: a file, a network body, a ``BytesIO``."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most ``size`` and possibly fewer; none only at the end."""


def seal_chunks(source: Source, key: bytes) -> Iterator[bytes]:
    """Seal what the source holds, chunk by chunk.

    The key must never seal another stream: the nonces are counters and begin at 0 for each.
    """
    cipher = Gcm(key)
    for number, chunk, last in _chunks(source, CHUNK_BYTES):
        yield cipher.seal(_nonce(number, last=last), chunk)


def unseal_chunks(source: Source, key: bytes) -> Iterator[bytes]:
    """Open what ``seal_chunks`` gave, chunk by chunk.

    Every chunk given out is authentic and in its place, but only the end of the iteration says that none is missing.

    Raises:
        Tampered: a chunk was changed, moved, dropped, added or cut.
    """
    cipher = Gcm(key)
    for number, sealed, last in _chunks(source, CHUNK_BYTES + TAG_BYTES):
        chunk = cipher.unseal(_nonce(number, last=last), sealed)
        # No sealer writes an empty last chunk after others; accepting one would give the same data two envelopes.
        if number > 0 and not chunk:
            raise Tampered
        yield chunk


def _chunks(source: Source, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes, and whether it is the last, which is known by reading one chunk ahead."""
    number, chunk = 0, read_whole(source, size)
    while following := read_whole(source, size):
        yield number, chunk, False
        number, chunk = number + 1, following
    yield number, chunk, True


def read_whole(source: Source, size: int) -> bytes:
    """Read ``size`` bytes, fewer only at the end: raw files and network bodies may stop short before it."""
    pieces = []
    while size and (piece := source.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + bytes([last])
