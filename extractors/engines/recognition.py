"""Reads cut-out text lines: batches in few shapes, and CTC output turned into words with places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractors.engines.detection import Picture
from extractors.engines.runtime import Floats, Network

HEIGHT = 48
_FINE, _COARSE, _COARSE_FROM, _WIDEST = 64, 160, 640, 3200
_BATCHES = (8, 4, 2, 1)
_MOST_PIXELS = 2 * _COARSE_FROM
"""Width of all lines of a batch together: the output has 18,710 chances for every 8 pixels, so this bounds memory.
Four times as many cost 130 MB more and no less time.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word within its line: ``start`` and ``end`` are fractions of the line's length."""

    text: str
    confidence: float
    start: float
    end: float


class Recogniser:
    """A CTC text recogniser over lines scaled to 48 pixels high."""

    def __init__(self, network: Network) -> None:
        self._network = network
        # Class 0 is the blank; the space comes after the characters of the metadata.
        self._alphabet = ("", *network.alphabet.splitlines(), " ")

    def read(self, lines: Sequence[Picture]) -> list[tuple[Piece, ...]]:
        """Read BGR lines, in the order given. A line without readable text gives ``()``."""
        read: list[tuple[Piece, ...]] = [()] * len(lines)
        widths = [_width(line) for line in lines]
        for bucket, members in _batches(widths):
            batch = np.zeros((len(members), 3, HEIGHT, bucket), np.float32)
            for row, member in enumerate(members):
                _place(lines[member], min(widths[member], bucket), batch[row])
            chances, classes = self._network.run(batch)
            for row, member in enumerate(members):
                used = min(widths[member], bucket) / bucket
                read[member] = pieces(self._alphabet, classes[row], chances[row], used=used)
        return read


def _width(line: Picture) -> int:
    height, width = line.shape[:2]
    return int(max(1, min(_WIDEST, round(width * HEIGHT / height))))


def bucket_of(width: int) -> int:
    """The input width that a line of this width is padded to: a short ladder, because each shape costs memory."""
    step = _FINE if width <= _COARSE_FROM else _COARSE
    return -(-width // step) * step


def _batches(widths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    buckets: dict[int, list[int]] = {}
    for member, width in enumerate(widths):
        buckets.setdefault(bucket_of(width), []).append(member)
    for bucket, members in buckets.items():
        start = 0
        for size in (size for size in _BATCHES if size == 1 or size * bucket <= _MOST_PIXELS):
            while len(members) - start >= size:
                yield bucket, members[start : start + size]
                start += size


def _place(line: Picture, width: int, row: Floats) -> None:
    # Letters of a fine scan shrink by more than a half here: bilinear would skip pixels, and with them thin strokes.
    shrunk = cv2.INTER_AREA if line.shape[0] > 1.5 * HEIGHT else cv2.INTER_LINEAR
    scaled = cv2.resize(line, (width, HEIGHT), interpolation=shrunk)
    row[:, :, :width] = scaled.transpose(2, 0, 1)
    row[:, :, :width] /= 127.5
    row[:, :, :width] -= 1


def pieces(
    alphabet: Sequence[str], classes: npt.NDArray[np.integer], chances: npt.NDArray[np.floating], *, used: float
) -> tuple[Piece, ...]:
    """Decode one line by CTC: repeats fall together, blanks (class 0) fall away, spaces part words.

    ``used`` is the share of the steps that the line itself fills; the rest is padding.
    """
    keep = classes != 0
    keep[1:] &= classes[1:] != classes[:-1]
    steps = np.flatnonzero(keep)
    if not steps.size:
        return ()
    length = len(classes) * used
    found: list[Piece] = []
    for first, last in _words(alphabet, classes[steps]):
        at = steps[first:last]
        start, end = _reach(steps, first, last, length)
        text = "".join(alphabet[classes[step]] for step in at)
        found.append(Piece(text=text, confidence=float(chances[at].mean()), start=start, end=end))
    return tuple(found)


def _words(alphabet: Sequence[str], classes: npt.NDArray[np.integer]) -> Iterator[tuple[int, int]]:
    first = 0
    for place, number in enumerate([*classes, -1]):
        if number == -1 or not alphabet[number].strip():
            if place > first:
                yield first, place
            first = place + 1


def _reach(steps: npt.NDArray[np.integer], first: int, last: int, length: float) -> tuple[float, float]:
    # A step marks about the middle of its character. The first and last word reach to the ends of the line; between
    # words the border is half way between the neighbouring characters' steps, less a quarter for the space.
    start = 0.0 if first == 0 else float(steps[first] + 0.5 - 0.5 * min(2.5, steps[first] - steps[first - 1]))
    end = length if last == len(steps) else float(steps[last - 1] + 0.5 + 0.5 * min(2.5, steps[last] - steps[last - 1]))
    start, end = min(start / length, 1.0), min(end / length, 1.0)
    return start, max(start, end)
