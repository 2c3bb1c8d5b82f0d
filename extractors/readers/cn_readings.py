"""Readings of Chinese forms: from pieces of text to values with an honest confidence."""

import re
from collections.abc import Callable

from extractors.readers.cn_words import Piece
from strongroom.checks.repair import repaired
from strongroom.reading import Reading, Value

# How often a value of each sort was right where the recogniser was sure of its letters (docs/accuracy.md).
LABELLED = 0.993
"""It stands where its label points, and looks like what the label promises."""
BY_SHAPE = 0.93
"""Nothing points to it, but nothing else on such a paper looks like this."""
GUESSED = 0.6
"""It is the best of several, or it lacks a part."""
REPAIRED = 0.9
"""Look-alike characters were changed until the check characters fitted."""
SEEN_TWICE = 0.995
"""Two prints of it were read alike."""


_FORMED = re.compile(r"[0-9]")
# Of 150 dates, amounts and numbers on labelled Chinese papers that were seen less clearly than this, or not, all that
# were seen at .85 and above were right.
_CLEAR = 0.95


def reading(field: str, value: Value, piece: Piece, trust: float) -> Reading:
    """A reading as sure as the recogniser was of its letters, and we of its meaning.

    A name has no form that a misread letter would break, so doubts about its letters weigh twice. Digits in their form
    are seldom misread by a recogniser that is nearly sure of them, as on Western slips (``certainty.legible``).
    """
    formed = not isinstance(value, str) or _FORMED.search(value)
    seen = min(1.0, piece.confidence / _CLEAR) if formed else piece.confidence**2
    return Reading(field=field, value=value, confidence=trust * seen, source=piece.source)


def twice(seen: Reading) -> Reading:
    """A reading that a second print of the same value on the paper confirms."""
    return seen.at(SEEN_TWICE, proven=True)


def checked(field: str, text: str, piece: Piece, fits: Callable[[str], bool]) -> Reading:
    """A number with check characters, repaired if exactly one repair fits. The kind's check proves it afterwards."""
    if fits(text):
        return reading(field, text, piece, LABELLED)
    better = repaired(text, fits)
    return reading(field, better or text, piece, REPAIRED if better else GUESSED)
