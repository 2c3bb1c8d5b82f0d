"""The rules drawn on a PDF page: level and upright lines, and the sides of boxes."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractors.formats.pdf_text import Matrix, apply, to_fractions

_STRAIGHT: Final = 0.6
_SHORTEST: Final = 0.5
"""In points: what leans by more is no rule, and what is shorter has no direction."""
_MANY_SEGMENTS: Final = 200
"""A path of more is a drawing."""
_DEEPEST: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line in fractions of the page as shown; either its sides or its top and bottom are the same."""

    left: float
    top: float
    right: float
    bottom: float
    upright: bool


def rules_of(page: pdfium.PdfPage, drawn: Iterator[pdfium.PdfObject]) -> Iterator[Rule]:
    """The rules among the objects of a page, filled and stroked alike: writers draw lines either way."""
    width, height = page.get_size()
    shown = to_fractions(page)
    for path in drawn:
        if path.type == raw.FPDF_PAGEOBJ_PATH and _is_painted(path):
            matrix = _on_the_page(path)
            points = [apply(shown, apply(matrix, point)) for point in _corners(path)]
            for start, end in pairwise(points):
                rule = _rule(start, end, width=width, height=height)
                if rule is not None:
                    yield rule


def _is_painted(path: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value or stroke.value)


def _on_the_page(path: pdfium.PdfObject) -> Matrix:
    """Points of a path to points of its page: through its own matrix, and that of each form it is drawn in."""
    matrix = path.get_matrix().get()
    form = path.container
    for _ in range(_DEEPEST):
        if form is None:
            break
        matrix = _then(matrix, form.get_matrix().get())
        form = form.container
    return _transposed(matrix)


def _then(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _transposed(matrix: Matrix) -> Matrix:
    # PDF writes (a b c d e f) for x' = a x + c y + e; ``apply`` takes it row by row.
    a, b, c, d, e, f = matrix
    return (a, c, e, b, d, f)


def _corners(path: pdfium.PdfObject) -> list[tuple[float, float]]:
    count = raw.FPDFPath_CountSegments(path)
    if not 1 < count <= _MANY_SEGMENTS:
        return []
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    begun = (0.0, 0.0)
    for place in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, place)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            return []
        sort = raw.FPDFPathSegment_GetType(segment)
        if sort == raw.FPDF_SEGMENT_BEZIERTO:
            return []
        if sort == raw.FPDF_SEGMENT_MOVETO:
            # A jump between two parts of a path leans as a rule does not, or is told apart as no longer than a point.
            begun = (x.value, y.value)
            points.extend([(float("nan"), float("nan"))] if points else [])
        points.append((x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(begun)
    return points


def _rule(start: tuple[float, float], end: tuple[float, float], *, width: float, height: float) -> Rule | None:
    across, down = abs(end[0] - start[0]) * width, abs(end[1] - start[1]) * height
    upright = across <= _STRAIGHT and down >= _SHORTEST
    level = down <= _STRAIGHT and across >= _SHORTEST
    if not upright and not level:
        return None  # also where a part of a path ends: comparisons with what is no number are false
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return Rule(
        left=x if upright else min(start[0], end[0]),
        right=x if upright else max(start[0], end[0]),
        top=min(start[1], end[1]) if upright else y,
        bottom=max(start[1], end[1]) if upright else y,
        upright=upright,
    )
