"""A claimed file, opened: by one taker at a time, and through no link."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def held(path: Path) -> Iterator[BinaryIO | None]:
    """Open a claimed file and lock it against another taker; None if it is gone or taken."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    with open(handle, "rb") as file:  # noqa: PTH123 - a handle, not a path
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        # The holder before us may have finished and removed the name between our open and our lock.
        yield file if path.exists() else None


def read_all(file: BinaryIO, limit: int) -> tuple[bytes, str]:
    """The bytes of a file, at most one more than the limit, and their SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    pieces = []
    left = limit + 1
    while left > 0 and (piece := file.read(min(left, 2**20))):
        digest.update(piece)
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces), digest.hexdigest()
