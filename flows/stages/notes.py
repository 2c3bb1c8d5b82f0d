"""Notes in ``inbox/_refused``: told where people work, without contents and without the full name of the file."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from flows.stages.inbox import REFUSED
from strongroom.errors import Fact
from strongroom.messages import explain


def masked(name: str) -> str:
    """Enough of a file name for its owner to know it again: two characters and the ending.

    >>> masked("passport of Ann.pdf")
    'pa….pdf'
    """
    clean = "".join(c for c in unicodedata.normalize("NFC", name) if c.isprintable())
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 5:
        stem, ending = clean, ""
    return f"{stem[:2]}…{dot and ending and '.' + ending}"


def leave_note(
    inbox: Path,
    *,
    code: str,
    facts: Mapping[str, Fact],
    document: str,
    name: str,
    folders: tuple[str, ...],
    now: dt.datetime,
) -> Path:
    """Write one note. Its name is the time, the code and the id; writing it twice is writing it once."""
    english, chinese = explain(code, facts, "en"), explain(code, facts, "zh-CN")
    place = inbox / REFUSED
    place.mkdir(exist_ok=True)
    note = place / f"{now:%Y-%m-%d %H.%M} {code} {document}.txt"
    depth = f", {len(folders)} folders deep" if folders else ""
    note.write_text(
        f"{masked(name)} ({now:%Y-%m-%d %H:%M} UTC{depth})\n\n"
        f"{english.sentence}\n{english.way_out}\n\n{chinese.sentence}\n{chinese.way_out}\n\n"
        f"strongroom show {document}\n",
        encoding="utf-8",
    )
    return note
