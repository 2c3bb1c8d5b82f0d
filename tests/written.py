"""Pages written in a test: each line of text is a line of the page, two spaces or more start a new column."""

import re

from strongroom.content import Content, Structured
from strongroom.page import Box, Page, Word

_WIDTH = 0.011
_HEIGHT = 0.013
_STEP = 0.021


def written(text: str, *, confidence: float = 1.0, source: str = "text", slope: float = 0.0) -> Page:
    """A page of monospaced words: characters stand where they stand on the line. ``slope`` tilts it."""
    words = []
    for number, line in enumerate(text.splitlines()):
        for match in re.finditer(r"\S+(?: \S+)*", line):
            left = 0.02 + match.start() * _WIDTH
            right = 0.02 + match.end() * _WIDTH
            top = 0.02 + number * _STEP + slope * (left + right) / 2 - abs(slope) * (right - left) / 2
            height = _HEIGHT + abs(slope) * (right - left)
            box = Box(left=left, right=right, top=top, bottom=top + height)
            words.append(Word(text=match[0], box=box, confidence=confidence))
    return Page(number=1, width=1000, height=1400, words=tuple(words), source=source)


def content_of(text: str, *, structured: tuple[Structured, ...] = (), **page: object) -> Content:
    """One written page as the content of a file."""
    return Content(media="image/png", pages=(written(text, **page),), structured=structured)  # type: ignore[arg-type]
