"""Files that commands write for people: new ones only, and for their owner alone."""

import os
from collections.abc import Iterable
from pathlib import Path

import typer

from strongroom.errors import StrongroomError


def refuse_existing(path: Path, *, option: str) -> None:
    """Say that nothing is overwritten, before any work is done or recorded for nothing."""
    if path.exists() or path.is_symlink():
        raise typer.BadParameter("the file exists; nothing is overwritten", param_hint=option)


def write_new(path: Path, data: bytes, *, option: str) -> None:
    """Write a file that only its owner can read; it must not exist."""
    write_pieces(path, (data,), option=option)


def write_pieces(path: Path, pieces: Iterable[bytes], *, option: str) -> int:
    """The same for what comes piece by piece; return how many bytes there were."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a handle, not a path
                return sum(map(file.write, pieces))
        except (OSError, StrongroomError):
            path.unlink()  # half a document would be taken for a whole one
            raise
    except OSError as error:
        raise typer.BadParameter(f"it cannot be written: {error.strerror}", param_hint=option) from None
