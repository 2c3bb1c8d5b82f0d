"""Files that are whole, ours alone, and on the disk when the call returns."""

import ctypes
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

NEW: Final = ".new-"
"""How the names of unfinished files begin; a crash may leave one, which means nothing."""


def create_once(path: Path, data: bytes) -> None:
    """Create a file (0600, its folders 0700) with all of its bytes or not at all, and never over another.

    Raises:
        FileExistsError: something lies there already; it was not touched.
    """
    private_folder(path.parent)
    try:
        with _written_beside(path, data) as temporary:
            # link() and not rename(): rename would replace what another process put there meanwhile.
            os.link(temporary, path)
    finally:
        # Also when the name was taken: whoever took it may not have come as far as this.
        sync_folder(path.parent)


def replace_whole(path: Path, data: bytes) -> None:
    """Put a file (0600) in the place of another: whoever looks, and after a crash, finds all of the old or of the new.

    Of two at once one is lost; who reads, changes and writes holds ``only_one_in`` the folder meanwhile.
    """
    with _written_beside(path, data) as temporary:
        temporary.replace(path)
    sync_folder(path.parent)


@contextmanager
def _written_beside(path: Path, data: bytes) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=NEW)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def only_one_in(folder: Path) -> Iterator[None]:
    """Wait until nobody else is in here with this folder, thread or process. The kernel lets go of it when we die."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def private_folder(folder: Path) -> None:
    """Make a folder and those above it, readable by the owner alone; what is there stays as it is."""
    if folder.is_dir():
        return
    private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_disk(folder: Path) -> None:
    """Bring everything written to the file system of a folder to the disk, by whichever process: syncfs(2)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(handle)
