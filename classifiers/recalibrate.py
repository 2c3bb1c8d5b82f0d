"""What the product states of its certainty, held against what people said of papers that no model learned from.

Isotonic regression (pool adjacent violators) from the stated confidence to the share that was right, held back by what
was stated: few papers change little. It is used only where it does better than what was stated on papers that it was
not fitted to.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_WEIGHT: Final = 20.0
"""So many papers have to disagree with what was stated before they count as much as it."""
_LEAST: Final = 30
"""With fewer papers in either half nothing is changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A paper that was given a kind: its id, how sure the vote was, and whether a person agreed."""

    id: str
    stated: float
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Steps: from ``stated[n]`` up to the next, the share that was right is ``right[n]``; none changes nothing."""

    stated: tuple[float, ...] = ()
    right: tuple[float, ...] = ()

    def confidence(self, stated: float) -> float:
        """The confidence in the light of what people said; below the first step it is what was stated."""
        place = bisect_right(self.stated, stated)
        return self.right[place - 1] if place else stated


AS_STATED: Final = Calibration()


def recalibrated(judged: Sequence[Judged]) -> Calibration:
    """The calibration that papers teach; ``AS_STATED`` where it does no better on papers it was not fitted to."""
    halves: tuple[list[Judged], list[Judged]] = ([], [])
    for one in judged:
        halves[hashlib.sha256(f"half {one.id}".encode()).digest()[0] % 2].append(one)
    if min(map(len, halves)) < _LEAST:
        return AS_STATED
    trial = fitted(halves[0])
    return fitted(judged) if brier(trial, halves[1]) < brier(AS_STATED, halves[1]) else AS_STATED


def fitted(judged: Sequence[Judged]) -> Calibration:
    """The steps that fit papers best among all that never fall."""
    blocks: list[_Block] = []
    for one in sorted(judged, key=lambda paper: (paper.stated, paper.id)):
        blocks.append(_Block(start=one.stated, stated=one.stated, right=float(one.right), papers=1))
        while len(blocks) > 1 and (blocks[-2].value >= blocks[-1].value or blocks[-2].start == blocks[-1].start):
            later = blocks.pop()
            blocks[-1] = blocks[-1].with_(later)
    return Calibration(stated=tuple(block.start for block in blocks), right=tuple(_held_back(blocks)))


def brier(calibration: Calibration, judged: Sequence[Judged]) -> float:
    """The mean squared distance between what is stated and what turned out: 0 is best."""
    return sum((calibration.confidence(one.stated) - one.right) ** 2 for one in judged) / len(judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    start: float
    stated: float
    right: float
    papers: int

    @property
    def value(self) -> float:
        return self.right / self.papers

    def with_(self, later: "_Block") -> "_Block":
        return _Block(
            start=self.start,
            stated=self.stated + later.stated,
            right=self.right + later.right,
            papers=self.papers + later.papers,
        )


def _held_back(blocks: Sequence[_Block]) -> list[float]:
    found: list[float] = []
    for block in blocks:
        share = (block.right + _WEIGHT * block.stated / block.papers) / (block.papers + _WEIGHT)
        found.append(max(share, found[-1]) if found else share)
    return found
