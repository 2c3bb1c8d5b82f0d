"""Files that leave the house sealed under a passphrase: the identity papers of a year-end package.

Each file is an envelope as in the vault (``storage.crypto.envelope``), under one key for the whole package, which is
the passphrase stretched by Argon2id. One key for many envelopes is safe: each derives its own chunk key from a fresh
salt and from the document and part that it is bound to. ``docs/decrypt_envelope.py`` opens them without the product.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from storage.crypto.envelope import Binding, seal_stream
from storage.crypto.primitives import random_bytes, stretch
from storage.crypto.profile import Profile
from strongroom.ids import DocumentId
from strongroom.package import Part, check_passphrase

_SALT_BYTES: Final = 16
_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSeal:
    """Seals the files of one package. ``terms`` say how the passphrase becomes the key, and are no secret."""

    terms: dict[str, Any]
    _key: bytes = field(repr=False)

    @classmethod
    def under(cls, passphrase: str, profile: Profile) -> "PackageSeal":
        """A seal that nothing but this passphrase opens (BadForm: it is too short)."""
        check_passphrase(passphrase)
        salt = random_bytes(_SALT_BYTES)
        cost = {"memory_kib": profile.memory_kib, "iterations": profile.iterations, "lanes": profile.lanes}
        # NFC, as RFC 8265 asks: keyboards and systems write "é" in one code point or in two.
        key = stretch(unicodedata.normalize("NFC", passphrase).encode(), salt=salt, **cost)
        return cls(terms={"kdf": "argon2id", "version": 19, **cost, "salt": salt.hex()}, _key=key)

    def pieces(self, data: Iterable[bytes], document: DocumentId, part: Part) -> Iterator[bytes]:
        """The envelope of a file that comes in pieces, in pieces."""
        binding = Binding(document=document, version=_VERSION, role=f"package {part.value}")
        return seal_stream(_Pieces(data), self._key, binding)


class _Pieces:
    """What comes in pieces, read as a stream."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._left = memoryview(b"")

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most ``size``; none only at the end."""
        while not self._left:
            try:
                self._left = memoryview(next(self._pieces))
            except StopIteration:
                return b""
        taken, self._left = bytes(self._left[:size]), self._left[size:]
        return taken
