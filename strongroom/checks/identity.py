"""Checks over the readings of identity papers."""

import datetime as dt

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
