"""What is shown of a sensitive value before somebody gives a reason to see it.

A mask serves to tell two papers apart, never to learn the number: at least four letters or digits stay hidden, and
texts too short for that are hidden whole.
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

from strongroom.fold import plain
from strongroom.kind import Field
from strongroom.reading import Reading

HIDDEN = "***"

_RULES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    # A resident identity number (GB 11643): the region's head and the tail that people quote on the telephone.
    (re.compile(r"\d{17}[\dX]"), lambda text: f"{text[:3]}{'*' * 11}{text[-4:]}"),
    # A mainland mobile number.
    (re.compile(r"1[3-9]\d{9}"), lambda text: f"{text[:3]}****{text[-4:]}"),
    # A passport or permit number: letters, then digits. The first letter tells the sort of paper.
    (re.compile(r"[A-Z]{1,2}\d{7,10}"), lambda text: f"{text[0]}{'*' * (len(text) - 5)}{text[-4:]}"),
    # Accounts, cards, IBANs, and numbers of other countries: the tail alone, and not their length.
    (re.compile(r"(?=.*\d)[A-Z0-9]{8,34}"), lambda text: f"****{text[-4:]}"),
)


def shown(reading: Reading, field: Field) -> str:
    """The reading's text as a list or a page may show it: masked if its field is sensitive, else as it is."""
    if not field.sensitive:
        return reading.text
    if isinstance(reading.value, dt.date | Decimal):
        return HIDDEN
    return mask(reading.value)


def mask(text: str) -> str:
    """Mask a number by its shape: ``110***********002X``, ``138****1234``, ``E****5678``, ``****1234``.

    Anything else, such as a name or an address, is hidden whole.
    """
    bare = letters_and_digits(text).upper()
    for shape, rule in _RULES:
        if shape.fullmatch(bare):
            return rule(bare)
    return HIDDEN


def last4(text: str) -> str:
    """The last four letters or digits; nothing of a text with fewer than eight, of which they would tell too much."""
    bare = letters_and_digits(text)
    return bare[-4:] if len(bare) >= 8 else ""


def letters_and_digits(text: str) -> str:
    """The text without blanks, dashes and signs, and with full-width characters folded."""
    return "".join(character for character in plain(text) if character.isalnum())
