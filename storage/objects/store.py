"""The door to encrypted bytes, whatever keeps them.

Keys are opaque, and an object never changes under its key: the one way to change is a new key. That is what makes a
put safe to run twice, and a cache or a second copy always right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_KEY_LENGTH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectVersion:
    """One stored version of an object, or a delete marker over it; ``version`` is empty where a store has only one."""

    key: str
    version: str


class ObjectStore(Protocol):
    """Every method raises StoreUnavailable when the store does not answer, and may be called from many threads.

    A key that is not one (see ``check_key``) raises ValueError.
    """

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes under a key that holds nothing yet. The same bytes again are a success.

        Of several callers at once, one wins. What arrives is checked against a checksum of what was sent.

        Raises:
            KeyTaken: other bytes lie under the key; they were not touched.
        """

    def get(self, key: str) -> bytes:
        """Return the bytes.

        Raises:
            ObjectMissing: nothing lies under the key.
            Tampered: what came does not fit its checksum.
        """

    def delete(self, key: str) -> None:
        """Remove the object with all of its versions and delete markers; an absent one is a success."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys that begin with the prefix, in order, however many there are."""

    def versions(self, prefix: str) -> Iterator[ObjectVersion]:
        """Everything that is stored under the prefix: what ``keys`` shows, older versions, and delete markers."""

    def flush(self) -> None:
        """Make every put that has returned survive a power failure."""

    def check(self) -> None:
        """Return if the store answers and may be used."""


class Depot(ObjectStore, Protocol):
    """A store for what is seldom wanted: its objects may be asleep, and then cannot be read at once.

    ``get`` of such a one raises ObjectAsleep; everything else works as it does for those that are awake.
    """

    def holds(self, key: str, data: bytes) -> bool:
        """Whether exactly these bytes lie under the key, told without waking them."""

    def wake(self, key: str) -> bool:
        """Ask that an object can be read, and say whether it can be now; asked again while it wakes, it is no error.

        Raises:
            ObjectMissing: nothing lies under the key.
        """


def check_key(key: str) -> str:
    """Return the key if it is one: ASCII letters, digits, dots, hyphens and underscores, in parts divided by slashes.

    No part begins with a dot, so that no key leaves a folder; none is empty, which some servers do not list.

    Raises:
        ValueError: it is not a key; a mistake of the program, since keys are made of ids.
    """
    if len(key) > _KEY_LENGTH or not _KEY.fullmatch(key):
        raise ValueError("not an object key")
    return key
