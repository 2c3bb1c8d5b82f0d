"""Dates and amounts as whole numbers that both databases compare alike, and what a filter asks of them.

A date is its days since 0001-01-01 (``date.toordinal``); an amount its ten-thousandths, without the currency.
"""

import calendar
import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from strongroom.kind import Field, Kind, Type
from strongroom.query import Filter
from strongroom.reading import Reading, Value

SCALE: Final = 10_000
_LARGEST: Final = 2**62
"""No paper names a larger amount; a misread one must not overflow the column."""
_MONTH: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole numbers from ``low`` to ``high``, both included; None is without end."""

    low: int | None
    high: int | None


def is_clear(field: Field, kind: Kind) -> bool:
    """Whether a field's dates or amounts may stand in the clear, to be compared.

    Sensitive ones may not (a date of birth), but for the one that the retention clock of the kind starts from.
    """
    if field.type not in (Type.DATE, Type.AMOUNT):
        return False
    starts_clock = kind.retention is not None and kind.retention.starts == field.name
    return starts_clock or not field.sensitive


def facets(readings: Mapping[str, Reading], kind: Kind) -> dict[str, int]:
    """The readings that stand in the clear, as whole numbers."""
    found = {}
    for name, reading in readings.items():
        field = kind.by_name.get(name)
        number = whole(reading.value)
        if field is not None and number is not None and is_clear(field, kind):
            found[name] = number
    return found


def whole(value: Value) -> int | None:
    """A date or an amount as a whole number; None for text and for amounts that no paper names."""
    if isinstance(value, dt.date):
        return value.toordinal()
    if isinstance(value, Decimal) and value.is_finite():
        scaled = round(value * SCALE)
        return scaled if abs(scaled) <= _LARGEST else None
    return None


def date_span(condition: Filter) -> Span | None:
    """The days a filter asks for; a year or a month stands for all its days. None when it names no days."""
    days = _days(condition)
    if days is None:
        return None
    first, last = days[0].toordinal(), days[1].toordinal()
    return _span(condition, low=(first, last + 1), high=(first - 1, last))


def amount_span(condition: Filter) -> Span | None:
    """The amounts a filter asks for; None when it names no amount."""
    if not isinstance(condition.value, Decimal) or abs(condition.value) > _LARGEST // SCALE:
        return None
    scaled = condition.value * SCALE
    floor, ceiling = math.floor(scaled), math.ceil(scaled)
    return _span(condition, low=(ceiling, floor + 1), high=(ceiling - 1, floor))


def _span(condition: Filter, *, low: tuple[int, int], high: tuple[int, int]) -> Span:
    # ``low`` is where >= and > begin, ``high`` where < and <= end.
    match condition.sign:
        case ">=":
            return Span(low[0], None)
        case ">":
            return Span(low[1], None)
        case "<":
            return Span(None, high[0])
        case "<=":
            return Span(None, high[1])
        case _:
            return Span(low[0], high[1])


def _days(condition: Filter) -> tuple[dt.date, dt.date] | None:
    if isinstance(condition.value, dt.date):
        return condition.value, condition.value
    found = _MONTH.fullmatch(condition.text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 0)
    if not 1 <= year <= 9999 or month > 12:
        return None
    last = calendar.monthrange(year, month or 12)[1]
    return dt.date(year, month or 1, 1), dt.date(year, month or 12, last)
