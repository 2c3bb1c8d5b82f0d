"""Data keys: made, wrapped by a key-encryption key, kept apart from what they open, and destroyed.

A data key opens one blob. It rests only wrapped, in a database of its own (``WrappedKeys``); the key that wraps it
belongs to a ``KeyProvider`` (a key file, later a KMS). Destroying the wrapped keys of a document makes all of its
blobs unreadable, wherever copies of them lie.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from storage.crypto.framing import frame
from storage.crypto.primitives import KEY_BYTES, random_bytes
from strongroom.errors import Denied, KeyMissing, Tampered, WrongKey

HOUSE: Final = ""
"""The document of the keys that belong to the house and to no document."""


class KeyProvider(Protocol):
    """Wraps data keys with a key-encryption key that it never gives away.

    ``context`` is authenticated with the key: a wrapped key opens only in the context it was wrapped in.
    """

    @property
    def id(self) -> str:
        """Which key-encryption key this is; stable, and different for every key ever made."""

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a data key.

        Raises:
            KeysUnavailable: the provider does not answer.
        """

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Decrypt a data key.

        Raises:
            Tampered: the wrapped key was changed, or was wrapped by another key or in another context.
            KeysUnavailable: the provider does not answer.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """A data key as it rests."""

    id: str
    document: str
    """The document whose blob it opens; ``HOUSE`` for a house key."""
    kek: str
    """The id of the provider that wrapped it."""
    wrapped: bytes


class WrappedKeys(Protocol):
    """The database of wrapped keys. Every method raises KeysUnavailable when the database does not answer.

    It lives apart from the records and the blobs, and is left out of their backups.
    """

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep a key under its id, once, and return what is kept: the key given, or the one that was there first.

        Durable on return: a blob may be written under the key as soon as this returns. Of several callers at once
        with one id, all are given the same key.
        """

    def get(self, id: str) -> WrappedKey:  # noqa: A002 - the field's own name
        """Return the key.

        Raises:
            KeyMissing: it was destroyed, or never was.
        """

    def destroy(self, document: str) -> int:
        """Delete all keys of a document and return how many there were; none is no error.

        Really delete: on return the wrapped bytes can no longer be found in the database's files by anyone who reads
        them raw, as far as the database is able to promise that (the implementation says how far).
        """

    def under(self, kek: str) -> Iterator[WrappedKey]:
        """All keys wrapped by this provider, in the order of their ids. ``replace`` may be called while it runs."""

    def replace(self, old: WrappedKey, new: WrappedKey) -> bool:
        """Put ``new`` in the place of ``old`` if exactly ``old`` is there, durably; say whether it was.

        The ids are the same. The old wrapped bytes are deleted as really as ``destroy`` deletes.
        """

    def count(self, kek: str) -> int:
        """How many keys this provider wraps."""


class Keyring:
    """Hands out data keys; what it returns is already durable in its database."""

    def __init__(self, provider: KeyProvider, keys: WrappedKeys) -> None:
        self._provider = provider
        self._keys = keys

    def create(self, key_id: str, document: str) -> bytes:
        """Make the data key of a blob: 256 random bits, wrapped and durable before they are returned.

        Called again for the same id it returns the same key, so that a step that is run twice writes the same blob.

        Raises:
            Tampered: the id is taken by a key of another document.
            WrongKey: the id is taken by a key that another provider wrapped.
        """
        fresh = _wrap(self._provider, key_id, document, random_bytes(KEY_BYTES))
        # Even a fresh key is returned through unwrap: a provider that cannot open what it wrapped shows before a blob
        # is written, and not when the blob is needed.
        kept = self._keys.add(fresh)
        if kept.document != document:
            raise Tampered(key=key_id)
        return self._unwrap(kept)

    def get(self, key_id: str) -> bytes:
        """Return a data key.

        Raises:
            KeyMissing: it was destroyed, or never was.
            Tampered: the wrapped key was changed, or stands in another's place.
            WrongKey: another provider wrapped it.
        """
        kept = self._keys.get(key_id)
        if kept.id != key_id:
            raise Tampered(key=key_id)
        return self._unwrap(kept)

    def destroy(self, document: str) -> int:
        """Destroy every data key of a document, which makes its blobs unreadable for ever; return how many.

        Raises:
            Denied: no document was named; house keys open what belongs to no document, and are never destroyed so.
        """
        if document == HOUSE:
            raise Denied(document="house")
        return self._keys.destroy(document)

    def house(self, purpose: str) -> bytes:
        """Return the house-wide key for a purpose, such as "search" or "audit"; made at first use."""
        key_id = f"house-{purpose}"
        try:
            return self.get(key_id)
        except KeyMissing:
            return self.create(key_id, HOUSE)

    def rewrap(self, to: KeyProvider) -> int:
        """Wrap every key of this keyring's provider anew by another, and return how many were.

        May be cut off at any point and run again: what was done is no longer ``under`` the old provider. A key that
        is destroyed or rewrapped by somebody else meanwhile is left as they left it.
        """
        done = 0
        for old in self._keys.under(self._provider.id):
            new = _wrap(to, old.id, old.document, self._unwrap(old))
            done += self._keys.replace(old, new)
        return done

    def _unwrap(self, kept: WrappedKey) -> bytes:
        if kept.kek != self._provider.id:
            raise WrongKey(wanted=kept.kek, given=self._provider.id)
        return self._provider.unwrap(kept.wrapped, _context(kept.id, kept.document))


def _wrap(provider: KeyProvider, key_id: str, document: str, key: bytes) -> WrappedKey:
    wrapped = provider.wrap(key, _context(key_id, document))
    return WrappedKey(id=key_id, document=document, kek=provider.id, wrapped=wrapped)


def _context(key_id: str, document: str) -> bytes:
    # Id and document are authenticated: a wrapped key moved to another row, or a row given to another document (so
    # that destroying its own document would miss it), no longer opens.
    return frame("strongroom data key 1", key_id, document)
