"""The envelope around every blob. ``docs/envelope-format.md`` specifies it for readers that are not this product.

    offset  bytes
         0      4   magic: "STRG"
         4      1   format version: 1
         5     32   salt, random
        37     32   commitment
        69    ...   the data as STREAM chunks (``storage.crypto.stream``)

    chunk key (32 bytes) || commitment (32 bytes) =
        HKDF-SHA256(key, salt, info = frame("strongroom envelope 1", document, version, role))

``frame`` puts the length of each part before it (``storage.crypto.framing``); the version is written in decimal.
The overhead is 85 bytes and 16 for each further MiB.

Why it holds:

- The commitment makes an envelope open under one key and one binding only; GCM alone would let somebody who knows
  two keys make a blob that opens, differently, under both.
- The binding goes into the derivation, so that the chunk key of another document, version or role is another key:
  an envelope in a wrong place cannot be opened there, not even in part.
- The salt is fresh for every envelope. A data key may therefore seal more than once (a step that is run twice does
  so) and no chunk key ever seals two streams, which is what allows the counters as nonces.
- Magic, version, salt and commitment need no tag of their own: with any of them changed, the commitment differs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from storage.crypto.framing import frame
from storage.crypto.primitives import KEY_BYTES, derive, equal, random_bytes
from storage.crypto.small import seal_small, unseal_small
from storage.crypto.stream import Source, read_whole, seal_chunks, unseal_chunks
from strongroom.errors import Tampered
from strongroom.ids import DocumentId

HEAD: Final = b"STRG\x01"
SALT_BYTES: Final = 32
COMMITMENT_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What sealed data belongs to: authenticated, and needed to open it, but not written into the envelope."""

    document: DocumentId
    version: int
    role: str

    def context(self, purpose: str, *more: str) -> bytes:
        """The binding as bytes that no other binding and no other purpose has."""
        return frame(purpose, self.document, str(self.version), self.role, *more)


def seal(data: bytes, key: bytes, binding: Binding) -> bytes:
    """Seal data under a 256-bit key, bound to its place."""
    return b"".join(seal_stream(BytesIO(data), key, binding))


def unseal(envelope: bytes, key: bytes, binding: Binding) -> bytes:
    """Open an envelope: all of its data, or none.

    Raises:
        Tampered: a byte was changed, or the key or the binding is another.
    """
    return b"".join(unseal_stream(BytesIO(envelope), key, binding))


def seal_stream(source: Source, key: bytes, binding: Binding) -> Iterator[bytes]:
    """As ``seal``, for what need not fit into memory: the pieces of the envelope, in order."""
    return _seal_stream(source, key, binding, random_bytes(SALT_BYTES))


def _seal_stream(source: Source, key: bytes, binding: Binding, salt: bytes) -> Iterator[bytes]:
    # Apart from ``seal_stream`` so that the test vectors can be made anew, byte for byte. A salt used twice is fatal.
    chunk_key, commitment = _derive(key, salt, binding)
    yield HEAD + salt + commitment
    yield from seal_chunks(source, chunk_key)


def unseal_stream(source: Source, key: bytes, binding: Binding) -> Iterator[bytes]:
    """As ``unseal``, for what need not fit into memory.

    Nothing may be done with the pieces that cannot be undone before the iteration has ended: what was given out is
    authentic, but that the envelope was not cut shows only at its end.

    Raises:
        Tampered: a byte was changed, or the key or the binding is another.
    """
    head, salt, commitment = (read_whole(source, size) for size in (len(HEAD), SALT_BYTES, COMMITMENT_BYTES))
    if head != HEAD or len(salt) != SALT_BYTES:
        raise Tampered
    chunk_key, expected = _derive(key, salt, binding)
    if not equal(commitment, expected):
        raise Tampered
    yield from unseal_chunks(source, chunk_key)


def seal_field(value: bytes, key: bytes, binding: Binding, column: str) -> bytes:
    """Seal one small value of a record, bound to its document, version, role and column."""
    return seal_small(value, key, binding.context("strongroom field 1", column))


def unseal_field(sealed: bytes, key: bytes, binding: Binding, column: str) -> bytes:
    """Open what ``seal_field`` gave.

    Raises:
        Tampered: a byte was changed, or the key, the binding or the column is another.
    """
    return unseal_small(sealed, key, binding.context("strongroom field 1", column))


def _derive(key: bytes, salt: bytes, binding: Binding) -> tuple[bytes, bytes]:
    size = KEY_BYTES + COMMITMENT_BYTES
    derived = derive(key, salt=salt, info=binding.context("strongroom envelope 1"), size=size)
    return derived[:KEY_BYTES], derived[KEY_BYTES:]
