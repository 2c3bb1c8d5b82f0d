"""Scratch room in memory, for libraries that insist on files: no page may rest on a disk in the clear.

Each process has a folder of its own under ``/dev/shm``, for its account alone. A process that is killed leaves its
folder behind; the next one to start removes it. Which folders are still in use is said by a lock that dies with its
holder, and not by process numbers, which come back.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - memory, and a folder of our own in it
_OURS: Final = "strongroom-"
_TRIES: Final = 10
_IN_MEMORY: Final = frozenset({"tmpfs", "ramfs"})


def open_scratch(memory: Path = MEMORY) -> Path | None:
    """Make this process's own scratch folder (0700), remove those of dead processes, and have every library use it.

    None where the machine has no room in memory: then the temporary folder stays what it was, and
    ``is_in_memory`` says so to whoever asks before writing a page there.
    """
    if not is_in_memory(memory):
        return None
    with suppress(OSError):
        _remove_abandoned(memory)
        for _ in range(_TRIES):
            folder = Path(tempfile.mkdtemp(prefix=_OURS, dir=memory))
            if _is_locked(folder):
                tempfile.tempdir = str(folder)
                return folder
    return None


def is_in_memory(folder: Path) -> bool:
    """Whether a folder lies on a file system of the machine's memory."""
    place = folder.resolve()
    best, kind = -1, ""
    for mount, file_system in _mounts():
        if place.is_relative_to(mount) and len(mount.parts) >= best:
            best, kind = len(mount.parts), file_system
    return place.is_dir() and kind in _IN_MEMORY


def _mounts() -> Iterator[tuple[Path, str]]:
    # proc(5): id, parent, device, root, mount point, options ..., a hyphen, the file system's type.
    with suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines():
            before, _, after = line.partition(" - ")
            fields = before.split(" ")
            if len(fields) > 4 and after:
                yield Path(fields[4].replace("\\040", " ")), after.split(" ")[0]


def _remove_abandoned(memory: Path) -> None:
    for folder in memory.glob(f"{_OURS}*"):
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                if os.fstat(handle).st_uid == os.getuid():
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder)
            finally:
                os.close(handle)


def _is_locked(folder: Path) -> bool:
    # Another starter may take it for an abandoned one before it is locked: then a new one is made.
    try:
        _lock(folder)
    except (FileNotFoundError, BlockingIOError):
        return False
    return folder.exists()


def _lock(folder: Path) -> None:
    # Never closed: the lock lasts as long as the process. O_CLOEXEC, so that a child that outlives us does not keep it.
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
