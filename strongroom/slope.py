"""How far the lines of a photographed page slope, read off the boxes of its words.

A box is upright, the text in it is not: a line of width w that slopes by s is s·w taller than its letters. So heights
that grow with widths give away the size of the slope, and the side on which neighbours line up gives away its sign.
(Slopes of neighbouring words were tried instead, also place by place down the page: recognisers that cut a line into
words set short words level, and fewer prices found their texts.)

All lengths are fractions of the page, as in :class:`strongroom.page.Box`: a slope of 0.05 drops a twentieth of the
height of the page over its whole width.
"""

import math
from collections.abc import Sequence
from statistics import median

from strongroom.page import Box

_MOST = 0.25
# Below this much, levelling moves nothing by as much as half a line.
_LEAST = 0.006
# Boxes of enough different widths to see a trend; fewer say nothing.
_FEW = 6
_PAIRS = 4_000


def slope_of(boxes: Sequence[Box]) -> float:
    """The slope of the page's lines, positive when they fall to the right; 0 when there is too little to tell."""
    size = _size(boxes)
    if size < _LEAST:
        return 0.0
    # The trend of heights is noisy where fonts are mixed; how well neighbours line up decides.
    candidates = [0.0] + [sign * size * part for sign in (1, -1) for part in (0.5, 0.75, 1.0, 1.25)]
    best = max(candidates, key=lambda slope: (_agreement(boxes, slope), -abs(slope)))
    return best if _agreement(boxes, best) > 1.05 * _agreement(boxes, 0.0) else 0.0


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


def _agreement(boxes: Sequence[Box], slope: float) -> float:
    """How well boxes that stand side by side line up once the page is levelled."""
    levelled = sorted((level(box, slope) for box in boxes), key=lambda box: box.middle)
    score = 0.0
    for place, box in enumerate(levelled):
        for other in levelled[place + 1 : place + 6]:
            if min(box.right, other.right) > max(box.left, other.left):
                continue
            reach = 0.3 * min(box.height, other.height)
            if reach > 0:
                score += math.exp(-(((other.middle - box.middle) / reach) ** 2))
    return score
