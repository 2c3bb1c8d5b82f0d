"""Files that are whole, ours alone, and on the disk when the call returns."""

import ctypes
import os
import tempfile
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
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=NEW)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # link() and not rename(): rename would replace what another process put there meanwhile.
        os.link(temporary, path)
    finally:
        Path(temporary).unlink()
        # Also when the name was taken: whoever took it may not have come as far as this.
        sync_folder(path.parent)


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
