"""The engine of record: PP-OCRv6, driven by an own pipeline that costs a seventh of the stock one."""

import cv2
import numpy as np

from extractors.engines.detection import Picture, Quad, find_lines, height_of, length_of
from extractors.engines.models import detector_file, orientation_file, recogniser_file
from extractors.engines.orientation import Orientation
from extractors.engines.recognition import Piece, Recogniser
from extractors.engines.runtime import Loader
from strongroom.page import Box, Word

_READABLE = 0.5
"""Below this mean chance a word is noise: texture, a stamp's edge, a torn letter."""
_TALL = 1.5
_SIDE_BY_SIDE = 1.7


class PaddleEngine:
    """PP-OCRv6 (tiny detector, small recogniser). Confidence is the mean chance of a word's characters."""

    def __init__(self, loader: Loader) -> None:
        self.name = f"pp-ocrv6 small, {loader.name}"
        self._detector = loader.load(detector_file())
        self._recogniser = Recogniser(loader.load_ranked(recogniser_file()))
        self._orientation = Orientation(loader.load(orientation_file()))

    def turn(self, picture: Picture) -> int:
        """How far clockwise the picture must be turned to stand upright: 0, 90, 180 or 270."""
        return self._orientation.turn(_colour(picture))

    def read(self, picture: Picture) -> tuple[Word, ...]:
        """The words of an upright page, BGR or grey."""
        colour = _colour(picture)
        quads = find_lines(colour, self._detector)
        usual = float(np.median([height_of(quad) for quad in quads])) if quads else 0.0
        quads = [_along_text(quad, usual) for quad in quads]
        lines = self._recogniser.read([_cut(colour, quad) for quad in quads])
        size = np.array([colour.shape[1], colour.shape[0]], np.float32)
        return tuple(
            Word(text=piece.text, box=_box(quad / size, piece), confidence=min(1.0, piece.confidence))
            for quad, pieces in zip(quads, lines, strict=True)
            for piece in pieces
            if piece.confidence >= _READABLE
        )


def _colour(picture: Picture) -> Picture:
    if picture.ndim == 3:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def _along_text(quad: Quad, usual: float) -> Quad:
    # A tall box is a line written upwards, unless it is only as high as its neighbours: then it is a lone 1 or I.
    if height_of(quad) >= _TALL * length_of(quad) and height_of(quad) > _SIDE_BY_SIDE * usual:
        return np.roll(quad, -1, axis=0)
    return quad


def _cut(picture: Picture, quad: Quad) -> Picture:
    width, height = max(1, round(length_of(quad))), max(1, round(height_of(quad)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    straight = cv2.getPerspectiveTransform(quad, target)
    cut = cv2.warpPerspective(
        picture, straight, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, dtype=np.uint8)


def _box(quad: Quad, piece: Piece) -> Box:
    top = quad[0] + np.outer((piece.start, piece.end), quad[1] - quad[0])
    bottom = quad[3] + np.outer((piece.start, piece.end), quad[2] - quad[3])
    corners = np.clip(np.concatenate([top, bottom]), 0, 1)
    left, upper = corners.min(axis=0)
    right, lower = corners.max(axis=0)
    return Box(left=float(left), top=float(upper), right=float(right), bottom=float(lower))
