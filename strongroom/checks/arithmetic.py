"""Cross-checks over amounts, dates and western identifiers (EN 16931 BR-CO rules, ISO 13616, VAT check digits).

A passed finding proves its fields. What can only refute, such as the order of two dates, returns None when it holds.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from types import ModuleType

from stdnum import iban
from stdnum.ch import vat as swiss
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as british

from strongroom.reading import Finding, Readings

# Sums of rounded lines may be off by a cent each way (EN 16931 allows for rounding of each VAT rate).
_SLACK = Decimal("0.02")
Check = Callable[[Readings], Finding | None]


def net_and_tax_make_total(readings: Readings) -> Finding | None:
    """BT-109 + BT-110 = BT-112. With no tax this says nothing new, so it proves nothing."""
    net, tax, total = (_amount(readings, name) for name in ("net", "tax", "total"))
    if net is None or tax is None or total is None:
        return None
    passed = abs(net + tax - total) <= _SLACK
    if passed and tax == 0:
        return None
    return Finding(check="net_and_tax_make_total", passed=passed, fields=("net", "tax", "total"))


def parts_make_total(*parts: str, least: int = 2) -> Check:
    """A check that parts add up to the total. Parts that were not read count as nothing; fewer than ``least`` say
    nothing.
    """

    def check(readings: Readings) -> Finding | None:
        total = _amount(readings, "total")
        read = {name: amount for name in parts if (amount := _amount(readings, name)) is not None}
        if total is None or len(read) < least:
            return None
        passed = abs(sum(read.values()) - total) <= _SLACK
        return Finding(check="parts_make_total", passed=passed, fields=(*read, "total"))

    return check


def nights_make_total(readings: Readings) -> Finding | None:
    """The nights of a stay times the rate of one are its total.

    Breakfasts and taxes of the town come on top, so a larger total says nothing; nothing makes it smaller but a
    discount, so a smaller one warns.
    """
    arrival, departure = _date(readings, "arrival"), _date(readings, "date")
    rate, total = _amount(readings, "rate"), _amount(readings, "total")
    if arrival is None or departure is None or rate is None or total is None or departure <= arrival:
        return None
    charged = rate * (departure - arrival).days
    if total > charged + _SLACK:
        return None
    passed = total >= charged - _SLACK
    fields = ("arrival", "date", "rate", "total")
    return Finding(check="nights_make_total", passed=passed, fields=fields, warning=not passed)


def difference_is(result: str, whole: str, part: str) -> Check:
    """A check that one amount less another is a third: gross less deductions is net."""

    def check(readings: Readings) -> Finding | None:
        values = [_amount(readings, name) for name in (result, whole, part)]
        if None in values:
            return None
        left, minuend, subtrahend = (value for value in values if value is not None)
        passed = abs(minuend - abs(subtrahend) - left) <= _SLACK
        return Finding(check=f"{result}_is_the_difference", passed=passed, fields=(result, whole, part))

    return check


def not_before(later: str, earlier: str) -> Check:
    """A check that one date is not before another; it can only refute."""

    def check(readings: Readings) -> Finding | None:
        end, start = _date(readings, later), _date(readings, earlier)
        if end is None or start is None or end >= start:
            return None
        return Finding(check=f"{later}_not_before_{earlier}", passed=False, fields=(later, earlier))

    return check


def less_than_total(name: str) -> Check:
    """A check that a part is smaller than the total; it can only refute."""

    def check(readings: Readings) -> Finding | None:
        part, total = _amount(readings, name), _amount(readings, "total")
        if part is None or total is None or abs(part) <= abs(total):
            return None
        return Finding(check=f"{name}_less_than_total", passed=False, fields=(name, "total"))

    return check


def is_positive(name: str) -> Check:
    """A check that an amount is not below nothing; it can only refute. A refund is a person's business."""

    def check(readings: Readings) -> Finding | None:
        amount = _amount(readings, name)
        if amount is None or amount >= 0:
            return None
        return Finding(check=f"{name}_is_positive", passed=False, fields=(name,))

    return check


def iban_is_sound(readings: Readings) -> Finding | None:
    """The two check digits of the IBAN and the length of its country (ISO 13616)."""
    reading = readings.get("iban")
    if reading is None:
        return None
    return Finding(check="iban_is_sound", passed=is_iban(reading.text), fields=("iban",), warning=True)


def moves_one_way(readings: Readings) -> Finding | None:
    """An invoice is paid to the seller's account (BT-84) or collected from the buyer's (BT-91).

    One that names both would be paid twice by whoever does as it says: a person asks which it is.
    """
    if "iban" not in readings or "debited_iban" not in readings:
        return None
    return Finding(check="moves_one_way", passed=False, fields=("iban", "debited_iban"))


def due_is_what_is_left(readings: Readings) -> Finding | None:
    """BT-115 = BT-112 - BT-113 (EN 16931, BR-CO-16). What was rounded away (BT-114) is not read, so it only warns."""
    due, total, prepaid = (_amount(readings, name) for name in ("amount_due", "total", "prepaid"))
    if due is None or total is None or prepaid is None:
        return None
    passed = abs(total - prepaid - due) <= _SLACK
    if passed and prepaid == 0:
        return None
    return Finding(
        check="due_is_what_is_left", passed=passed, fields=("amount_due", "total", "prepaid"), warning=not passed
    )


def vat_id_is_sound(name: str) -> Check:
    """A check of the digits of a European VAT number; other numbers are not judged."""

    def check(readings: Readings) -> Finding | None:
        reading = readings.get(name)
        if reading is None or not is_vat_id(reading.text):
            return None
        return Finding(check="vat_id_is_sound", passed=True, fields=(name,))

    return check


def is_iban(text: str) -> bool:
    """Whether check digits and length make the text an IBAN."""
    try:
        iban.validate(text, check_country=False)
    except ValidationError:
        return False
    return True


def is_vat_id(text: str) -> bool:
    """Whether the text is a VAT number of an EU member state, Britain or Switzerland with right check digits.

    British ones need their prefix: nine digits alone may be anything.
    """
    compact = text.replace(" ", "").upper()
    countries = (vat, swiss, british) if compact.startswith("GB") else (vat, swiss)
    return any(_valid(country, text) for country in countries)


def _valid(module: ModuleType, text: str) -> bool:
    try:
        module.validate(text)
    except ValidationError:
        return False
    return True


def _amount(readings: Readings, name: str) -> Decimal | None:
    reading = readings.get(name)
    return reading.value if reading is not None and isinstance(reading.value, Decimal) else None


def _date(readings: Readings, name: str) -> dt.date | None:
    reading = readings.get(name)
    return reading.value if reading is not None and isinstance(reading.value, dt.date) else None
