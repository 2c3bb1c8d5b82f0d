"""Two places for objects: near, where they are put, and far, the archive. Whoever reads or deletes sees one store.

An object is moved by a copy that is compared, then by the record that says where it lies, and only then by removing it
where it was; so a cut at any point leaves it in both places or in one, and never in none. Where it should be is for the
records to say (``strongroom.archiving``).
"""

import heapq
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, groupby
from typing import Final

from storage.objects.store import Depot, ObjectStore, ObjectVersion
from strongroom.errors import ObjectMissing, Tampered

PREFIX: Final = "archive/"
"""How the keys begin in the far place, so that it may be the bucket of the near one under another storage class."""


class Tiers:
    """An ``ObjectStore`` over both places, with the moves between them. Safe to use from many threads."""

    def __init__(self, near: ObjectStore, far: Depot) -> None:
        self.near = near
        self.far = far

    def put(self, key: str, data: bytes) -> None:
        """Keep it near."""
        self.near.put(key, data)

    def get(self, key: str) -> bytes:
        """Read it where it lies.

        Raises:
            ObjectMissing: it lies in neither place.
            ObjectAsleep: it lies far, and has to be woken.
        """
        try:
            return self.near.get(key)
        except ObjectMissing:
            pass
        try:
            return self.far.get(PREFIX + key)
        except ObjectMissing:
            return self.near.get(key)  # it may have come back between the two looks

    def delete(self, key: str) -> None:
        """Remove it from both places, with all versions."""
        self.near.delete(key)
        self.far.delete(PREFIX + key)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys of both places, each once, in order."""
        for key, _ in groupby(heapq.merge(self.near_keys(prefix), self.far_keys(prefix))):
            yield key

    def near_keys(self, prefix: str = "") -> Iterator[str]:
        """Those that lie near."""
        return (key for key in self.near.keys(prefix) if not key.startswith(PREFIX))

    def far_keys(self, prefix: str = "") -> Iterator[str]:
        """Those that lie far."""
        return (key.removeprefix(PREFIX) for key in self.far.keys(PREFIX + prefix))

    def versions(self, prefix: str) -> Iterator[ObjectVersion]:
        """Every version in both places, under the one key that both have."""
        near = (one for one in self.near.versions(prefix) if not one.key.startswith(PREFIX))
        far = (replace(one, key=one.key.removeprefix(PREFIX)) for one in self.far.versions(PREFIX + prefix))
        return chain(near, far)

    def flush(self) -> None:
        """Make the puts of both survive a power failure."""
        self.near.flush()
        self.far.flush()

    def check(self) -> None:
        """Both answer."""
        self.near.check()
        self.far.check()

    # Moves.

    def copy_far(self, key: str) -> None:
        """Have it far as well, compared (ObjectMissing: it lies in neither place)."""
        try:
            data = self.near.get(key)
        except ObjectMissing:
            if key in self.far_keys(key):
                return
            raise
        self.far.put(PREFIX + key, data)
        if not self.far.holds(PREFIX + key, data):
            raise Tampered(key=key)

    def copy_near(self, key: str) -> None:
        """Have it near as well, compared (ObjectMissing; ObjectAsleep: it lies far and cannot be read yet)."""
        data = self.get(key)
        self.near.put(key, data)
        if self.near.get(key) != data:
            raise Tampered(key=key)

    def leave_near(self, key: str) -> None:
        """Remove what lies near, once the same bytes lie far; where nothing lies near, there is nothing to do."""
        try:
            data = self.near.get(key)
        except ObjectMissing:
            return
        if not self.far.holds(PREFIX + key, data):
            self.copy_far(key)
            self.far.flush()
        self.near.delete(key)

    def leave_far(self, key: str) -> None:
        """Remove what lies far, once it lies near (ObjectMissing: it lies in neither; ObjectAsleep)."""
        try:
            self.near.get(key)
        except ObjectMissing:
            self.copy_near(key)
            self.near.flush()
        self.far.delete(PREFIX + key)

    def wake(self, key: str) -> bool:
        """Whether it can be read now; if not, it is being woken."""
        return key in self.near_keys(key) or self.far.wake(PREFIX + key)
