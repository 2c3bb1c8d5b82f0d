"""Plain text: which bytes are text, in which encoding, and text laid out on pages as a printer would."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from strongroom.errors import TooManyPages
from strongroom.page import Box, Page, Word
from strongroom.settings import Limits

_ROWS: Final = 60
_COLUMNS: Final = 100
_WIDTH, _HEIGHT = 595.0, 842.0
_KEPT: Final = frozenset("\t\n\r\f\v\x1b")
_LONGEST: Final = 8 * 2**20
"""More characters than five hundred pages can hold."""
_COMMON: Final = 0.5
"""So many of the Chinese characters of a text are among those of GB 2312's first level, which are in daily use."""
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decoded(data: bytes) -> str | None:
    """The text that bytes are, or None where they are none.

    A byte order mark decides. Without one it is UTF-8 where that fits, which by chance it does not, or GB 18030 (of
    which GB 2312 and GBK are parts) where the result is Chinese that people write: nearly any bytes fit GB 18030.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _readable(data[len(mark) :], encoding)
    text = _readable(data, "utf-8")
    if text is None:
        text = _readable(data, "gb18030")
        if text is not None and not _is_chinese(text):
            return None
    return text


def lay_out(lines: Iterable[str], limits: Limits, *, first: int = 1) -> Iterator[Page]:
    """Lines set in a fixed width, wrapped, on pages of 60 rows, counted from ``first``; a form feed begins a new page.

    Raises:
        TooManyPages: beyond the limits.
    """
    words: list[Word] = []
    row, number = 0, first
    for line, breaks in _rows(lines):
        if breaks or row == _ROWS:
            if number - first + 1 >= limits.max_pages:
                raise TooManyPages(pages=number - first + 2, limit=limits.max_pages)
            yield _page(number, words)
            words, row, number = [], 0, number + 1
        words.extend(_words(line, row))
        row += 1
    yield _page(number, words)


def _readable(data: bytes, encoding: str) -> str | None:
    try:
        text = data[: 4 * _LONGEST].decode(encoding)
    except UnicodeDecodeError:
        return None
    if not text.strip():
        return None
    # Text has no control characters, and nothing that Unicode leaves to private agreements or does not know.
    bad = any(unicodedata.category(char) in {"Cc", "Co", "Cn", "Cs"} for char in set(text) - _KEPT)
    return None if bad else text[:_LONGEST]


def _is_chinese(text: str) -> bool:
    foreign = [char for char in text if ord(char) > 0x7F]
    common = 0
    for char in foreign:
        try:
            lead = char.encode("gb2312")[0]
        except UnicodeEncodeError:
            continue
        common += 0xA1 <= lead <= 0xD7
    return bool(foreign) and common >= _COMMON * len(foreign)


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    for line in lines:
        for place, part in enumerate(line.replace("\v", "\n").split("\f")):
            first = place > 0
            for piece in part.split("\n"):
                for wrapped in _wrapped(piece.rstrip("\r").expandtabs(4)):
                    yield wrapped, first
                    first = False


def _wrapped(line: str) -> Iterator[str]:
    start, used = 0, 0
    for place, char in enumerate(line):
        wide = _columns(char)
        if used + wide > _COLUMNS:
            yield line[start:place]
            start, used = place, 0
        used += wide
    yield line[start:]


def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _words(line: str, row: int) -> Iterator[Word]:
    column, start, text = 0, 0, ""
    for char in f"{line} ":
        if char.isspace():
            if text:
                yield Word(text=text, box=_cell(row, start, column))
            text = ""
        else:
            if not text:
                start = column
            text += char
        column += _columns(char)


def _cell(row: int, start: int, end: int) -> Box:
    return Box(
        left=start / _COLUMNS,
        right=min(end / _COLUMNS, 1.0),
        top=row / _ROWS,
        bottom=(row + 0.8) / _ROWS,
    )


def _page(number: int, words: list[Word]) -> Page:
    return Page(number=number, width=_WIDTH, height=_HEIGHT, words=tuple(words), source="text")
