"""A closer look at values that a check refutes: their boxes are read again, larger, before a person is asked.

What a look brings counts only if the check that failed is then passed in so many words. Checks that can only refuse
say nothing when they are content, and a value that merely no longer offends them is a guess: a refund whose sign was
overlooked would pass. Nor may a look cost anything that was settled before: no other check that passed, no other value.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import cv2
import numpy as np

from extractors.engines.engine import OcrEngine
from extractors.picture import Picture, evened
from extractors.readers.extract import extract
from extractors.region import Cutting, cutting
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.page import Box, Page, Word
from strongroom.reading import Extraction, Finding, Origin, Reading

_SCALES: Final = (1.0, 2.0)
"""A box cut out by itself is seen finer than on its page as it is; twice as large, other edges are found."""
_MOST: Final = 12
"""So many boxes of a paper are looked at again: a paper on which nothing fits is not worth more."""
_TALLEST: Final = 0.2
"""What takes more of a page's height than this is no value."""
_SECOND: Final = 0.7
"""How sure a second look is by itself: the same recogniser erred at the same place before."""
_ODDS: Final = 20.0
"""What a check that is passed does to the odds of a value, as at the first look (``extract``)."""

Draw = Callable[[Page], Picture]
"""Draws a page again, upright."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a paper holds, and what was made of it."""

    content: Content
    extraction: Extraction


def closer_look(seen: Seen, kind: Kind, engine: OcrEngine, *, draw: Draw) -> Seen:
    """The same; or, where a closer look makes a failed check pass, the paper with the words of that look."""
    boxes = _boxes(seen.extraction)
    cut_out = _cut_out(seen.content, boxes, draw) if boxes else {}
    for finding in _failed(seen.extraction):
        places = [place for place in _places(finding, seen.extraction) if place in cut_out]
        for looks, scale in enumerate(_SCALES if places else (), start=1):
            words = {place: _read(cut_out[place], scale, engine) for place in places}
            better = _with(seen, kind, {place: found for place, found in words.items() if found})
            if _settles(finding, seen.extraction, better.extraction):
                seen = replace(better, extraction=_told(seen.extraction, better.extraction, looks))
                break
    return seen


Place = tuple[int, Box]
"""A box on a page, counted from 1."""


def _failed(extraction: Extraction) -> tuple[Finding, ...]:
    return tuple(finding for finding in extraction.findings if not finding.passed)


def _boxes(extraction: Extraction) -> tuple[Place, ...]:
    every = (place for finding in _failed(extraction) for place in _places(finding, extraction))
    return tuple(islice(dict.fromkeys(every), _MOST))


def _places(finding: Finding, extraction: Extraction) -> Iterator[Place]:
    """Where the values stand that a check is about. Only what was recognised can have been misread."""
    for name in finding.fields:
        reading = extraction.readings.get(name)
        if reading is None or reading.source.origin is not Origin.OCR:
            continue
        page, box = reading.source.page, reading.source.box
        if page is not None and box is not None and box.height <= _TALLEST:
            yield page, box


def _cut_out(content: Content, places: Sequence[Place], draw: Draw) -> Mapping[Place, Cutting]:
    """The boxes as pictures. Each page is drawn once and let go: of a long paper there is never more than one."""
    on_page: dict[int, list[Box]] = defaultdict(list)
    for number, box in places:
        on_page[number].append(box)
    found = {}
    for page in content.pages:
        if page.number in on_page:
            picture = draw(page)
            found.update({(page.number, box): cutting(picture, box) for box in on_page[page.number]})
    return found


def _read(cut: Cutting, scale: float, engine: OcrEngine) -> tuple[Word, ...]:
    larger = cv2.resize(cut.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return cut.placed(engine.read(evened(np.asarray(larger, dtype=np.uint8))))


def _with(seen: Seen, kind: Kind, words: Mapping[Place, tuple[Word, ...]]) -> Seen:
    pages = list(seen.content.pages)
    for at, page in enumerate(pages):
        fresh = {box: found for (number, box), found in words.items() if number == page.number}
        if fresh:
            kept = tuple(word for word in page.words if not any(box.holds(word.box) for box in fresh))
            pages[at] = replace(page, words=kept + tuple(word for found in fresh.values() for word in found))
    content = replace(seen.content, pages=tuple(pages))
    return Seen(content=content, extraction=extract(kind, content))


def _settles(finding: Finding, before: Extraction, after: Extraction) -> bool:
    """Whether the check is passed now, and everything else stands as it stood."""
    passed = {one.check for one in after.findings if one.passed}
    passed_before = {one.check for one in before.findings if one.passed}
    failed = {one.check for one in _failed(after)}
    failed_before = {one.check for one in _failed(before)}
    changed = {name for name in after.readings if not _same(before, after, name)}
    refuted = {name for one in _failed(after) for name in one.fields}
    return (
        finding.check in passed - failed
        and not changed & refuted
        and passed_before <= passed
        and failed <= failed_before
        and before.readings.keys() <= after.readings.keys()
        and changed & before.readings.keys() <= set(finding.fields)
    )


def _same(before: Extraction, after: Extraction, name: str) -> bool:
    return name in before.readings and before.readings[name].value == after.readings[name].value


def _told(before: Extraction, after: Extraction, looks: int) -> Extraction:
    """The later extraction, in which values that the look brought say so, and are no surer than that makes them."""
    most = _sureness(looks)
    readings = {
        name: reading if _same(before, after, name) else _looked_at(reading, most)
        for name, reading in after.readings.items()
    }
    return replace(after, readings=readings)


def _looked_at(reading: Reading, most: float) -> Reading:
    origin = Origin.CLOSER if reading.source.origin is Origin.OCR else reading.source.origin
    return replace(reading, confidence=min(reading.confidence, most), source=replace(reading.source, origin=origin))


def _sureness(looks: int) -> float:
    # A wrong value passes a check by luck now and then, and every look is another draw: what a check that is passed is
    # worth is shared among the looks that were taken until it was.
    odds = _SECOND / (1 - _SECOND) * _ODDS / looks
    return odds / (1 + odds)
