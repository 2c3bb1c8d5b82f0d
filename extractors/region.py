"""One region of a page, read by itself: a person drew a box around a value, and wants what stands in it at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from extractors.engines.engine import OcrEngine
from extractors.picture import Picture, evened, turned
from extractors.readers import cn_values, values
from extractors.rendition import page_picture
from strongroom.kind import Type
from strongroom.page import Box, Page, Word, group_lines
from strongroom.settings import Limits

_EDGE: Final = 24
"""Pixels of blank paper around the region: text that touches the edge of a picture is not found."""
_AROUND: Final = 0.003
"""How far beyond the box is looked, in fractions of the page: hands are not steady."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """A box that was cut out of a page: its picture, with blank paper around it, and what part of the page that is.

    The part reaches beyond the box, and at the rim of a page beyond the page.
    """

    picture: Picture
    part: Box
    box: Box

    def placed(self, words: Iterable[Word]) -> tuple[Word, ...]:
        """Words of the picture, in whatever size it was read, where they stand on the page; neighbours are left out."""
        found = (replace(word, box=within(word.box, self.part)) for word in words)
        return tuple(word for word in found if self.box.holds(word.box))


def cutting(upright: Picture, box: Box) -> Cutting:
    """Cut a box out of an upright page."""
    height, width = upright.shape[:2]
    left, top, right, bottom = _edges(upright, box)
    part = Box(
        left=(left - _EDGE) / width,
        top=(top - _EDGE) / height,
        right=(right + _EDGE) / width,
        bottom=(bottom + _EDGE) / height,
    )
    return Cutting(picture=_framed(upright[top:bottom, left:right]), part=part, box=box)


def within(box: Box, part: Box) -> Box:
    """A box in fractions of a part of a page, in fractions of the page."""
    return Box(
        left=_on_page(part.left + box.left * part.width),
        top=_on_page(part.top + box.top * part.height),
        right=_on_page(part.left + box.right * part.width),
        bottom=_on_page(part.top + box.bottom * part.height),
    )


def recognised(data: bytes, number: int, box: Box, *, degrees: int, engine: OcrEngine, limits: Limits) -> str:
    """What an engine reads in a box of a page, counted from 1, that is turned clockwise to stand upright.

    Raises:
        UnknownType: the format has no picture of its pages.
        Refused: what reading raises over such a file.
    """
    upright = turned(page_picture(data, number, limits), degrees)
    return _text(engine.read(evened(cutting(upright, box).picture)))


def printed(page: Page, box: Box) -> str:
    """The words of a text layer whose middle lies in a box: exact, and without an engine."""
    return _text(tuple(word for word in page.words if box.holds(word.box)))


def typed_as(text: str, wanted: Type) -> str:
    """The text as a field of this type is typed: an ISO date, a plain amount; the text itself where it is neither."""
    if wanted is Type.DATE:
        chinese = cn_values.dates(text)
        found = values.days(text)
        if chinese or not found:
            return chinese[0].isoformat() if len(set(chinese)) == 1 else text
        order = values.order_of(found) or values.Order.DAY_FIRST
        return found[0].settled(order).isoformat()
    if wanted is Type.AMOUNT:
        sums = values.money(text, values.convention_of([text])) or ()
        return f"{sums[0].value:f}" if len(sums) == 1 else text
    if wanted is Type.CODE:
        return "".join(text.split())
    return text


def _edges(picture: Picture, box: Box) -> tuple[int, int, int, int]:
    height, width = picture.shape[:2]
    left, right = round((box.left - _AROUND) * width), round((box.right + _AROUND) * width)
    top, bottom = round((box.top - _AROUND) * height), round((box.bottom + _AROUND) * height)
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    return left, top, min(max(right, left + 1), width), min(max(bottom, top + 1), height)


def _framed(picture: Picture) -> Picture:
    paper = [float(level) for level in np.median(picture.reshape(-1, *picture.shape[2:]), axis=0).reshape(-1)]
    framed = cv2.copyMakeBorder(picture, _EDGE, _EDGE, _EDGE, _EDGE, cv2.BORDER_CONSTANT, value=paper)
    return np.asarray(framed, dtype=np.uint8)


def _text(words: tuple[Word, ...]) -> str:
    return " ".join(line.text for line in group_lines(words, slope=0.0))


def _on_page(place: float) -> float:
    return min(max(place, 0.0), 1.0)
