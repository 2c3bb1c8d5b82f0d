"""How far the lines of a photographed page slope, read off the boxes of its words.

A box is upright, the text in it is not: a line of width w that slopes by s is s·w taller than its letters. So heights
that grow with widths give away the size of the slope, and the side on which neighbours line up gives away its sign.
(Slopes of neighbouring words were tried instead, also place by place down the page: recognisers that cut a line into
words set short words level, and fewer prices found their texts.)

All lengths are fractions of the page, as in :class:`strongroom.page.Box`: a slope of 0.05 drops a twentieth of the
height of the page over its whole width.
"""

from collections.abc import Sequence
from statistics import median
from typing import Final

import numpy as np

from strongroom.page import Box

_MOST = 0.25
# Below this much, levelling moves nothing by as much as half a line.
_LEAST = 0.006
# Boxes of enough different widths to see a trend; fewer say nothing.
_FEW = 6
_PAIRS = 4_000
_NEIGHBOURS: Final = 5


def slope_of(boxes: Sequence[Box]) -> float:
    """The slope of the page's lines, positive when they fall to the right; 0 when there is too little to tell."""
    size = _size(boxes)
    if size < _LEAST:
        return 0.0
    # The trend of heights is noisy where fonts are mixed; how well neighbours line up decides.
    candidates = [0.0] + [sign * size * part for sign in (1, -1) for part in (0.5, 0.75, 1.0, 1.25)]
    sheet = _Sheet(boxes)
    found = {slope: _agreement(sheet, slope) for slope in candidates}
    best = max(candidates, key=lambda slope: (found[slope], -abs(slope)))
    return best if found[best] > 1.05 * found[0.0] else 0.0


def level(box: Box, slope: float) -> Box:
    """The box as it would be if its line did not slope: moved along the slope, and no taller than its letters."""
    middle = box.middle - slope * (box.left + box.right) / 2
    half = max(box.height - abs(slope) * box.width, 0.3 * box.height) / 2
    return Box(left=box.left, right=box.right, top=middle - half, bottom=middle + half)


def _size(boxes: Sequence[Box]) -> float:
    if len(boxes) < _FEW:
        return 0.0
    ordered = sorted(boxes, key=lambda box: box.width)
    half = len(ordered) // 2
    slopes = [
        (wide.height - narrow.height) / (wide.width - narrow.width)
        for narrow in ordered[:half]
        for wide in ordered[half:]
        if wide.width - narrow.width > 0.1
    ][:_PAIRS]
    return min(max(median(slopes), 0.0), _MOST) if slopes else 0.0


def _agreement(sheet: "_Sheet", slope: float) -> float:
    """How well boxes that stand side by side line up once the page is levelled."""
    middles = sheet.middles - slope * sheet.centres
    heights = np.maximum(sheet.heights - abs(slope) * (sheet.rights - sheet.lefts), 0.3 * sheet.heights)
    order = np.argsort(middles, kind="stable")
    middles, heights = middles[order], heights[order]
    lefts, rights = sheet.lefts[order], sheet.rights[order]
    score = 0.0
    for step in range(1, _NEIGHBOURS + 1):
        beside = np.minimum(rights[:-step], rights[step:]) <= np.maximum(lefts[:-step], lefts[step:])
        reach = 0.3 * np.minimum(heights[:-step], heights[step:])
        lined_up = beside & (reach > 0)
        apart = (middles[step:] - middles[:-step])[lined_up] / reach[lined_up]
        score += float(np.exp(-(apart**2)).sum())
    return score


class _Sheet:
    """The boxes of a page as columns of numbers: the question is asked nine times for each page."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.lefts = np.array([box.left for box in boxes])
        self.rights = np.array([box.right for box in boxes])
        self.middles = np.array([box.middle for box in boxes])
        self.heights = np.array([box.height for box in boxes])
        self.centres = (self.lefts + self.rights) / 2
