"""From a share of the vote to a probability of being right.

The steps are measured by ``tests/bench`` (isotonic: of papers with this share or more, so many were right), not chosen.
"""

from bisect import bisect_right

_SHARES = (0.5, 0.7, 0.85, 0.95, 0.99)
_RIGHT = (0.5, 0.8, 0.9, 0.97, 0.99)


def confidence(share: float) -> float:
    """The calibrated confidence of a vote that was won with this share."""
    place = bisect_right(_SHARES, share)
    return _RIGHT[place - 1] if place else share
