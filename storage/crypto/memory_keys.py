"""Wrapped keys in memory: for tests, and for reading without keeping."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from threading import Lock

from storage.crypto.keyring import Swap, WrappedKey
from strongroom.errors import KeyMissing, KeysInUse, WrongKey


class MemoryKeys:
    """``WrappedKeys`` that are gone with the process, which is as durable as their promise can be."""

    def __init__(self) -> None:
        self._keys: dict[str, WrappedKey] = {}
        self._current: str | None = None
        self._lock = Lock()

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep a key once; return what is kept."""
        with self._lock:
            if key.id not in self._keys:
                self._current = self._current or key.kek
                self._check(key)
            return self._keys.setdefault(key.id, key)

    def get(self, id: str) -> WrappedKey:  # noqa: A002 - the protocol's name
        """Return the key, or raise KeyMissing."""
        with self._lock:
            if id not in self._keys:
                raise KeyMissing(key=id)
            return self._keys[id]

    def get_many(self, ids: Collection[str]) -> Mapping[str, WrappedKey]:
        """Return those that are there."""
        with self._lock:
            return {key_id: self._keys[key_id] for key_id in ids if key_id in self._keys}

    def discard(self, id: str) -> bool:  # noqa: A002
        """Delete one key."""
        with self._lock:
            return self._keys.pop(id, None) is not None

    def destroy(self, document: str) -> int:
        """Delete all keys of a document."""
        with self._lock:
            doomed = [key.id for key in self._keys.values() if key.document == document]
            for key_id in doomed:
                del self._keys[key_id]
            return len(doomed)

    def under(self, kek: str) -> Iterator[WrappedKey]:
        """All keys of a provider, by id, as they were when asked."""
        with self._lock:
            found = [key for _, key in sorted(self._keys.items()) if key.kek == kek]
        yield from found

    def replace(self, swaps: Iterable[Swap]) -> int:
        """Compare and swap."""
        with self._lock:
            wanted = list(swaps)
            for swap in wanted:
                self._check(swap.new)
            right = [swap.new for swap in wanted if self._keys.get(swap.old.id) == swap.old]
            self._keys.update({new.id: new for new in right})
            return len(right)

    def counts(self) -> Mapping[str, int]:
        """How many keys each key-encryption key wraps."""
        with self._lock:
            return Counter(key.kek for key in self._keys.values())

    def current(self) -> str | None:
        """The current key-encryption key."""
        with self._lock:
            return self._current

    def promote(self, kek: str, *, over: str) -> bool:
        """Compare and swap."""
        with self._lock:
            if self._current != over:
                return False
            self._current = kek
            return True

    def retire(self, kek: str) -> None:
        """Return when nothing is, or can come to be, under it."""
        count = self.counts().get(kek, 0)
        if count or kek == self.current():
            raise KeysInUse(kek=kek, count=count)

    def _check(self, key: WrappedKey) -> None:
        if key.kek != self._current:
            raise WrongKey(wanted=self._current or "", given=key.kek)
