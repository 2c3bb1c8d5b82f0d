"""The text objects of an OFD page: words with places, from positions in millimetres."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extractors.formats.xml import descendants
from strongroom.page import Box, Word

Area = tuple[float, float, float, float]
"""Left, top, width and height in millimetres."""


def numbers_in(text: str) -> list[float]:
    """The numbers in an attribute, none of them beyond reason."""
    return [float(number) for number in re.findall(r"-?\d{1,9}(?:\.\d{1,9})?", text)]


def words_of(text_object: Element, area: Area) -> Iterator[Word]:
    """The words of a text object, with their places on a page of this area."""
    boundary = numbers_in(text_object.get("Boundary", ""))
    size = (numbers_in(text_object.get("Size", "")) or [3.0])[0]
    if len(boundary) != 4:
        return
    matrix = numbers_in(text_object.get("CTM", ""))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1, 0, 0, 1, 0, 0)
    for code in descendants(text_object, "TextCode"):
        text = (code.text or "").rstrip()
        for run, left, baseline, length in _lines(code, text, size):
            # Glyphs stand on the baseline: four fifths of the size above it, one fifth below.
            corners = [(left, baseline - 0.8 * size), (left + length, baseline + 0.2 * size)]
            (x0, y0), (x1, y1) = [
                (boundary[0] + a * x + c * y + e, boundary[1] + b * x + d * y + f) for x, y in corners
            ]
            yield Word(text=run, box=_box(area, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))))


def _lines(code: Element, text: str, size: float) -> Iterator[tuple[str, float, float, float]]:
    """Cut a text into runs that stand on one line without a jump: (text, left, baseline, length) in millimetres."""
    x, y = ((numbers_in(code.get(name, "")) or [0.0])[0] for name in ("X", "Y"))
    steps_x, steps_y = (_steps(code.get(name, ""), len(text)) for name in ("DeltaX", "DeltaY"))
    start, left = 0, x
    for place, char in enumerate(text):
        last = place == len(text) - 1
        right = steps_x[place] if place < len(steps_x) else _advance(char, size)
        down = steps_y[place] if place < len(steps_y) else 0.0
        # A step back, a step down, or a gap wider than a letter begins a new run.
        if last or right < 0 or abs(down) > 0.5 * size or right > 2.2 * size:
            run = text[start : place + 1].strip()
            if run:
                yield run, left, y, max(x + min(_advance(char, size), size) - left, 0.0)
            start, left = place + 1, x + right
        x, y = x + right, y + down


def _advance(char: str, size: float) -> float:
    return size if ord(char) > 0x2E80 else size / 2


def _steps(delta: str, length: int) -> list[float]:
    """Unfold ``g 3 1.5 2`` to 1.5 1.5 1.5 2: a count and a value follow each g. ``length`` bounds a lying count."""
    steps: list[float] = []
    parts = iter(delta.split())
    for part in parts:
        count, step = 1, part
        if part == "g":
            count = int((numbers_in(next(parts, "1")) or [1])[0])
            step = next(parts, "0")
        steps.extend((numbers_in(step) or [0.0])[:1] * max(0, min(count, length - len(steps))))
        if len(steps) >= length:
            break
    return steps


def _box(area: Area, corners: Area) -> Box:
    left, top, wide, high = area
    x0, y0, x1, y1 = corners

    def inside(fraction: float) -> float:
        return min(1.0, max(0.0, fraction))

    return Box(
        left=inside((x0 - left) / wide),
        top=inside((y0 - top) / high),
        right=inside((x1 - left) / wide),
        bottom=inside((y1 - top) / high),
    )
