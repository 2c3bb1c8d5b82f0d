"""Line items against the totals of an invoice (DOMAIN: V3, V4; EN 16931 BR-CO-10).

What is read from a page may have lost a row, and invoices carry allowances and charges beside their lines. So lines
that make the totals prove them, and lines that do not are a warning at most.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from strongroom.amount import amount_of
from strongroom.reading import Finding, Readings, Tables

_CENT = Decimal("0.01")


def lines_make_net(readings: Readings, tables: Tables) -> Finding | None:
    """The amounts of the lines add up to the net total, and their taxes, where all have one, to the tax (V3)."""
    net, rows = readings.get("net"), tables.get("lines", ())
    amounts = column(rows, "amount")
    if net is None or not isinstance(net.value, Decimal) or not amounts:
        return None
    if not _close(sum(amounts), net.value, len(rows)):
        return Finding(check="lines_make_net", passed=False, fields=("net",), warning=True)
    tax, taxes = readings.get("tax"), column(rows, "tax")
    taxed = bool(taxes) and tax is not None and isinstance(tax.value, Decimal)
    if taxed and tax is not None and isinstance(tax.value, Decimal) and _close(sum(taxes), tax.value, len(rows)):
        return Finding(check="lines_make_net", passed=True, fields=("net", "tax"))
    return Finding(check="lines_make_net", passed=True, fields=("net",))


def lines_are_taxed_right(readings: Readings, tables: Tables) -> Finding | None:  # noqa: ARG001 - a table check
    """Amount times rate is the tax of each line that states all three (V4); it can only refute, and only warns."""
    for row in tables.get("lines", ()):
        amount, rate, tax = number(row.get("amount")), percent(row.get("tax_rate")), number(row.get("tax"))
        if amount is not None and rate is not None and tax is not None and not _close(amount * rate, tax, 1):
            return Finding(check="lines_are_taxed_right", passed=False, fields=("tax",), warning=True)
    return None


def column(rows: tuple[Mapping[str, str], ...], name: str) -> tuple[Decimal, ...]:
    """The numbers of a column; nothing unless every row has one."""
    numbers = [number(row.get(name)) for row in rows]
    return tuple(value for value in numbers if value is not None) if None not in numbers else ()


def number(text: str | None) -> Decimal | None:
    """The number in a cell; None where there is none. Untaxed lines print *** for the tax."""
    return amount_of(re.sub(r"[\s,¥￥]", "", text or ""))


def percent(text: str | None) -> Decimal | None:
    """The rate in a cell as a fraction: ``13%``, ``0.13`` and ``13.00`` are the same rate."""
    value = number((text or "").replace("%", ""))
    if value is None:
        return None
    return value / 100 if "%" in (text or "") or value >= 1 else value


def _close(a: Decimal | int, b: Decimal, rows: int) -> bool:
    # Each line was rounded by itself.
    return abs(a - b) <= _CENT * max(1, rows)
