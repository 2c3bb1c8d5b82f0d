"""Repair of misread numbers under the guidance of their check digit.

A check modulo 11 accepts one wrong number in eleven, so every further swap spends certainty: at most two characters are
changed, only for shapes that recognisers confuse, and only where exactly one repair of that size fits.
"""

from collections.abc import Callable, Iterator
from itertools import combinations, product

_ALIKE = ("0ODQ", "1IL", "2Z", "5S", "8B", "6G")
_TWINS = {character: group.replace(character, "") for group in _ALIKE for character in group}
_DIGITS = str.maketrans("ODQILZSBG", "001112586")
_LETTERS = str.maketrans("01245678", "OIZASGZB")
MOST_SWAPS = 2


def as_digits(text: str) -> str:
    """The text with letters that look like digits turned into them: for places that can hold digits only."""
    return text.translate(_DIGITS)


def as_letters(text: str) -> str:
    """The text with digits that look like letters turned into them: for places that can hold letters only."""
    return text.translate(_LETTERS)


def repaired(text: str, fits: Callable[[str], bool]) -> str | None:
    """The one text that fits and differs in as few look-alikes as possible; None where there is none, or more than one.

    A text that fits already is returned as it is.
    """
    if fits(text):
        return text
    for swaps in range(1, MOST_SWAPS + 1):
        found = {candidate for candidate in _swapped(text, swaps) if fits(candidate)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _swapped(text: str, swaps: int) -> Iterator[str]:
    doubtful = [place for place, character in enumerate(text) if character in _TWINS]
    for places in combinations(doubtful, swaps):
        for twins in product(*(_TWINS[text[place]] for place in places)):
            characters = list(text)
            for place, twin in zip(places, twins, strict=True):
                characters[place] = twin
            yield "".join(characters)
