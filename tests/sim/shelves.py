"""Objects in memory, on one shelf for each document: ``MemoryStore`` looks through everything for a prefix."""

from collections import defaultdict
from collections.abc import Iterator

from storage.objects.store import ObjectVersion
from storage.objects.tiers import PREFIX
from strongroom.errors import KeyTaken, ObjectMissing


class Shelves:
    """A ``Depot`` for a hundred thousand small objects, none of which sleeps. For one thread."""

    def __init__(self) -> None:
        self._shelves: defaultdict[str, dict[str, bytes]] = defaultdict(dict)

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes, once."""
        if self._shelf(key).setdefault(key, data) != data:
            raise KeyTaken(key=key)

    def get(self, key: str) -> bytes:
        """Return the bytes, or raise ObjectMissing."""
        try:
            return self._shelf(key)[key]
        except KeyError:
            raise ObjectMissing(key=key) from None

    def delete(self, key: str) -> None:
        """Remove the object if it is there."""
        self._shelf(key).pop(key, None)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys with the prefix, which names a document or nothing."""
        shelves = (self._shelf(prefix),) if _name(prefix) else tuple(self._shelves.values())
        yield from sorted(key for shelf in shelves for key in shelf if key.startswith(prefix))

    def versions(self, prefix: str) -> Iterator[ObjectVersion]:
        """One version each."""
        return (ObjectVersion(key=key, version="") for key in self.keys(prefix))

    def flush(self) -> None:
        """Nothing outlives the process anyway."""

    def check(self) -> None:
        """Memory always answers."""

    def holds(self, key: str, data: bytes) -> bool:
        """Compare."""
        return self._shelf(key).get(key) == data

    def wake(self, key: str) -> bool:
        """It is awake if it is there (ObjectMissing)."""
        self.get(key)
        return True

    def _shelf(self, key: str) -> dict[str, bytes]:
        return self._shelves[_name(key)]


def _name(key: str) -> str:
    return key.removeprefix(PREFIX).partition("/")[0]
