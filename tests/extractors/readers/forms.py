"""Papers laid out by hand: rows of texts at their horizontal places, as a recogniser would report them."""

from collections.abc import Sequence

from strongroom.content import Content, Structured
from strongroom.page import Box, Page, Word

Row = Sequence[tuple[float, str]]
_HEIGHT = 0.024
_LETTER = 0.0125


def page(
    rows: Sequence[Row], *, number: int = 1, tilt: float = 0.0, pitch: float = 0.036, source: str = "scripted"
) -> Page:
    """A page whose rows stand ``pitch`` apart and fall by ``tilt`` over its width."""
    words = [_word(left, 0.04 + at * pitch + tilt * left, text) for at, row in enumerate(rows) for left, text in row]
    return Page(number=number, width=1400, height=1000, words=tuple(words), source=source)


def content(*pages: Page, structured: tuple[Structured, ...] = ()) -> Content:
    """Pages as the content of a picture."""
    return Content(media="image/png", pages=pages, structured=structured)


def moved(page_: Page, text: str, *, down: float) -> Page:
    """The page with one word printed lower, as a dot-matrix printer out of line does."""
    words = tuple(_shifted(word, down) if word.text == text else word for word in page_.words)
    return Page(number=page_.number, width=page_.width, height=page_.height, words=words, source=page_.source)


def doubtful(page_: Page, text: str, *, confidence: float) -> Page:
    """The page with one word that the recogniser was less sure of."""
    words = tuple(
        Word(text=word.text, box=word.box, confidence=confidence) if word.text == text else word for word in page_.words
    )
    return Page(number=page_.number, width=page_.width, height=page_.height, words=words, source=page_.source)


def _word(left: float, top: float, text: str) -> Word:
    width = sum(_LETTER if ord(letter) > 0x2E80 else _LETTER * 0.6 for letter in text)
    return Word(
        text=text, box=Box(left=left, top=top, right=min(1.0, left + width), bottom=top + _HEIGHT), confidence=0.999
    )


def _shifted(word: Word, down: float) -> Word:
    box = Box(left=word.box.left, top=word.box.top + down, right=word.box.right, bottom=word.box.bottom + down)
    return Word(text=word.text, box=box, confidence=word.confidence)
