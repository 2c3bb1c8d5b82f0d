"""Wrapped keys in memory: for tests, and for reading without keeping."""

from collections.abc import Iterator
from threading import Lock

from storage.crypto.keyring import WrappedKey
from strongroom.errors import KeyMissing


class MemoryKeys:
    """``WrappedKeys`` that are gone with the process, which is as durable as their promise can be."""

    def __init__(self) -> None:
        self._keys: dict[str, WrappedKey] = {}
        self._lock = Lock()

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep a key once; return what is kept."""
        with self._lock:
            return self._keys.setdefault(key.id, key)

    def get(self, id: str) -> WrappedKey:  # noqa: A002 - the protocol's name
        """Return the key, or raise KeyMissing."""
        with self._lock:
            if id not in self._keys:
                raise KeyMissing(key=id)
            return self._keys[id]

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

    def replace(self, old: WrappedKey, new: WrappedKey) -> bool:
        """Compare and swap."""
        with self._lock:
            if self._keys.get(old.id) != old:
                return False
            self._keys[new.id] = new
            return True

    def count(self, kek: str) -> int:
        """How many keys a provider wraps."""
        with self._lock:
            return sum(key.kek == kek for key in self._keys.values())
