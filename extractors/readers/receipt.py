"""Receipts of the western kind: till slips, restaurant bills, fuel, parking, hotel folios."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from extractors.readers import certainty, labelled, values
from extractors.readers.address import address_of
from extractors.readers.heading import Name, seller_of
from extractors.readers.labelled import Style
from extractors.readers.moment import moment_of
from extractors.readers.sheet import Sheet, flatter_sheet_of, sheet_of
from extractors.readers.till import Entry, Till, till_of
from extractors.readers.till_words import Role
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_BRACKETED = re.compile(r"\(([a-z]{2,3}|[€£$])\)")
_FLATTER = 0.6
_LIKE_A_SIGN = "58"
_PROVES = frozenset({"tendered", "added_up", "taxed"})


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the fields that the kind has."""
    sheet = _sheet_that_adds_up(content)
    if not sheet.rows:
        return {}
    style = Style.of(sheet)
    till = till_of(sheet, style)
    total = total_of(till)
    name = seller_of(sheet)
    readings = [
        _seller(name),
        _address(sheet, name),
        _date(sheet, style),
        total,
        tax_of(till, total),
        _currency(sheet, style),
        labelled.by_label(kind.by_name["receipt_number"], sheet, style) if "receipt_number" in kind.by_name else None,
    ]
    return {reading.field: reading for reading in readings if reading and reading.field in kind.by_name}


def _sheet_that_adds_up(content: Content) -> Sheet:
    """The slip's lines, levelled less where only then its sums agree: on a slope, prices slip to the line below."""
    sheet = sheet_of(content)
    if sheet.rows and not _adds_up(sheet):
        flatter = flatter_sheet_of(content, share=_FLATTER)
        if flatter and _adds_up(flatter):
            return flatter
    return sheet


def _adds_up(sheet: Sheet) -> bool:
    total = total_of(till_of(sheet, Style.of(sheet)))
    return total is not None and total.proven


def total_of(till: Till) -> Reading | None:
    """What was to be paid: the amount that most of the slip speaks for."""
    candidates = _candidates(till)
    if not candidates:
        return None
    weighed = sorted(
        ((certainty.chance(certainty.TOTAL, _total_signals(till, entry)), place, entry) for place, entry in candidates),
        key=lambda one: (-one[0], -one[1]),
    )
    _, _, best = weighed[0]
    signals = _total_signals(till, best)
    if any(entry.value != best.value and entry.role is Role.PAYABLE for _, entry in candidates):
        signals |= {"rival"}
    return Reading(
        field="total",
        value=best.value,
        confidence=certainty.chance(certainty.TOTAL, signals, seen=best.cell.confidence),
        source=best.cell.source,
        # Sums hold at any scale: where no amount shows decimals, they do not prove where the decimal sign stands.
        proven=bool(_PROVES & signals) and "whole" not in signals,
    )


def _candidates(till: Till) -> list[tuple[int, Entry]]:
    labelled_ones = [
        (place, entry)
        for place, entry in enumerate(till.entries)
        if (entry.role in (Role.PAYABLE, Role.TOTAL) and entry.value != 0)
        or (entry.role is Role.SUBTOTAL and till.tendered(entry.value))
    ]
    if labelled_ones:
        return labelled_ones
    rest = (Role.GIVEN, Role.SUBTOTAL, Role.OTHER)
    unlabelled = [(place, entry) for place, entry in enumerate(till.entries) if entry.role in rest and entry.value > 0]
    most = max((entry.value for _, entry in unlabelled), default=Decimal(0))
    return [(place, entry) for place, entry in unlabelled if entry.value == most]


def _total_signals(till: Till, entry: Entry) -> set[str]:
    value = entry.value
    signals = {
        "labelled": entry.role in (Role.PAYABLE, Role.TOTAL),
        "payable": entry.role is Role.PAYABLE,
        "tendered": till.tendered(value),
        "paid": till.paid(value),
        "added_up": till.adds_up(value),
        "taxed": any(till.rated(tax, value) for tax in till.taxes) or till.broken_down(value) is not None,
        "outpaid": not (till.tendered(value) or till.paid(value))
        and any(till.tendered(other.value) for other in till.of(Role.PAYABLE, Role.TOTAL)),
        "items_add_up": till.items_sum == value,
        "repeated": till.count[value] > 1,
        "mended": entry.mended,
        "whole": int(value.as_tuple().exponent) >= 0,
    }
    return {name for name, holds in signals.items() if holds}


def tax_of(till: Till, total: Reading | None) -> Reading | None:
    """The tax: the line that makes subtotal and total agree, else the table of taxes, else the last one named so."""
    amount = _amount(total) if total else Decimal(0)
    found = [
        (_tax_signals(till, entry, amount), entry.value, entry.cell)
        for entry in till.taxes
        if total is None or abs(entry.value) < abs(amount)
    ]
    if not found and total is not None:
        found = [(signals, entry.value, entry.cell) for entry, signals in _signs_taken_off(till, amount)]
    if not found:
        found = [(_unnamed_tax_signals(entry), entry.value, entry.cell) for entry in till.unnamed_taxes(amount)]
    line = till.broken_down(amount) if total else None
    if line:
        found.append(({"broken_down"} | ({"zero"} if line.tax == 0 else set()), line.tax, line.cell))
    if not found:
        return None
    signals, value, cell = max(reversed(found), key=lambda one: certainty.chance(certainty.TAX, one[0]))
    if len({other for _, other, _ in found}) > 1:
        signals = signals | {"rival"}
    if sum(other == value for _, other, _ in found) > 1:
        signals = signals | {"repeated"}
    return Reading(
        field="tax",
        value=value,
        confidence=certainty.chance(certainty.TAX, signals, seen=cell.confidence),
        source=cell.source,
        proven=value != 0 and bool({"added_up", "rated", "broken_down"} & signals),
    )


def _signs_taken_off(till: Till, total: Decimal) -> Iterator[tuple[Entry, set[str]]]:
    """Taxes larger than the total, because the sign before them was read as a digit: $0.71 as 50.71.

    Without that digit they have to be the tax by arithmetic.
    """
    for entry in till.taxes:
        rest = f"{entry.value:f}"[1:]
        if entry.value > total and f"{entry.value:f}"[0] in _LIKE_A_SIGN and rest[:1].isdigit():
            mended = replace(entry, value=Decimal(rest), mended=True)
            signals = _tax_signals(till, mended, total)
            if signals & {"added_up", "rated"}:
                yield mended, signals


def _tax_signals(till: Till, entry: Entry, total: Decimal) -> set[str]:
    bases = {other.value for other in till.of(Role.SUBTOTAL)}
    signals = {
        "labelled": True,
        "added_up": entry.value != 0 and any(base + entry.value == total for base in bases),
        "rated": till.rated(entry, total),
        "mended": entry.mended,
        "zero": entry.value == 0,
    }
    return {name for name, holds in signals.items() if holds}


def _unnamed_tax_signals(entry: Entry) -> set[str]:
    return {"rated" if entry.rate is not None else "added_up"} | ({"mended"} if entry.mended else set())


def _amount(reading: Reading) -> Decimal:
    return reading.value if isinstance(reading.value, Decimal) else Decimal(0)


def _seller(name: Name | None) -> Reading | None:
    if name is None or not name.text:
        return None
    row = name.rows[0]
    confidence = certainty.chance(certainty.SELLER, name.signals)
    return Reading(field="seller", value=name.text, confidence=confidence, source=row.source)


def _address(sheet: Sheet, name: Name | None) -> Reading | None:
    address = address_of(sheet, name.rows) if name else None
    if address is None:
        return None
    seen = min(row.confidence for row in address.rows)
    confidence = certainty.chance(certainty.ADDRESS, address.signals, seen=seen)
    return Reading(field="address", value=address.text, confidence=confidence, source=address.rows[0].source)


def _date(sheet: Sheet, style: Style) -> Reading | None:
    moment = moment_of(sheet, style)
    if moment is None:
        return None
    return Reading(
        field="date",
        value=moment.day.settled(moment.order),
        confidence=certainty.chance(certainty.DATE, moment.signals, seen=moment.cell.confidence),
        source=moment.cell.source,
    )


def _currency(sheet: Sheet, style: Style) -> Reading | None:
    """The sign that most amounts carry, or that a label names in brackets."""
    signs = [
        (money.currency, cell)
        for cell in sheet.cells
        for money in values.money(cell.text, style.convention)
        if money.currency
    ]
    signs += [
        (values.CURRENCIES[match[1]], cell)
        for cell in sheet.cells
        for match in _BRACKETED.finditer(cell.folded)
        if match[1] in values.CURRENCIES
    ]
    if not signs:
        return None
    names = [sign for sign, _ in signs]
    best = max(dict.fromkeys(names), key=names.count)
    cell = next(cell for sign, cell in signs if sign == best)
    return Reading(field="currency", value=best, confidence=0.9 if len(set(names)) == 1 else 0.7, source=cell.source)
