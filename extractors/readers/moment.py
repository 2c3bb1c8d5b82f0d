"""Which of the dates on a paper is its own."""

import re
from dataclasses import dataclass

from extractors.readers import values
from extractors.readers.labelled import Style
from extractors.readers.sheet import Cell, Sheet

_TIME = re.compile(r"(?<!\d)[012]?\d\s?[:.]\s?[0-5]\d(?!\d)|\d\s?[ap]m\b")
_LABEL = re.compile(r"\b(?:date|datum|fecha|data|dated|tarikh|trans)\b")
_OTHER = re.compile(
    r"expir|\bexp\b|valid|due|member|since|birth|promo|act \d|until|before|effective|act\b|renew|points"
)
_AMERICA = re.compile(
    r",\s*[a-z]{2}\.?,?\s*\d{5}(?:-\d{4})?\b|\b(?:a[lkzr]|ca|ct|fl|ga|il|ky|m[adinost]|n[cdhjmvy]|oh|ok|pa|ri|s[cd]|t[nx]|ut|v[at]|w[aivy])"
    r"\.?,?\s+\d{5}\b|sales tax|\(\d{3}\)\s?\d{3}-\d{4}|\b\d{3}-\d{3}-\d{4}\b|gratuity|\btip\b"
)
_NOT_AMERICA = re.compile(
    r"\bgst\b|sdn|bhd|\brm\b|kuala lumpur|singapore|malaysia|€|£|\bvat\b|tva|mwst|\biva\b|\bbtw\b|umsatzsteuer|\beur\b|"
    r"dubai|\baed\b|indonesia|jakarta|ireland|\brp\b|australia|\babn\b|india|hong kong|uae"
)
_YEARS = range(1995, 2040)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A date, its place, and what speaks for it."""

    day: values.Day
    order: values.Order
    cell: Cell
    signals: frozenset[str]


def moment_of(sheet: Sheet, style: Style) -> Moment | None:
    """The date of the paper: labelled or timed before bare, early before late."""
    found = [(cell, day) for cell in sheet.cells for day in values.days(cell.text) if _plausible(day)]
    if not found:
        return None
    order, placed = order_by_place(sheet, style)
    ranked = sorted(enumerate(found), key=lambda entry: (-_rank(sheet, *entry[1]), entry[0]))
    cell, day = ranked[0][1]
    date = day.settled(order)
    others = [other.settled(order) for place, (_, other) in ranked[1:]]
    row = sheet.rows[cell.row].folded
    signals = {
        "labelled": bool(_LABEL.search(row)),
        "timed": bool(_TIME.search(row)),
        "repeated": date in others,
        "ambiguous": day.ambiguous and style.order is None,
        "placed": day.ambiguous and placed and style.order is None,
        "rival": any(other != date for other in others),
    }
    return Moment(day=day, order=order, cell=cell, signals=frozenset(name for name, holds in signals.items() if holds))


def order_by_place(sheet: Sheet, style: Style) -> tuple[values.Order, bool]:
    """Whether day or month comes first here, and whether anything on the paper says so."""
    if style.order:
        return style.order, True
    america = bool(_AMERICA.search(sheet.folded))
    elsewhere = bool(_NOT_AMERICA.search(sheet.folded))
    order = values.Order.MONTH_FIRST if america and not elsewhere else values.Order.DAY_FIRST
    return order, america != elsewhere


def _plausible(day: values.Day) -> bool:
    return any(date is not None and date.year in _YEARS for date in (day.day_first, day.month_first))


def _rank(sheet: Sheet, cell: Cell, day: values.Day) -> int:
    row = sheet.rows[cell.row].folded
    if _OTHER.search(row):
        return -2
    return 2 * bool(_LABEL.search(row)) + bool(_TIME.search(row)) - (1 if day.short_year and not day.numeric else 0)
