"""Objects in memory: for tests, and for reading without keeping."""

from collections.abc import Iterator
from threading import Lock

from storage.objects.store import ObjectVersion, check_key
from strongroom.errors import KeyTaken, ObjectAsleep, ObjectMissing


class MemoryStore:
    """An ``ObjectStore`` that is gone with the process."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}
        self._lock = Lock()

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes, once."""
        with self._lock:
            if self._objects.setdefault(check_key(key), data) != data:
                raise KeyTaken(key=key)

    def get(self, key: str) -> bytes:
        """Return the bytes, or raise ObjectMissing."""
        with self._lock:
            if check_key(key) not in self._objects:
                raise ObjectMissing(key=key)
            return self._objects[key]

    def delete(self, key: str) -> None:
        """Remove the object if it is there."""
        with self._lock:
            self._objects.pop(check_key(key), None)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys with the prefix, as they were when asked."""
        with self._lock:
            found = sorted(key for key in self._objects if key.startswith(prefix))
        yield from found

    def versions(self, prefix: str) -> Iterator[ObjectVersion]:
        """One version each."""
        return (ObjectVersion(key=key, version="") for key in self.keys(prefix))

    def flush(self) -> None:
        """Nothing outlives the process anyway."""

    def check(self) -> None:
        """Memory always answers."""


class MemoryDepot(MemoryStore):
    """A ``Depot`` in memory, whose objects sleep as soon as they are put if ``sleeps``; ``wake_all`` is the night."""

    def __init__(self, *, sleeps: bool) -> None:
        super().__init__()
        self._sleeps = sleeps
        self._waking: set[str] = set()
        self._awake: set[str] = set()

    def get(self, key: str) -> bytes:
        """Return the bytes, or raise ObjectMissing or ObjectAsleep."""
        data = super().get(key)
        if self._sleeps and key not in self._awake:
            raise ObjectAsleep(key=key)
        return data

    def holds(self, key: str, data: bytes) -> bool:
        """Compare."""
        try:
            return super().get(key) == data
        except ObjectMissing:
            return False

    def wake(self, key: str) -> bool:
        """Begin to wake it; it is awake after the next ``wake_all``."""
        super().get(key)
        self._waking.add(key)
        return not self._sleeps or key in self._awake

    def wake_all(self) -> None:
        """Everything that was asked for is awake."""
        self._awake |= self._waking
