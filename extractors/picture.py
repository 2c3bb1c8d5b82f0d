"""What is done to a page's picture before it is read: turned upright, and evened where the light is bad.

Nothing else is: deskewing, sharpening and enlarging were measured and gain nothing with the engine of record.
"""

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
"""A page as pixels: height x width x 3 in the order blue, green, red; or height x width, grey."""

LONGEST = 3508
"""The long side that pictures are reduced to: A4 at 300 dpi."""

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_DARK = 110
"""A page whose median grey is below this was photographed without enough light."""
_RIM = 0.03
_BLANK_LONGEST = 1200
_INK = 40
_LEAST_INK, _LEAST_MARKS = 0.0002, 3
"""A lone page number covers 0.07 % of its page with four marks; dust and show-through nearly nothing."""
_UNEVEN = 90
"""So many grey levels between the brightest and darkest corner of the paper are a shadow."""


def reduced(picture: Picture) -> Picture:
    """The picture itself, or a smaller one with a long side of ``LONGEST``."""
    height, width = picture.shape[:2]
    scale = LONGEST / max(height, width)
    if scale >= 1:
        return picture
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def turned(picture: Picture, degrees: int) -> Picture:
    """The picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.asarray(cv2.rotate(picture, _TURNS[degrees]), dtype=np.uint8) if degrees else picture


def evened(picture: Picture) -> Picture:
    """The picture itself, or with its background divided out where it is dark or lies in a shadow."""
    paper = _paper(picture)
    if float(np.median(paper)) >= _DARK and _spread(paper) <= _UNEVEN:
        return picture
    height, width = picture.shape[:2]
    # Dividing by the paper's own brightness lifts shadows and keeps letters: letters are too thin to be in `paper`.
    light = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    if picture.ndim == 3:
        light = cv2.cvtColor(light, cv2.COLOR_GRAY2BGR)
    return np.asarray(cv2.divide(picture, cv2.max(light, 1), scale=235), dtype=np.uint8)


def is_blank(picture: Picture) -> bool:
    """Whether nothing is on a page: fewer marks than a lone page number makes.

    The rim is left out (shadows of the lid, holes of a punch), specks of dust are smoothed away, and dark is what is
    much darker than the page's own paper, whatever its colour.
    """
    height, width = picture.shape[:2]
    rim_y, rim_x = round(_RIM * height), round(_RIM * width)
    inner = picture[rim_y : height - rim_y, rim_x : width - rim_x]
    if not inner.size:
        return False
    scale = min(1.0, _BLANK_LONGEST / max(inner.shape[:2]))
    size = max(1, round(inner.shape[1] * scale)), max(1, round(inner.shape[0] * scale))
    small = cv2.resize(inner, size, interpolation=cv2.INTER_AREA)
    # The darkest colour counts: a red seal is dark in blue and green, and pale in grey.
    grey = small.min(axis=2) if small.ndim == 3 else small
    smooth = cv2.medianBlur(np.ascontiguousarray(grey), 3)
    light = cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, np.ones((41, 41), np.uint8))
    ink = (light.astype(np.int16) - smooth > _INK).astype(np.uint8)
    marks, _ = cv2.connectedComponents(ink)
    return bool(ink.mean() < _LEAST_INK and marks - 1 < _LEAST_MARKS)


def _paper(picture: Picture) -> Picture:
    small = cv2.resize(picture, (256, 256), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY) if small.ndim == 3 else small
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    return np.asarray(cv2.GaussianBlur(closed, (31, 31), 0), dtype=np.uint8)


def _spread(paper: Picture) -> float:
    return float(np.percentile(paper, 95) - np.percentile(paper, 5))
