"""Zones of the permits to travel between the mainland, Hong Kong, Macau and Taiwan.

Most are TD1 zones issued by CHN (GA/T 704.14-2015 for people from Hong Kong and Macau). The mainland's card for Hong
Kong and Macau has a single line of 30 characters instead: CS, number, expiry, birth, each with its check digit. The
second letters and that line are taken from cards; no published standard was at hand to confirm them.
"""

import datetime as dt
import re
from types import MappingProxyType

from strongroom.checks.mrz import digit_fits
from strongroom.checks.repair import as_digits
from strongroom.reading import Value

PERMITS = MappingProxyType(
    {
        "C": "hk_macau_permit",
        "CR": "hk_macau_permit",
        "CT": "tw_permit",
        "CS": "cn_hk_permit",
        "CD": "cn_tw_permit",
    }
)
"""Permits by the first two characters of their zone."""
_LINE = re.compile(r"C[S5](C[A-Z0-9]\d{7})(\d)<?(\d{6})(\d)<?(\d{6})(\d)<?\d?<*")
_NUMBERS = slice(12, None)


def parse_permit_line(line: str) -> dict[str, Value] | None:
    """Number, expiry and birth date of a CS line; None unless the check digits of all three are right.

    Three digits fit by chance once in a thousand lines that have this shape.
    """
    match = _LINE.fullmatch(line[: _NUMBERS.start] + as_digits(line[_NUMBERS]))
    if match is None:
        return None
    number, number_digit, expiry, expiry_digit, birth, birth_digit = match.groups()
    pairs = ((number, number_digit), (expiry, expiry_digit), (birth, birth_digit))
    ends = _day(2000, expiry)
    born = ends and (_day(2000, birth) if int(birth[:2]) < int(expiry[:2]) - 5 else _day(1900, birth))
    if ends is None or born is None or not all(digit_fits(text, digit) for text, digit in pairs):
        return None
    return {"document_number": number, "expiry": ends, "birth_date": born}


def _day(century: int, text: str) -> dt.date | None:
    try:
        return dt.date(century + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None
