"""Checks over the readings of Chinese papers (DOMAIN: V2, V5, V7; GB 11643 against the rest of the card).

Each function returns a check of a kind. A passed finding is taken as proof of its fields, so checks that wrong values
pass easily speak up only to refuse.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from strongroom.checks.capital import parse_capital
from strongroom.checks.resident_id import birth_date_of, resident_id_fits, sex_of
from strongroom.checks.tax_id import tax_id_fits
from strongroom.kind import Check
from strongroom.reading import Finding, Readings

_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65))
    for code in range(first, last + 1)
)
"""GB/T 2260, the first two digits: from Beijing to Xinjiang."""
_CODE_LENGTH = 18
"""Of the unified social credit code, which replaced the others."""


def number_fits(name: str, field: str, fits: Callable[[str], bool]) -> Check:
    """The check characters of a number fit."""

    def check(readings: Readings) -> Finding | None:
        reading = readings.get(field)
        if reading is None:
            return None
        return Finding(check=name, passed=fits(reading.text), fields=(field,))

    return check


def tax_number_fits(field: str) -> Check:
    """The tax number of a party fits (V5). Numbers of before 2015 that do not are a warning: not all were checked."""

    def check(readings: Readings) -> Finding | None:
        reading = readings.get(field)
        if reading is None:
            return None
        passed = tax_id_fits(reading.text)
        legacy = len(reading.text) != _CODE_LENGTH
        return Finding(check=f"{field}_fits", passed=passed, fields=(field,), warning=legacy and not passed)

    return check


def resident_number_fits(field: str) -> Check:
    """A number of 18 characters, which may be another country's only by chance, fits GB 11643."""

    def check(readings: Readings) -> Finding | None:
        reading = readings.get(field)
        if reading is None or len(reading.text) != 18:
            return None
        return Finding(check=f"{field}_fits", passed=resident_id_fits(reading.text), fields=(field,))

    return check


def capital_agrees(readings: Readings) -> Finding | None:
    """The amount in formal Chinese writing is the total in figures (V2)."""
    capital, total = readings.get("capital"), readings.get("total")
    if capital is None or total is None or not isinstance(total.value, Decimal):
        return None
    passed = parse_capital(capital.text) == total.value
    return Finding(check="capital_agrees", passed=passed, fields=("capital", "total"))


def net_is_total_without_tax(readings: Readings) -> Finding | None:
    """Where no tax was read the invoice is exempt, and its two sums are the same; otherwise the tax was lost."""
    net, total = readings.get("net"), readings.get("total")
    if net is None or total is None or "tax" in readings:
        return None
    return Finding(check="net_is_total_without_tax", passed=net.value == total.value, fields=("net", "total"))


def not_earlier_than(field: str, first: dt.date) -> Check:
    """A date is not before the first that can be (V7)."""

    def check(readings: Readings) -> Finding | None:
        reading = readings.get(field)
        if reading is None or not isinstance(reading.value, dt.date) or reading.value >= first:
            return None
        return Finding(check=f"{field}_plausible", passed=False, fields=(field,))

    return check


def birth_date_agrees(readings: Readings) -> Finding | None:
    """The printed birth date is the one in the identity number."""
    number, birth = readings.get("id_number"), readings.get("birth_date")
    if number is None or birth is None or not resident_id_fits(number.text):
        return None
    passed = birth_date_of(number.text) == birth.value
    return Finding(check="birth_date_agrees", passed=passed, fields=("id_number", "birth_date"))


def is_no_residence_permit(readings: Readings) -> Finding | None:
    """The number is not one of the regions 81 to 83: people from Hong Kong, Macau and Taiwan hold residence permits.

    The front of such a permit looks like that of an identity card, so this one is a person's to tell apart.
    """
    number = readings.get("id_number")
    if number is None or not number.text.startswith(("810000", "820000", "830000")):
        return None
    return Finding(check="is_no_residence_permit", passed=False, fields=("id_number",))


def digital_number_agrees(readings: Readings) -> Finding | None:
    """A number of 20 digits begins with the year of issue; the first days of a year may carry the last one's."""
    number, date = readings.get("invoice_number"), readings.get("date")
    if number is None or date is None or not isinstance(date.value, dt.date) or len(number.text) != 20:
        return None
    year = number.text[:2]
    if year.isdigit() and abs(int(year) - date.value.year % 100) <= 1:
        return None
    return Finding(check="digital_number_agrees", passed=False, fields=("invoice_number", "date"))


def digital_number_names_a_province(readings: Readings) -> Finding | None:
    """The third and fourth digit of a number of 20 are the province of issue (GB/T 2260); it only warns.

    The rule gives codes to the cities that the plan lists apart too, and no source that could be opened says which: an
    invoice of one of them is not to be held up.
    """
    number = readings.get("invoice_number")
    if number is None or len(number.text) != 20 or number.text[2:4] in _PROVINCES:
        return None
    return Finding(check="digital_number_names_a_province", passed=False, fields=("invoice_number",), warning=True)


def both_sides_are_here(readings: Readings) -> Finding | None:
    """An identity card came with its front and its back: of half a card the other half is asked for.

    It can only refute, and says so of the fields that the missing side would have filled.
    """
    front, back = ("name", "id_number", "address"), ("issuer", "expiry")
    for here, away in ((front, back), (back, front)):
        if any(name in readings for name in here) and not any(name in readings for name in away):
            return Finding(check="both_sides_are_here", passed=False, fields=away)
    return None


def sex_agrees(readings: Readings) -> Finding | None:
    """The printed sex is that of the identity number. A guess passes half the time, so it proves nothing."""
    number, sex = readings.get("id_number"), readings.get("sex")
    if number is None or sex is None or not resident_id_fits(number.text) or sex_of(number.text) == sex.text:
        return None
    return Finding(check="sex_agrees", passed=False, fields=("id_number", "sex"))
