"""Checks over readings, made from the fields that they compare.

Each function returns a check of a kind. A check says nothing (None) where a field that it needs was not read. A passed
finding is taken as proof of its fields, so checks that wrong values pass easily only ever speak up to refuse.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from strongroom.checks.capital import parse_capital
from strongroom.kind import Check
from strongroom.reading import Finding, Reading, Readings

CENT = Decimal("0.01")


def number_fits(name: str, field: str, fits: Callable[[str], bool]) -> Check:
    """The check characters of a number fit."""

    def check(readings: Readings) -> Finding | None:
        reading = readings.get(field)
        if reading is None:
            return None
        return Finding(check=name, passed=fits(reading.text), fields=(field,))

    return check


def adds_up(name: str, parts: tuple[str, ...], total: str, *, tolerance: Decimal = CENT) -> Check:
    """The parts add up to the total, within the tolerance (V1: net + tax = total)."""

    def check(readings: Readings) -> Finding | None:
        amounts = _amounts(readings, (*parts, total))
        if amounts is None:
            return None
        passed = abs(sum(amounts[:-1], Decimal(0)) - amounts[-1]) <= tolerance
        return Finding(check=name, passed=passed, fields=(*parts, total))

    return check


def capital_agrees(name: str, capital: str, figures: str) -> Check:
    """The amount in formal Chinese writing is the amount in figures (V2)."""

    def check(readings: Readings) -> Finding | None:
        amounts = _amounts(readings, (figures,))
        if amounts is None or capital not in readings:
            return None
        return Finding(
            check=name, passed=parse_capital(readings[capital].text) == amounts[0], fields=(capital, figures)
        )

    return check


def in_order(name: str, earlier: str, later: str) -> Check:
    """One date is not after another. Most misread dates are in order too, so it speaks up only where they are not."""

    def check(readings: Readings) -> Finding | None:
        first, second = _date(readings.get(earlier)), _date(readings.get(later))
        if first is None or second is None or first <= second:
            return None
        return Finding(check=name, passed=False, fields=(earlier, later))

    return check


def not_before(name: str, field: str, first: dt.date) -> Check:
    """A date is not before the first that can be (V7)."""

    def check(readings: Readings) -> Finding | None:
        date = _date(readings.get(field))
        if date is None or date >= first:
            return None
        return Finding(check=name, passed=False, fields=(field,))

    return check


def _amounts(readings: Readings, names: tuple[str, ...]) -> tuple[Decimal, ...] | None:
    values = tuple(readings[name].value for name in names if name in readings)
    amounts = tuple(value for value in values if isinstance(value, Decimal))
    return amounts if len(amounts) == len(names) else None


def _date(reading: Reading | None) -> dt.date | None:
    return reading.value if reading is not None and isinstance(reading.value, dt.date) else None
