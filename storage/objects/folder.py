"""Objects as files in one folder, for a machine where no S3 is wanted.

``<folder>/<two hexadecimal digits of the key's SHA-256>/<key, with % for each slash>``: the digits keep folders small,
and since no key holds a per cent sign, two keys never share a file. There are no versions and there is no lock: what
is kept from deletion is kept by the rules of the product, not by this store.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.durable import NEW, create_once, private_folder, sync_folder
from storage.objects.store import ObjectVersion, check_key
from strongroom.errors import KeyTaken, ObjectMissing, StoreUnavailable


class FolderStore:
    """An ``ObjectStore`` whose puts are on the disk when they return: files 0600, folders 0700."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, data: bytes) -> None:
        """Write, sync, link, sync: whole under its name, or not there."""
        path = self._path(key)
        with _translated(key):
            try:
                create_once(path, data)
            except FileExistsError:
                if path.read_bytes() != data:
                    raise KeyTaken(key=key) from None

    def get(self, key: str) -> bytes:
        """Read the file."""
        path = self._path(key)
        with _translated(key):
            return path.read_bytes()

    def delete(self, key: str) -> None:
        """Unlink, and sync the folder, so that a deleted object does not come back after a power failure."""
        path = self._path(key)
        with _translated(key):
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys with the prefix, as they were when asked. They are held once: a folder tells names in no order."""
        with _translated(prefix):
            paths = self._folder.glob("[0-9a-f][0-9a-f]/*")
            names = (path.name.replace("%", "/") for path in paths if not path.name.startswith(NEW))
            found = sorted(name for name in names if name.startswith(prefix))
        yield from found

    def versions(self, prefix: str) -> Iterator[ObjectVersion]:
        """One version each."""
        return (ObjectVersion(key=key, version="") for key in self.keys(prefix))

    def flush(self) -> None:
        """Every put already is on the disk."""

    def check(self) -> None:
        """The folder can be made, and written to."""
        with _translated(""):
            private_folder(self._folder)
            create_once(probe := self._folder / f"{NEW}probe-{id(self):x}", b"")
            probe.unlink()

    def _path(self, key: str) -> Path:
        shard = hashlib.sha256(check_key(key).encode()).hexdigest()[:2]
        return self._folder / shard / key.replace("/", "%")


class FolderDepot(FolderStore):
    """A folder as a ``Depot``: nothing in it ever sleeps."""

    def holds(self, key: str, data: bytes) -> bool:
        """Read, and compare."""
        try:
            return self.get(key) == data
        except ObjectMissing:
            return False

    def wake(self, key: str) -> bool:
        """It is awake if it is there."""
        path = self._path(key)
        with _translated(key):
            path.stat()
        return True


@contextmanager
def _translated(key: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise ObjectMissing(key=key) from None
    except OSError as error:
        raise StoreUnavailable(errno=error.errno or 0) from None
