"""Data keys: made, wrapped by a key-encryption key, kept apart from what they open, and destroyed.

A data key opens one blob. It rests only wrapped, in a database of its own (``WrappedKeys``); the key that wraps it
belongs to a ``KeyProvider`` (a key file, a KMS). Destroying the wrapped keys of a document makes all of its blobs
unreadable, wherever copies of them lie.

One key-encryption key is the current one: the database of wrapped keys says which, and takes no key under another.
That is what makes rotation end: once another is promoted, the number of keys under the old one only falls, though
processes that have not heard of it go on working, and at zero the old one can be retired for good.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final, Protocol, TypeVar

from storage.crypto.framing import frame
from storage.crypto.primitives import KEY_BYTES, random_bytes
from strongroom.errors import Denied, KeyMissing, Tampered, WrongKey

T = TypeVar("T")

HOUSE: Final = ""
"""The document of the keys that belong to the house and to no document."""
_BATCH: Final = 500


class KeyProvider(Protocol):
    """Wraps data keys with one key-encryption key that it never gives away. Safe to use from many threads.

    ``context`` is authenticated with the key: a wrapped key opens only in the context it was wrapped in.
    """

    @property
    def id(self) -> str:
        """Which key-encryption key this is; stable, and different for every key ever made. 200 characters at most."""

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Encrypt a data key of 32 bytes.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A wrapped key, and the same data key as it is wrapped anew: the ids and documents are the same."""

    old: WrappedKey
    new: WrappedKey


class WrappedKeys(Protocol):
    """The database of wrapped keys. Every method raises KeysUnavailable when the database does not answer.

    It lives apart from the records and the blobs, and is left out of their backups.
    """

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep a key under its id, once, and return what is kept: the key given, or the one that was there first.

        Durable on return: a blob may be written under the key as soon as this returns. Of several callers at once
        with one id, all are given the same key. The first key ever makes its key-encryption key the current one.

        Raises:
            WrongKey: nothing is there yet, and the current key-encryption key is another; nothing was kept.
        """

    def get(self, id: str) -> WrappedKey:  # noqa: A002 - the field's own name
        """Return the key.

        Raises:
            KeyMissing: it was destroyed, or never was.
        """

    def get_many(self, ids: Collection[str]) -> Mapping[str, WrappedKey]:
        """Return those of the keys that are there, by their ids."""

    def discard(self, id: str) -> bool:  # noqa: A002
        """Delete one key as really as ``destroy`` does; say whether it was there."""

    def destroy(self, document: str) -> int:
        """Delete all keys of a document and return how many there were; none is no error.

        Really delete: on return the wrapped bytes can no longer be found in the database's files by anyone who reads
        them raw, as far as the database is able to promise that (the implementation says how far).
        """

    def under(self, kek: str) -> Iterator[WrappedKey]:
        """All keys wrapped by this provider, in the order of their ids. ``replace`` may be called while it runs."""

    def replace(self, swaps: Iterable[Swap]) -> int:
        """Put each ``new`` in the place of its ``old`` if exactly ``old`` is there, durably; return how many were.

        The old wrapped bytes are deleted as really as ``destroy`` deletes.

        Raises:
            WrongKey: the current key-encryption key is another than that of a new one; nothing was replaced.
        """

    def counts(self) -> Mapping[str, int]:
        """How many keys each key-encryption key wraps; those that wrap none are left out."""

    def current(self) -> str | None:
        """The id of the current key-encryption key; None before the first key."""

    def promote(self, kek: str, *, over: str) -> bool:
        """Make a key-encryption key the current one if ``over`` is; say whether it was. Durable on return.

        Whatever was being added under the old one is there on return, and nothing comes after it.
        """

    def retire(self, kek: str) -> None:
        """Return when no key is under this key-encryption key, none can come to be, and no old bytes are left.

        Raises:
            KeysInUse: it is the current one, or there are keys under it.
        """


class Keyring:
    """Hands out data keys; what it returns is already durable in its database. Safe to use from many threads.

    ``provider`` is used until the database says that another is current; ``find`` opens others by their id, or raises
    WrongKey. Without it there is this one alone.
    """

    def __init__(
        self, provider: KeyProvider, keys: WrappedKeys, *, find: Callable[[str], KeyProvider] | None = None
    ) -> None:
        self._provider = provider
        self._keys = keys
        self._find = find

    def create(self, key_id: str, document: str) -> bytes:
        """Make the data key of a blob: 256 random bits, wrapped and durable before they are returned.

        Called again for the same id it returns the same key, so that a step that is run twice writes the same blob.

        Raises:
            Tampered: the id is taken by a key of another document.
            WrongKey: the id is taken by a key that an unknown provider wrapped, or such a one is the current one.
        """
        fresh = random_bytes(KEY_BYTES)
        # Even a fresh key is returned through unwrap: a provider that cannot open what it wrapped shows before a blob
        # is written, and not when the blob is needed.
        kept = self._under_the_current(lambda by: self._keys.add(_wrap(by, key_id, document, fresh)))
        if kept.document != document:
            raise Tampered(key=key_id)
        return self._unwrap(kept)

    def get(self, key_id: str) -> bytes:
        """Return a data key.

        Raises:
            KeyMissing: it was destroyed, or never was.
            Tampered: the wrapped key was changed, or stands in another's place.
            WrongKey: a provider wrapped it that is not known here.
        """
        return self._open(self._keys.get(key_id), key_id)

    def get_many(self, key_ids: Collection[str]) -> Mapping[str, bytes]:
        """Return those of the data keys that are there, fetched at once.

        Raises:
            Tampered, WrongKey: as for ``get``.
        """
        return {key_id: self._open(kept, key_id) for key_id, kept in self._keys.get_many(key_ids).items()}

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
        key_id = house_key_id(purpose)
        try:
            return self.get(key_id)
        except KeyMissing:
            return self.create(key_id, HOUSE)

    def discard_house(self, purpose: str) -> bool:
        """Destroy the house key for a purpose, when nothing that it made is left; say whether it was there."""
        return self._keys.discard(house_key_id(purpose))

    def rewrap(self, kek: str) -> int:
        """Wrap the keys under a key-encryption key anew by the current one, and return how many were.

        May be cut off at any point and run again: what was done is no longer ``under`` the old one. A key that is
        destroyed or rewrapped by somebody else meanwhile is left as they left it; one that does not open stays.

        Raises:
            WrongKey: the provider of the old or of the current one is not known here.
        """
        # Asked first: what a provider wraps that turns out not to be the current one is wrapped for nothing.
        self._turn_to(self._keys.current())
        done = 0
        found = self._keys.under(kek)
        while batch := list(islice(found, _BATCH)):
            opened = list(self._opened(batch))
            done += self._under_the_current(partial(self._replace, opened))
        return done

    def _replace(self, opened: Iterable[tuple[WrappedKey, bytes]], by: KeyProvider) -> int:
        return self._keys.replace([Swap(old=old, new=_wrap(by, old.id, old.document, key)) for old, key in opened])

    def _opened(self, batch: Iterable[WrappedKey]) -> Iterator[tuple[WrappedKey, bytes]]:
        for old in batch:
            try:
                yield old, self._unwrap(old)
            except Tampered:
                # It opens nothing any more, here or there; the others must not wait for it. It shows as one that is
                # left under the old key, which then cannot be retired before somebody has looked.
                continue

    def _open(self, kept: WrappedKey, key_id: str) -> bytes:
        if kept.id != key_id:
            raise Tampered(key=key_id)
        return self._unwrap(kept)

    def _under_the_current(self, work: Callable[[KeyProvider], T]) -> T:
        while True:
            provider = self._provider
            try:
                return work(provider)
            except WrongKey:
                # Another key-encryption key was promoted since we last heard; here or in another process.
                current = self._keys.current()
                if current is None or current == provider.id:
                    raise
                self._turn_to(current)

    def _turn_to(self, current: str | None) -> None:
        if current not in (None, self._provider.id):
            self._provider = self._other(current)

    def _unwrap(self, kept: WrappedKey) -> bytes:
        provider = self._provider
        if kept.kek != provider.id:
            provider = self._other(kept.kek)
        return provider.unwrap(kept.wrapped, _context(kept.id, kept.document))

    def _other(self, kek: str) -> KeyProvider:
        if self._find is None:
            raise WrongKey(wanted=kek, given=self._provider.id)
        return self._find(kek)


def house_key_id(purpose: str) -> str:
    """The id of the house-wide key for a purpose."""
    return f"house-{purpose}"


def _wrap(provider: KeyProvider, key_id: str, document: str, key: bytes) -> WrappedKey:
    wrapped = provider.wrap(key, _context(key_id, document))
    return WrappedKey(id=key_id, document=document, kek=provider.id, wrapped=wrapped)


def _context(key_id: str, document: str) -> bytes:
    # Id and document are authenticated: a wrapped key moved to another row, or a row given to another document (so
    # that destroying its own document would miss it), no longer opens.
    return frame("strongroom data key 1", key_id, document)
