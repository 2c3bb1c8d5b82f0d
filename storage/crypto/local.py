"""Wrapping with a key-encryption key that this process holds: what a key file and a credential come down to."""

from storage.crypto.framing import frame
from storage.crypto.small import seal_small, unseal_small


class LocalProvider:
    """A ``KeyProvider`` that has its key-encryption key in memory."""

    def __init__(self, id: str, kek: bytes) -> None:  # noqa: A002 - the protocol's name
        self._id = id
        self._kek = kek

    @property
    def id(self) -> str:
        """The id that was made with the key."""
        return self._id

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a data key; 33 bytes longer than it."""
        return seal_small(key, self._kek, frame("strongroom wrap 1", context))

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a data key, or raise Tampered."""
        return unseal_small(wrapped, self._kek, frame("strongroom wrap 1", context))
