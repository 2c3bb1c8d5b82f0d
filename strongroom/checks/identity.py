"""Checks over the readings of identity papers."""

import datetime as dt

from strongroom.checks.hkid import hkid_fits, is_hkid
from strongroom.reading import Finding, Readings

_OLD_AGE = 100


def age_is_plausible(readings: Readings) -> Finding | None:
    """Nobody is a hundred when the paper ends: two digits of a year leave the century open, so a person looks."""
    birth, expiry = readings.get("birth_date"), readings.get("expiry")
    if birth is None or expiry is None:
        return None
    born, ends = birth.value, expiry.value
    if not isinstance(born, dt.date) or not isinstance(ends, dt.date) or ends.year - born.year < _OLD_AGE:
        return None
    return Finding(check="age_is_plausible", passed=False, fields=("birth_date", "expiry"))


def hong_kong_number_fits(readings: Readings) -> Finding | None:
    """A number in the form of a Hong Kong identity card, its check digit in brackets, is consistent."""
    number = readings.get("document_number")
    if number is None or not is_hkid(number.text):
        return None
    return Finding(check="hong_kong_number_fits", passed=hkid_fits(number.text), fields=("document_number",))
