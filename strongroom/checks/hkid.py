"""Hong Kong identity card numbers: one or two letters, six digits, a check digit in brackets.

The whole, padded to nine places with a space worth 36, is weighted 9 to 1 and divides by 11; A = 10 ... Z = 35, and a
check digit of ten is printed as A.
"""

import re

_SHAPE = re.compile(r"([A-Z]{1,2})(\d{6})\(?([\dA])\)?", re.ASCII)


def is_hkid(number: str) -> bool:
    """Whether the number has the form that the cards print, with brackets around its check digit."""
    return number.endswith(")") and bool(_SHAPE.fullmatch(number))


def hkid_fits(number: str) -> bool:
    """Whether the number, with or without brackets around its check digit, is consistent."""
    match = _SHAPE.fullmatch(number)
    if match is None:
        return False
    letters, digits, check = match.groups()
    values = [36 if c == " " else int(c, 36) for c in letters.rjust(2) + digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return (total + int(check, 36)) % 11 == 0
