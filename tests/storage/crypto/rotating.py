"""A rotation in a process of its own that kills itself at a given moment: ``python -m ... FOLDER MOMENT``.

The moments are the calls by which a rotation leaves something behind: ``make``, ``promote``, ``replace``, ``forget``,
each before or after it does its work, as in ``after promote`` or ``before replace 2`` (the second call).
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from storage.crypto import keyring as keyring_module
from storage.crypto.key_file import KeyFile
from storage.crypto.keyring import Swap
from storage.crypto.profile import CHEAPEST
from storage.crypto.providers import Providers, open_keyring
from storage.crypto.rotation import retire, rotate, statuses
from storage.records.keys import SqlKeys

T = TypeVar("T")
PASSPHRASE = "invented"
BATCH = 100


def key_file(folder: Path) -> KeyFile:
    return KeyFile(folder / "keyring.json", PASSPHRASE, profile=CHEAPEST)


def open_keys(folder: Path) -> SqlKeys:
    return SqlKeys.open(f"sqlite:///{folder / 'keys.db'}")


class Moment:
    """When to die."""

    def __init__(self, text: str) -> None:
        self._when, self._call, number = [*text.split(), "1"][:3]
        self._countdown = int(number)

    def around(self, call: str, work: Callable[[], T]) -> T:
        if call != self._call:
            return work()
        self._countdown -= 1
        if self._countdown == 0 and self._when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = work()
        if self._countdown == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done


class MortalFile(KeyFile):
    """A key file whose process may die."""

    moment: Moment

    def make(self) -> None:
        self.moment.around("make", super().make)

    def forget(self, kek: str) -> bool:
        return self.moment.around("forget", lambda: super(MortalFile, self).forget(kek))


class MortalKeys(SqlKeys):
    """A database whose process may die."""

    moment: Moment

    def promote(self, kek: str, *, over: str) -> bool:
        return self.moment.around("promote", lambda: super(MortalKeys, self).promote(kek, over=over))

    def replace(self, swaps: Iterable[Swap]) -> int:
        return self.moment.around("replace", lambda: super(MortalKeys, self).replace(swaps))


def main(folder: Path, text: str) -> None:
    """Rotate, and retire what is empty then."""
    keyring_module._BATCH = BATCH
    moment = Moment(text)
    file = MortalFile(folder / "keyring.json", PASSPHRASE, profile=CHEAPEST)
    keys = MortalKeys.open(f"sqlite:///{folder / 'keys.db'}")
    file.moment = keys.moment = moment  # type: ignore[attr-defined]
    providers = Providers(file)
    rotate(providers, open_keyring(providers, keys), keys)
    for one in statuses(providers, keys):
        if not one.current and not one.count:
            retire(providers, keys, one.id)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
