"""What a paper cannot say by itself: the day it came, and whose house it came to (DOMAIN: V7, V8, V9).

These checks run where a document is filed; whoever only reads it knows neither. All of them can only refute.
"""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum

from strongroom.fold import squeeze
from strongroom.kind import Kind
from strongroom.reading import Finding, Reading, Readings

_ZONES = dt.timedelta(days=1)
"""It is tomorrow already where some papers are written."""
_FIRM = 5
"""Of a name that is part of another, at least this many letters have to agree."""


class Direction(StrEnum):
    """Which way an invoice went, as a tag."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


def not_after_arrival(kind: Kind, readings: Readings, received: dt.date) -> Finding | None:
    """What was issued on a day was not received before it (V7)."""
    late = tuple(
        name
        for name in kind.past
        if (reading := readings.get(name)) and isinstance(reading.value, dt.date) and reading.value > received + _ZONES
    )
    return Finding(check="not_after_arrival", passed=False, fields=late) if late else None


def direction_of(readings: Readings, companies: Collection[str]) -> Direction | None:
    """Whether the house's own companies (names and tax numbers) bought or sold; None where neither is seen.

    What one of them sold to another came in as well, and is filed as what has to be paid.
    """
    for role, direction in (("buyer", Direction.INCOMING), ("seller", Direction.OUTGOING)):
        if any(_names(readings.get(field), companies) for field in (f"{role}_tax_id", role)):
            return direction
    return None


def concerns_the_house(kind: Kind, readings: Readings, companies: Collection[str]) -> Finding | None:
    """An invoice was issued by one of the house's companies, or to one (V8); others are no business of the house."""
    parties = tuple(name for name in ("buyer", "buyer_tax_id", "seller", "seller_tax_id") if name in readings)
    between_firms = {"buyer", "seller_tax_id"} <= kind.by_name.keys()
    named = any(name.startswith("buyer") for name in parties)
    if not companies or not between_firms or not named or direction_of(readings, companies):
        return None
    return Finding(check="concerns_the_house", passed=False, fields=parties)


def is_red_letter(kind: Kind, readings: Readings) -> bool:
    """Whether a Chinese invoice takes another one back: its amounts are negative (红字, 销项负数)."""
    total = readings.get("total")
    return (
        "original_code" in kind.by_name and total is not None and isinstance(total.value, Decimal) and total.value < 0
    )


def is_same_paper(kind: Kind, a: Readings, b: Readings) -> bool:
    """Whether two papers of a kind are prints of one: they share what no two papers share (V9).

    A part that was not read on both says nothing, as long as one that can be searched for agrees: it is a question
    for a person, not a verdict.
    """
    both = [(a[name], b[name], kind.by_name[name].exact) for name in kind.unique_by if name in a and name in b]
    agreeing = any(exact for _, _, exact in both)
    return agreeing and all(squeeze(mine.text) == squeeze(theirs.text) for mine, theirs, _ in both)


def _names(reading: Reading | None, companies: Collection[str]) -> bool:
    if reading is None:
        return False
    seen = squeeze(reading.text)
    wanted = {squeeze(company) for company in companies}
    # Papers add a department, a branch or the form of the company to a name; to a number nothing is added.
    parts = not any(char.isdigit() for char in seen)
    return seen in wanted or (parts and any(len(name) >= _FIRM and name in seen for name in wanted))
