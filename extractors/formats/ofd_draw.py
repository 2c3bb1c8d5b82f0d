"""An OFD page made a PDF page, for people to look at: its words where they were read, and its lines.

What is drawn is what was read, so that a reviewer sees a word exactly where the machine found it. Pictures, seals and
fonts of its own are left out. The font is one that every reader knows by name and has a likeness of (Adobe's STSong).
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element

import pikepdf
from pikepdf import Dictionary

from extractors.formats.ofd import Sheet
from extractors.formats.ofd_text import numbers_in
from extractors.formats.xml import child
from strongroom.page import Word
from strongroom.song import song_font

_POINTS: Final = 72 / 25.4
_LONGEST: Final = 2000.0
"""Millimetres: a page that claims to be longer is drawn as if it were this long."""
_SHORTEST: Final = 1.1
"""Millimetres: a PDF page has at least three points."""
_MOST_LINES: Final = 20_000
_MOST_STEPS: Final = 2_000
_LINE: Final = 0.353
"""The width of a line that states none (GB/T 33190, 8.1)."""
_STEPS: Final = {"S": (2, "m"), "M": (2, "m"), "L": (2, "l"), "B": (6, "c"), "C": (0, "h")}


def as_pdf(sheet: Sheet) -> bytes:
    """The page as a PDF of one page."""
    page = sheet.page
    width, height = (min(max(side, _SHORTEST), _LONGEST) * _POINTS for side in (page.width, page.height))
    with pikepdf.new() as document:
        # Millimetres from the top left, as in the OFD; letters are turned back upright where they stand.
        head = f"{_POINTS:.5f} 0 0 {-_POINTS:.5f} 0 {height:.3f} cm"
        shown = [head, *_drawn(sheet.lines), *_written(page.words, page.width, page.height)]
        content = document.make_stream("\n".join(shown).encode("ascii"))
        document.add_blank_page(page_size=(width, height))
        document.pages[0].obj.Contents = content
        document.pages[0].obj.Resources = Dictionary(Font=Dictionary(F1=song_font(document)))
        out = BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()


def _written(words: Iterable[Word], width: float, height: float) -> Iterator[str]:
    for word in words:
        box = word.box
        high = box.height * height
        natural = sum(1.0 if ord(letter) > 0x2E80 else 0.5 for letter in word.text) * high
        if high <= 0 or natural <= 0:
            continue
        stretch = min(max(box.width * width / natural, 0.2), 3.0)
        baseline = box.top * height + 0.8 * high
        letters = word.text.encode("utf-16-be", "replace").hex()
        yield (
            f"BT /F1 1 Tf {stretch * high:.4f} 0 0 {-high:.4f} {box.left * width:.3f} {baseline:.3f} Tm "
            f"<{letters}> Tj ET"
        )


def _drawn(lines: Sequence[Element]) -> Iterator[str]:
    for line in lines[:_MOST_LINES]:
        boundary = numbers_in(line.get("Boundary", ""))
        steps = list(_steps(_data(line)))
        if len(boundary) != 4 or not steps:
            continue
        matrix = numbers_in(line.get("CTM", ""))
        own = " ".join(f"{number:.5f}" for number in matrix) if len(matrix) == 6 else "1 0 0 1 0 0"
        width = (numbers_in(line.get("LineWidth", "")) or [_LINE])[0]
        yield f"q 1 0 0 1 {boundary[0]:.3f} {boundary[1]:.3f} cm {own} cm {_colours(line)} {abs(width):.3f} w"
        yield " ".join(steps)
        yield f"{_painted(line)} Q"


def _data(line: Element) -> str:
    found = child(line, "AbbreviatedData")
    return (found.text or "") if found is not None else ""


def _steps(data: str) -> Iterator[str]:
    """The path in the words of PDF. Curves of two points and arcs are drawn as the straight way to their end."""
    parts = data.replace(",", " ").split()[: 7 * _MOST_STEPS]
    place, began = 0, False
    while place < len(parts):
        letter = parts[place]
        count, word = {"Q": (4, "l"), "A": (7, "l")}.get(letter) or _STEPS.get(letter, (-1, ""))
        numbers = [numbers_in(part)[:1] for part in parts[place + 1 : place + 1 + max(count, 0)]]
        if count < 0 or len(numbers) < count or not all(numbers):
            return
        place += 1 + count
        began = began or word == "m"
        if began:
            kept = numbers[-2:] if word == "l" else numbers
            yield " ".join([*(f"{number[0]:.3f}" for number in kept), word])


def _painted(line: Element) -> str:
    strokes = line.get("Stroke", "true").lower() != "false"
    fills = line.get("Fill", "false").lower() == "true"
    return {(True, True): "B", (True, False): "S", (False, True): "f"}.get((strokes, fills), "n")


def _colours(line: Element) -> str:
    return f"{_colour(line, 'StrokeColor')} RG {_colour(line, 'FillColor')} rg"


def _colour(line: Element, name: str) -> str:
    found = child(line, name)
    values = numbers_in(found.get("Value", "")) if found is not None else []
    return " ".join(f"{min(max(value, 0), 255) / 255:.3f}" for value in (values if len(values) == 3 else (0, 0, 0)))
