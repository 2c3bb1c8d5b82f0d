"""Key source: a file that holds the key-encryption keys, sealed under a passphrase or as they are.

It holds one key-encryption key for each rotation that is not over; the last is the newest. Every change writes a whole
new file beside the old one and renames it into its place, so that no crash leaves less than the old or the new.

Without a passphrase, whoever can read the file can open everything. It then protects the object store and the
databases where they are copied or stolen without the file, and nothing against those who have this machine.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from storage.crypto.key_file_format import (
    Generation,
    first_generation,
    next_generation,
    read_generations,
    write_generations,
)
from storage.crypto.local import LocalProvider
from storage.crypto.profile import STANDARD, Profile
from storage.durable import create_once, only_one_in, replace_whole
from strongroom.errors import BadSettings, KeyFileMissing, KeysInUse, KeysUnavailable, NoSuchKey


class KeyFile:
    """A ``KeySource``. ``profile`` is how costly the passphrase becomes to guess when the file is next written."""

    def __init__(self, path: Path, passphrase: str, *, profile: Profile = STANDARD) -> None:
        self._path = path
        self._passphrase = passphrase
        self._profile = profile
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._loaded: tuple[LocalProvider, ...] = ()

    def make_first(self) -> None:
        """Make the file with one key if there is none; of several at once one does."""
        with _translated(), suppress(FileExistsError):
            if not self._path.exists():
                create_once(self._path, self._written((first_generation(),)))

    def load(self) -> tuple[LocalProvider, ...]:
        """The keys in the file, which is read again only when another was put in its place: stretching is costly.

        Raises:
            KeyFileMissing: there is no such file.
            BadSettings, WrongKey, KeysUnavailable: as the protocol says.
        """
        with self._lock, _translated():
            seen = _identity(self._path)
            if seen != self._seen:
                self._loaded = tuple(LocalProvider(one.id, one.key) for one in self._read())
                self._seen = seen
            return self._loaded

    def make(self) -> None:
        """Add a fresh key."""
        with _translated(), only_one_in(self._path.parent):
            there = self._read()
            replace_whole(self._path, self._written((*there, next_generation(there[-1]))))

    def forget(self, kek: str) -> bool:
        """Take a key out of the file.

        Raises:
            NoSuchKey: it is not in there.
            KeysInUse: it is the newest, which is the only one that new data keys can come under.
        """
        with _translated(), only_one_in(self._path.parent):
            there = self._read()
            if kek not in [one.id for one in there]:
                raise NoSuchKey(kek=kek)
            if kek == there[-1].id:
                raise KeysInUse(kek=kek, count=0)
            replace_whole(self._path, self._written(tuple(one for one in there if one.id != kek)))
        return True

    def change_passphrase(self, new: str) -> None:
        """Seal the same keys under another passphrase, or leave them unsealed if it is empty. Nothing is rewrapped.

        Copies of the old file still open with the old passphrase: where that was learned, rotate as well.
        """
        with _translated(), only_one_in(self._path.parent):
            replace_whole(self._path, write_generations(self._read(), new, self._profile))
        self._passphrase = new

    def close(self) -> None:
        """Nothing is open."""

    def _read(self) -> tuple[Generation, ...]:
        if self._path.stat().st_mode & 0o077:
            raise BadSettings(setting="keys.file", problem="others may read the key file; give it mode 0600")
        return read_generations(self._path.read_bytes(), self._passphrase)

    def _written(self, generations: tuple[Generation, ...]) -> bytes:
        return write_generations(generations, self._passphrase, self._profile)


def _identity(path: Path) -> tuple[int, int, int]:
    # A file that is put in the place of another has another inode, or at least another time.
    status: os.stat_result = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise KeyFileMissing from None
    except OSError as error:
        raise KeysUnavailable(errno=error.errno or 0) from None
