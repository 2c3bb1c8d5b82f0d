"""A trial of the kinds: what a text would be taken for, what would be read from it, and how it would be named.

Nothing is stored and no document is touched; the text is whatever the person who runs the machine typed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from classifiers.vote import classify
from flows.stages.office import Office
from flows.stages.read_as import read_anew
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.naming import file_name
from strongroom.page import Box, Page, Word
from strongroom.permissions import Action
from strongroom.reading import Readings

LONGEST: Final = 20_000
_MEDIA: Final = "text/plain"
_LINES: Final = 60
"""Lines of a page: a longer text goes on below its end, as on a long receipt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a text came to."""

    kind: str
    confidence: float
    readings: Readings = field(repr=False)
    name: str = field(repr=False)


def try_text(office: Office, text: str) -> Trial:
    """Take a text for a page and read it (Denied: the person does not run this machine)."""
    office.ask_at_large(Action.OPERATE)
    return tried(text[:LONGEST], office.work.kinds, office.now().date())


def tried(text: str, kinds: Mapping[str, Kind], today: dt.date) -> Trial:
    """The same for who may."""
    page = page_of(text)
    found = classify(Content(media=_MEDIA, pages=(page,)), kinds)
    kind = kinds[found.kind]
    readings = read_anew(kind, (page,), media=_MEDIA).readings
    name = file_name(kind, readings, received=today, media=_MEDIA)
    return Trial(kind=found.kind, confidence=found.confidence, readings=readings, name=name)


def page_of(text: str) -> Page:
    """A page with each line of a text below the one before, its words apart as they are typed."""
    lines = text.splitlines()
    high = 1 / max(_LINES, len(lines))
    words = tuple(word for number, line in enumerate(lines) for word in _words(line, number * high, high))
    return Page(number=1, width=1000, height=1400, words=words, source="typed")


def _words(line: str, top: float, high: float) -> Iterator[Word]:
    wide = 1 / max(100, len(line))
    at = 0
    for part in line.split():
        at = line.index(part, at)
        box = Box(left=at * wide, top=top, right=(at + len(part)) * wide, bottom=top + 0.8 * high)
        yield Word(text=part, box=box, confidence=1.0)
        at += len(part)
