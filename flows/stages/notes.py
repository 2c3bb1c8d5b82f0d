"""Notes in ``inbox/_refused``: told where people work, without contents and without the full name of the file."""

import datetime as dt
import os
import stat
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.stages.inbox import REFUSED, folder_below, own_folder
from strongroom.errors import Fact
from strongroom.messages import explain

_FIRST_WIDE: Final = "\u2e80"
"""From here on one character may be a whole name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a person is told of a file they dropped. ``place`` says where it is now: a command, or a file name."""

    code: str
    facts: Mapping[str, Fact]
    arrival: str
    arrived_at: dt.datetime
    name: str
    depth: int
    place: str


def masked(name: str) -> str:
    """Enough of a file name for its owner to know it again: two letters, or one Chinese character, and the ending.

    >>> masked("passport of Ann.pdf"), masked("张三.pdf")
    ('pa….pdf', '张….pdf')
    """
    clean = "".join(c for c in unicodedata.normalize("NFC", name) if c.isprintable())
    stem, dot, ending = clean.rpartition(".")
    if not dot or not 0 < len(ending) <= 5 or not (ending.isascii() and ending.isalnum()):
        stem, dot, ending = clean, "", ""
    head = stem[:2]
    shown = head[:1] if any(c >= _FIRST_WIDE for c in head) else head
    return f"{shown}…{dot}{ending}"


def leave_note(inbox: Path, note: Note) -> Path:
    """Write a note. Its name is the time of arrival, the code and the arrival: writing it twice is writing it once."""
    english, chinese = explain(note.code, note.facts, "en"), explain(note.code, note.facts, "zh-CN")
    file = own_folder(inbox, REFUSED) / f"{note.arrived_at:%Y-%m-%d %H.%M} {note.code} {note.arrival}.txt"
    depth = f", {note.depth} {'folder' if note.depth == 1 else 'folders'} deep" if note.depth else ""
    text = (
        f"{masked(note.name)} ({note.arrived_at:%Y-%m-%d %H:%M} UTC{depth})\n\n"
        f"{english.sentence}\n{english.way_out}\n\n{chinese.sentence}\n{chinese.way_out}\n\n"
        f"{note.place}\n"
    )
    with folder_below(inbox, (REFUSED,)) as folder:
        # Made anew, and never through what lies there: whoever may write to the inbox can foretell the name, and put a
        # link under it to a file that only we may write to.
        with suppress(FileNotFoundError, IsADirectoryError):
            os.unlink(file.name, dir_fd=folder)
        handle = os.open(file.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=folder)
        with open(handle, "w", encoding="utf-8") as out:  # noqa: PTH123 - a handle, not a path
            out.write(text)
            # Services make files for their owner alone; this one is for whoever may read the inbox.
            os.fchmod(handle, 0o600 | stat.S_IMODE(inbox.stat().st_mode) & 0o666)
    return file
