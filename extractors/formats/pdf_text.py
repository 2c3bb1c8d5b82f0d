"""The text layer of a PDF page, as words with places, and what speaks against trusting it."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from strongroom.page import Box, Word

Array = npt.NDArray[np.float64]

_HYPHEN = 0x02
"""PDFium's mark for a hyphen that parts a word at the end of a line."""
_PRIVATE = range(0xE000, 0xF900)
_SURROGATES = range(0xD800, 0xE000)
_REPLACEMENT = 0xFFFD
_NOWHERE = Box(left=0, top=0, right=0, bottom=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """``turned``: clockwise degrees that the page needs so that most of its text stands upright; the boxes of the words
    are those of the turned page. ``visible`` counts characters that print, ``bad`` those of them without meaning.
    """

    words: tuple[Word, ...]
    turned: int
    visible: int
    bad: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Char:
    code: int
    left: float
    top: float
    right: float
    bottom: float
    turned: int


def read_layer(page: pdfium.PdfPage) -> Layer:
    """Read the text layer of a page; an empty one has no words."""
    textpage = page.get_textpage()
    try:
        chars = list(_chars(page, textpage))
        bad = sum(_is_bad(textpage, place, char.code) for place, char in chars)
    finally:
        textpage.close()
    votes = [char.turned for _, char in chars if char.code > 0x20]
    upright = max((0, 90, 180, 270), key=votes.count)
    placed = [(place, _turn(char, upright)) for place, char in chars]
    words = tuple(_word(run) for run in _runs([char for _, char in placed]))
    return Layer(words=words, turned=upright, visible=len(votes), bad=bad)


def is_hidden(page: pdfium.PdfPage) -> bool:
    """Say whether the text is drawn invisibly, as recognition software lays it under a scan."""
    textpage = page.get_textpage()
    try:
        modes = []
        for place in range(textpage.count_chars()):
            drawn = raw.FPDFText_GetTextObject(textpage, place)
            if drawn:
                modes.append(raw.FPDFTextObj_GetTextRenderMode(drawn))
    finally:
        textpage.close()
    return bool(modes) and 2 * modes.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) > len(modes)


def _is_bad(textpage: pdfium.PdfTextPage, place: int, code: int) -> bool:
    if code in _PRIVATE or code == _REPLACEMENT or (code < 0x20 and code not in {_HYPHEN, 0x09, 0x0A, 0x0D}):
        return True
    return bool(raw.FPDFText_HasUnicodeMapError(textpage, place) == 1)


def _chars(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> Iterator[tuple[int, _Char]]:
    matrix = to_fractions(page)
    rect = raw.FS_RECTF()
    sides = [ctypes.c_double() for _ in range(4)]
    for place in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, place)
        if raw.FPDFText_GetLooseCharBox(textpage, place, rect) and rect.top != rect.bottom:
            corners = ((rect.left, rect.bottom), (rect.right, rect.top))
        else:
            raw.FPDFText_GetCharBox(textpage, place, *sides)
            left, right, bottom, top = (side.value for side in sides)
            corners = ((left, bottom), (right, top))
        (x0, y0), (x1, y1) = (apply(matrix, corner) for corner in corners)
        angle = raw.FPDFText_GetCharAngle(textpage, place)
        yield (
            place,
            _Char(
                code=code,
                left=min(x0, x1),
                top=min(y0, y1),
                right=max(x0, x1),
                bottom=max(y0, y1),
                turned=_upright_turn(matrix, angle),
            ),
        )


Matrix = tuple[float, float, float, float, float, float]
"""Row by row: x' = a x + b y + c, y' = d x + e y + f."""


def to_fractions(page: pdfium.PdfPage) -> Matrix:
    """The map from points of the page to fractions of the page as shown: it holds its rotation and its crop box."""

    def shown(x: float, y: float) -> tuple[float, float]:
        side = 1_000_000
        right, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, side, side, 0, x, y, right, down)
        return right.value / side, down.value / side

    far = 1000.0
    zero, east, north = shown(0, 0), shown(far, 0), shown(0, far)
    return (
        (east[0] - zero[0]) / far,
        (north[0] - zero[0]) / far,
        zero[0],
        (east[1] - zero[1]) / far,
        (north[1] - zero[1]) / far,
        zero[1],
    )


def apply(matrix: Matrix, point: tuple[float, float]) -> tuple[float, float]:
    """Where a point goes."""
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + b * y + c, d * x + e * y + f


def _upright_turn(matrix: Matrix, angle: float) -> int:
    a, b, _, d, e, _ = matrix
    # PDFium counts the angle clockwise from the page's x axis.
    along, up = math.cos(angle), -math.sin(angle)
    right, down = a * along + b * up, d * along + e * up
    if abs(right) >= abs(down):
        return 0 if right >= 0 else 180
    return 270 if down > 0 else 90


def _turn(char: _Char, degrees: int) -> _Char:
    left, top, right, bottom = char.left, char.top, char.right, char.bottom
    match degrees:
        case 90:
            left, top, right, bottom = 1 - bottom, left, 1 - top, right
        case 180:
            left, top, right, bottom = 1 - right, 1 - bottom, 1 - left, 1 - top
        case 270:
            left, top, right, bottom = top, 1 - right, bottom, 1 - left
    return _Char(code=char.code, left=left, top=top, right=right, bottom=bottom, turned=(char.turned - degrees) % 360)


def _runs(chars: list[_Char]) -> Iterator[list[_Char]]:
    run: list[_Char] = []
    for char in chars:
        space = (char.code <= 0x20 and char.code != _HYPHEN) or char.code in {0xA0, 0x3000}
        if run and (space or _apart(run[-1], char)):
            yield run
            run = []
        if not space:
            run.append(char)
    if run:
        yield run


def _apart(before: _Char, char: _Char) -> bool:
    if before.turned != char.turned:
        return True
    if char.turned:
        return False  # text against the page's direction: only spaces part it
    height = max(before.bottom - before.top, char.bottom - char.top)
    jump = char.left - before.right
    sunk = abs((char.top + char.bottom) - (before.top + before.bottom)) / 2
    return sunk > 0.5 * height or not -1.5 * height < jump < 0.8 * height


def _word(run: list[_Char]) -> Word:
    codes = ("-" if char.code == _HYPHEN else chr(char.code) for char in run)
    # Characters beyond the basic plane come as two halves.
    text = "".join(codes).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    box = Box(
        left=_inside(min(char.left for char in run)),
        top=_inside(min(char.top for char in run)),
        right=_inside(max(char.right for char in run)),
        bottom=_inside(max(char.bottom for char in run)),
    )
    return Word(text=text, box=box)


def _inside(fraction: float) -> float:
    return min(1.0, max(0.0, fraction))
