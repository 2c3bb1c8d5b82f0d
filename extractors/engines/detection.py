"""Finds text lines on a page: the map of a DB detector (Liao et al., "Real-time Scene Text Detection with
Differentiable Binarization", 2020) turned into rotated rectangles.
"""

import math

import cv2
import numpy as np
import numpy.typing as npt

from extractors.engines.runtime import Network

Picture = npt.NDArray[np.uint8]
Quad = npt.NDArray[np.float32]
"""Four corners in pixels of the picture, clockwise from the top left as the text reads: shape 4 x 2."""

LONG_SIDE = 1024
"""The detector first sees the page at most this long."""
_FINE_SIDE = 1536
_SMALL_PRINT = 21.0
"""Lines lower than this (in pixels that the detector saw) are looked for again on a finer page: on photographs of
dense forms a tenth of the fields is lost otherwise, on receipts and cards nothing.
"""
_SHORT_SIDE = 384
"""A strip (a till roll) is not reduced below this width, or its letters melt."""
_LONGEST = 2560
_STEP = 128
"""Canvas sides are multiples of this: few shapes, so the runtime prepares and keeps few."""

_INK = 0.3
_SURE = 0.5
_GROW = 1.5
"""The detector marks the core of a line; its area times this over its perimeter is added all round."""
_MIN_SIDE = 3.0


def find_lines(picture: Picture, detector: Network) -> list[Quad]:
    """The text lines of a BGR page, unordered."""
    height, width = picture.shape[:2]
    scale = _scale(width, height)
    quads = _find(picture, detector, scale)
    finer = min(1.0, _FINE_SIDE / max(width, height))
    if finer <= 1.1 * scale or not quads or np.median([height_of(quad) for quad in quads]) * scale >= _SMALL_PRINT:
        return quads
    return _find(picture, detector, finer)


def _find(picture: Picture, detector: Network, scale: float) -> list[Quad]:
    canvas = _canvas(picture, scale)
    blob = cv2.dnn.blobFromImage(canvas, 1 / 127.5, mean=(127.5, 127.5, 127.5))
    (chances,) = detector.run(np.asarray(blob, dtype=np.float32))
    return [quad / scale for quad in rectangles(chances[0, 0])]


def length_of(quad: Quad) -> float:
    """The length of a line along its text, in pixels."""
    return math.dist(quad[0], quad[1])


def height_of(quad: Quad) -> float:
    """The height of a line across its text, in pixels."""
    return math.dist(quad[0], quad[3])


def _scale(width: int, height: int) -> float:
    scale = min(1.0, LONG_SIDE / max(width, height))
    if min(width, height) * scale < _SHORT_SIDE:
        scale = min(1.0, _SHORT_SIDE / min(width, height), _LONGEST / max(width, height))
    return scale


def _canvas(picture: Picture, scale: float) -> Picture:
    height, width = (max(1, round(side * scale)) for side in picture.shape[:2])
    reduced = picture if scale == 1 else cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    below, right = -height % _STEP, -width % _STEP
    # Grey, the middle of the detector's input range: neither paper nor ink, so no edge is seen where the page ends.
    return np.asarray(
        cv2.copyMakeBorder(reduced, 0, below, 0, right, cv2.BORDER_CONSTANT, value=(127, 127, 127)), dtype=np.uint8
    )


def rectangles(chances: npt.NDArray[np.float32]) -> list[Quad]:
    """Rotated rectangles around the regions of a text map (``H x W``, 0 to 1), in pixels of the map."""
    mask = cv2.dilate((chances > _INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < _MIN_SIDE:
            continue
        if _mean_inside(chances, cv2.boxPoints((centre, (width, height), angle))) < _SURE:
            continue
        # Growing a rectangle by a distance and boxing it again is the rectangle with both sides longer by twice that:
        # no polygon library is needed.
        distance = width * height * _GROW / (2 * (width + height))
        grown = (centre, (width + 2 * distance, height + 2 * distance), angle)
        quads.append(_clockwise(cv2.boxPoints(grown)))
    return quads


def _mean_inside(chances: npt.NDArray[np.float32], corners: npt.NDArray[np.float32]) -> float:
    limit = np.array(chances.shape[::-1]) - 1
    low = np.clip(np.floor(corners.min(axis=0)), 0, limit).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)), 0, limit).astype(int)
    window = chances[low[1] : high[1] + 1, low[0] : high[0] + 1]
    mask = np.zeros(window.shape, np.uint8)
    cv2.fillPoly(mask, [(corners - low).astype(np.int32)], 1)
    return float(cv2.mean(window, mask)[0])


def _clockwise(corners: npt.NDArray[np.float32]) -> Quad:
    # The two leftmost corners are the left side: right for every tilt under 45 degrees, and a line that stands upright
    # comes out tall and is turned when it is cut.
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    top_left, bottom_left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    top_right, bottom_right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.array([top_left, top_right, bottom_right, bottom_left], dtype=np.float32)
