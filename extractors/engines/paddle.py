"""The engine of record: PP-OCRv6, driven by an own pipeline that costs a seventh of the stock one."""

from collections.abc import Iterator, Sequence

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
        detector, recogniser = loader.load(detector_file()), loader.load_ranked(recogniser_file())
        orientation = loader.load(orientation_file())
        self._networks = (detector, recogniser, orientation)
        self._detector = detector
        self._recogniser = Recogniser(recogniser)
        self._orientation = Orientation(orientation)

    def turn(self, picture: Picture) -> int:
        """How far clockwise the picture must be turned to stand upright: 0, 90, 180 or 270."""
        return self._orientation.turn(_colour(picture))

    def read(self, picture: Picture) -> tuple[Word, ...]:
        """The words of an upright page, BGR or grey."""
        colour = _colour(picture)
        quads = find_lines(colour, self._detector)
        usual = float(np.median([height_of(quad) for quad in quads])) if quads else 0.0
        ways = [way for quad in quads for way in _ways(quad, usual)]
        lines = self._recogniser.read([_cut(colour, way) for way in ways])
        size = np.array([colour.shape[1], colour.shape[0]], np.float32)
        return tuple(
            Word(text=piece.text, box=_box(way / size, piece), confidence=min(1.0, piece.confidence))
            for way, pieces in _better(ways, lines)
            for piece in pieces
            if piece.confidence >= _READABLE
        )

    def rest(self) -> None:
        """Give back what the networks hold between pages, a third of all memory: taking it again costs milliseconds."""
        for network in self._networks:
            network.release()


def _colour(picture: Picture) -> Picture:
    if picture.ndim == 3:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def _ways(quad: Quad, usual: float) -> tuple[Quad, ...]:
    # A tall box is a line that runs up or down, both of which are tried; unless it is only as high as its neighbours:
    # then it is a lone 1 or I.
    if height_of(quad) >= _TALL * length_of(quad) and height_of(quad) > _SIDE_BY_SIDE * usual:
        return np.roll(quad, 1, axis=0), np.roll(quad, -1, axis=0)
    return (quad,)


def _better(ways: Sequence[Quad], lines: Sequence[tuple[Piece, ...]]) -> Iterator[tuple[Quad, tuple[Piece, ...]]]:
    """Keep the surer of two readings of one box; they stand beside each other and have the same corners."""
    best: dict[frozenset[tuple[float, ...]], tuple[Quad, tuple[Piece, ...]]] = {}
    for way, pieces in zip(ways, lines, strict=True):
        corners = frozenset(tuple(map(float, corner)) for corner in way)
        if corners not in best or _sureness(pieces) > _sureness(best[corners][1]):
            best[corners] = way, pieces if _lies(way) else _joined(pieces)
    yield from best.values()


def _lies(way: Quad) -> bool:
    across, down = np.abs(way[1] - way[0])
    return bool(across >= down)


def _joined(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    # The words of a line that runs up or down would fall into as many rows of the page.
    if not pieces:
        return ()
    text = " ".join(piece.text for piece in pieces)
    return (Piece(text=text, confidence=_sureness(pieces), start=pieces[0].start, end=pieces[-1].end),)


def _sureness(pieces: Sequence[Piece]) -> float:
    letters = sum(len(piece.text) for piece in pieces)
    return sum(piece.confidence * len(piece.text) for piece in pieces) / max(letters, 1)


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
