"""Several small papers on one sheet: receipts glued to a page, two slips under one another. Pure, from the words alone.

A sheet is cut where an empty strip runs across it, again and again. The pieces count as papers only where each of them
by itself has what a paper has: enough words, a date, and an amount with a word that says it is the sum.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractors.identities import slip_number
from strongroom.fold import plain
from strongroom.page import Box, Page, Word, group_lines

_GAP: Final = 0.035
"""An empty strip of so much of the page's side parts papers; lines and columns of one paper stand closer."""
_WORDS: Final = 8
_DEPTH: Final = 3
_DATE: Final = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\b\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\b"
    r"|\b\d{1,2}\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s*\d{2,4}\b",
    re.IGNORECASE,
)
_SUM: Final = re.compile(
    r"(?:total|amount due|balance|summe|gesamt|betrag|合计|总计|总额|金额|价税合计|实收|应收)\D{0,25}\d", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheetful:
    """The papers on one sheet, from the top left. ``certain`` says that each gives itself a number of its own."""

    boxes: tuple[Box, ...]
    certain: bool


_SINGLE: Final = Sheetful(boxes=(), certain=True)


def papers_on(page: Page) -> Sheetful:
    """The boxes of the papers on a page; none where it is a single paper."""
    if not page.words:
        return _SINGLE
    pieces = [piece for piece in _cut(list(page.words), _DEPTH) if _is_paper(piece)]
    lone = sum(len(piece) for piece in pieces)
    # Words that belong to no piece would be lost by cutting: then the pieces are parts of something larger.
    if len(pieces) < 2 or lone < 0.9 * len(page.words):
        return _SINGLE
    boxes = [_around(piece) for piece in pieces]
    numbers = [slip_number(_text(piece)) for piece in pieces]
    return Sheetful(
        boxes=tuple(sorted(boxes, key=lambda box: (round(box.top, 1), box.left))),
        # One paper may have a date and a sum on both halves, but it does not have two numbers.
        certain=None not in numbers and len(set(numbers)) == len(numbers),
    )


def _cut(words: list[Word], depth: int) -> list[list[Word]]:
    if depth == 0 or len(words) < 2 * _WORDS:
        return [words]
    strips = [_strips(words, upright=upright) for upright in (True, False)]
    best = max(strips, key=lambda found: max((width for width, _ in found), default=0.0))
    if not best:
        return [words]
    _, (near, far) = max(best)
    return [piece for side in (near, far) for piece in _cut(side, depth - 1)]


def _strips(words: Sequence[Word], *, upright: bool) -> list[tuple[float, tuple[list[Word], list[Word]]]]:
    """The empty strips between words that are wide enough: (width, (words before, words after))."""
    spans = sorted(
        ((word.box.left, word.box.right, word) if upright else (word.box.top, word.box.bottom, word) for word in words),
        key=lambda span: span[:2],
    )
    found = []
    reach = spans[0][1]
    for place, (start, end, _) in enumerate(spans):
        if start - reach > _GAP and place >= _WORDS and len(spans) - place >= _WORDS:
            before, after = [span[2] for span in spans[:place]], [span[2] for span in spans[place:]]
            if _is_paper(before) and _is_paper(after):
                found.append((start - reach, (before, after)))
        reach = max(reach, end)
    return found


def _is_paper(words: Sequence[Word]) -> bool:
    if len(words) < _WORDS:
        return False
    text = _text(words)
    return _DATE.search(text) is not None and _SUM.search(text.replace("\n", " ")) is not None


def _text(words: Sequence[Word]) -> str:
    return plain("\n".join(line.text for line in group_lines(tuple(words), slope=0.0)))


def _around(words: Sequence[Word]) -> Box:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    margin = 0.01
    return Box(
        left=max(0.0, box.left - margin),
        top=max(0.0, box.top - margin),
        right=min(1.0, box.right + margin),
        bottom=min(1.0, box.bottom + margin),
    )
