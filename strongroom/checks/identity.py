"""Checks over the readings of identity papers."""

import datetime as dt

from strongroom.checks.hkid import hkid_fits, is_hkid
from strongroom.reading import Finding, Readings

_OLD_AGE = 100
_TERMS = ((16, 5), (26, 10), (46, 20))
"""Ages below which a card is valid for so many years."""


def age_is_plausible(readings: Readings) -> Finding | None:
    """Nobody is a hundred when the paper ends: two digits of a year leave the century open, so a person looks."""
    birth, expiry = readings.get("birth_date"), readings.get("expiry")
    if birth is None or expiry is None:
        return None
    born, ends = birth.value, expiry.value
    if not isinstance(born, dt.date) or not isinstance(ends, dt.date) or ends.year - born.year < _OLD_AGE:
        return None
    return Finding(check="age_is_plausible", passed=False, fields=("birth_date", "expiry"))


def term_fits_age(readings: Readings) -> Finding | None:
    """How long a Chinese identity card is valid follows from its holder's age on the day of issue.

    Five years below 16, ten to 25, twenty to 45, and without end after that (Law on Resident Identity Cards, art. 5).
    A card that was replaced early may differ by a day or so from the calendar: only the years count, and only to warn.
    """
    birth, start, end = (_day(readings, name) for name in ("birth_date", "valid_from", "expiry"))
    if birth is None or start is None or end is None:
        return None
    age = start.year - birth.year - ((start.month, start.day) < (birth.month, birth.day))
    expected = next((years for below, years in _TERMS if age < below), None)
    if end.year - start.year == expected:
        return None
    return Finding(check="term_fits_age", passed=False, fields=("birth_date", "valid_from", "expiry"), warning=True)


def _day(readings: Readings, name: str) -> dt.date | None:
    reading = readings.get(name)
    return reading.value if reading is not None and isinstance(reading.value, dt.date) else None


def hong_kong_number_fits(readings: Readings) -> Finding | None:
    """A number in the form of a Hong Kong identity card, its check digit in brackets, is consistent."""
    number = readings.get("document_number")
    if number is None or not is_hkid(number.text):
        return None
    return Finding(check="hong_kong_number_fits", passed=hkid_fits(number.text), fields=("document_number",))
