"""What a till prints: items, subtotal, taxes, total, money given and given back, and how they prove each other."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import product

from extractors.readers import values
from extractors.readers.labelled import Style
from extractors.readers.sheet import Cell, Row, Sheet
from extractors.readers.till_words import SUMMARY, SUMMARY_COLUMNS, Role, role_of
from strongroom.fold import fold

CENT = Decimal("0.01")
# Cash is rounded to five cents in many countries, to a whole unit in some.
_ROUNDED = Decimal("0.05")
_MOST_ROUNDING = Decimal(1)
# No VAT, GST or sales tax in force is higher than 27 % (Hungary); those below 1 % are parts of others.
_LEAST_RATE = Decimal("0.01")
_MOST_RATE = Decimal("0.28")

_RATE = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?)\s*%")
_WORD_AND_FIGURE = re.compile(r"[^\W\d][^\d]*?\s\D{0,3}\d*[.,]\d{2}(?!\d)")
_LOST_POINT = re.compile(r"(?<![\d.,])(\d{1,4})\s(\d{2})(?![\d.,])\s*[a-z]?$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line with an amount. ``mended``: the point was lost and put back."""

    role: Role
    value: Decimal
    cell: Cell
    label: str
    rate: Decimal | None = None
    mended: bool = False


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """A line of the table of taxes."""

    net: Decimal
    tax: Decimal
    rate: Decimal | None
    cell: Cell


@dataclass(frozen=True, kw_only=True)
class Till:
    """All lines with amounts, top to bottom, and the lines of the table of taxes."""

    entries: tuple[Entry, ...]
    breakdown: tuple[Breakdown, ...] = ()

    def of(self, *roles: Role) -> tuple[Entry, ...]:
        """The entries of these roles."""
        return tuple(entry for entry in self.entries if entry.role in roles)

    @cached_property
    def count(self) -> Counter[Decimal]:
        """How often each amount is printed."""
        return Counter(entry.value for entry in self.entries)

    @cached_property
    def taxes(self) -> tuple[Entry, ...]:
        """The tax lines."""
        return self.of(Role.TAX)

    def unnamed_taxes(self, total: Decimal) -> tuple[Entry, ...]:
        """Lines that arithmetic shows to be the tax, whatever their words: a state's name, a misread "tax".

        Either the line stands between a subtotal and the total and makes the one the other, at a rate that taxes have,
        or it prints a rate of which it is, to the cent, the tax of this total.
        """
        found = []
        base = Decimal(0)
        for entry in self.entries:
            if entry.role is Role.SUBTOTAL:
                base = entry.value
            elif entry.role in (Role.OTHER, Role.SUMMARY) and 0 < entry.value < total:
                makes_total = base > 0 and base + entry.value == total
                if (makes_total and _LEAST_RATE <= entry.value / base <= _MOST_RATE) or self._is_rate_of(entry, total):
                    found.append(entry)
        return tuple(found)

    def _is_rate_of(self, entry: Entry, total: Decimal) -> bool:
        if entry.rate is None or not 1 <= entry.rate <= 100 * _MOST_RATE:
            return False
        return abs(total - total / (1 + entry.rate / 100) - entry.value) < CENT

    @cached_property
    def items_sum(self) -> Decimal:
        """What the lines above the first total add up to, discounts taken off."""
        total = Decimal(0)
        for entry in self.entries:
            if entry.role in (Role.SUBTOTAL, Role.TOTAL, Role.PAYABLE, Role.TAX, Role.COUNT):
                break
            if entry.role is Role.OTHER:
                total += entry.value
            elif entry.role is Role.DISCOUNT:
                total -= abs(entry.value)
        return total

    def tendered(self, value: Decimal) -> bool:
        """Whether what was given less what came back is this amount, and something came back."""
        given, change = self.of(Role.GIVEN), self.of(Role.CHANGE)
        return any(back.value > 0 and abs(paid.value) - back.value == value for paid in given for back in change)

    def paid(self, value: Decimal) -> bool:
        """Whether exactly this amount was given."""
        return any(abs(entry.value) == value for entry in self.of(Role.GIVEN))

    def broken_down(self, value: Decimal) -> Breakdown | None:
        """The line of the table of taxes whose net and tax make this amount, give or take its rounding."""
        near = (line for line in self.breakdown if abs(line.net + line.tax - value) <= _ROUNDED)
        return min(near, key=lambda line: abs(line.net + line.tax - value), default=None)

    def adds_up(self, value: Decimal) -> bool:
        """Whether a subtotal with taxes, charges, discounts or rounding makes this amount."""
        parts = list(self._extras())
        bases = {entry.value for entry in self.of(Role.SUBTOTAL, Role.TOTAL, Role.PAYABLE)}
        return any(extra != 0 and abs(base + extra - value) < CENT for base, extra in product(bases, parts))

    def _extras(self) -> Iterator[Decimal]:
        tax = sum((entry.value for entry in self.taxes), Decimal(0))
        service = sum((entry.value for entry in self.of(Role.SERVICE, Role.TIP)), Decimal(0))
        discount = sum((abs(entry.value) for entry in self.of(Role.DISCOUNT)), Decimal(0))
        rounding = [entry.value for entry in self.of(Role.ROUNDING) if abs(entry.value) <= _ROUNDED]
        single = {entry.value for entry in self.taxes}
        for base in {tax, Decimal(0), *single}:
            for more in {Decimal(0), service, -discount, service - discount}:
                yield base + more
                for part in rounding:
                    # The sign of a rounding is often lost.
                    yield base + more + part
                    yield base + more - part

    def rated(self, tax: Entry, total: Decimal) -> bool:
        """Whether the tax is its printed rate of the total, on top of it or inside it, to the cent."""
        if tax.rate is None or tax.value == 0 or total <= 0:
            return False
        rate = tax.rate / 100
        inside = total - total / (1 + rate)
        bases = [entry.value * rate for entry in self.of(Role.SUBTOTAL)]
        return any(abs(tax.value - amount) <= CENT for amount in (inside, *bases))


def till_of(sheet: Sheet, style: Style) -> Till:
    """Find the lines with amounts and what each is."""
    entries: list[Entry] = []
    breakdown: list[Breakdown] = []
    summary = False
    for row in sheet.rows:
        role = role_of(row.folded)
        summary = _in_summary(row, role, entries, already=summary)
        pair = _breakdown(row, style)
        if pair and (summary or pair.rate is not None):
            breakdown.append(pair)
        for part in _parts(row):
            entry = _entry(sheet, part, Role.SUMMARY if summary else role_of(part.folded), style)
            if entry:
                entries.append(entry)
    return Till(entries=_without_dashes(entries), breakdown=tuple(breakdown))


def _without_dashes(entries: list[Entry]) -> tuple[Entry, ...]:
    """Totals whose minus no item, subtotal or tax shares: there the minus is a dash between words and figure."""
    refund = any(entry.value < 0 and entry.role in (Role.OTHER, Role.SUBTOTAL, Role.TAX) for entry in entries)
    if refund:
        return tuple(entries)
    totals = (Role.TOTAL, Role.PAYABLE)
    return tuple(replace(entry, value=abs(entry.value)) if entry.role in totals else entry for entry in entries)


def _parts(row: Row) -> list[Row]:
    """A line that says two things, ``TAX .26  BAL 2.24``, taken apart; mostly the line as it is."""
    words = list(_WORD_AND_FIGURE.finditer(row.text))
    if len(words) < 2 or any(role_of(fold(part[0])) is Role.OTHER for part in words):
        return [row]
    return [
        Row(index=row.index, page=row.page, cells=(replace(row.cells[-1], text=part[0].strip()),)) for part in words
    ]


def _in_summary(row: Row, role: Role, entries: list[Entry], *, already: bool) -> bool:
    """Whether the line belongs to the table of taxes that many slips end with; its sums are not the slip's."""
    if SUMMARY.search(row.folded):
        return True
    if SUMMARY_COLUMNS.search(row.folded):
        # The heads of the items name tax codes as well; the table of taxes comes after the total.
        return any(entry.role in (Role.TOTAL, Role.PAYABLE, Role.GIVEN) for entry in entries)
    return already and role not in (Role.PAYABLE, Role.GIVEN, Role.CHANGE)


def _breakdown(row: Row, style: Style) -> "Breakdown | None":
    """A line of the table of taxes: rate, net and tax."""
    figures = [
        money.value
        for cell in row.cells
        for money in values.money(_RATE.sub(" ", cell.text), style.convention)
        if money.decimals == 2
    ]
    rate = _RATE.search(row.folded)
    if not 2 <= len(figures) <= 3 or figures[0] <= figures[1]:
        return None
    return Breakdown(
        net=figures[0],
        tax=figures[1],
        rate=Decimal(rate[1].replace(",", ".")) if rate else None,
        cell=row.cells[-1],
    )


def _entry(sheet: Sheet, row: Row, role: Role, style: Style) -> Entry | None:
    figure = figure_in(row.cells, style)
    if figure is None and role in (Role.PAYABLE, Role.TOTAL, Role.TAX):
        figure = _on_own_row(sheet, row, style)
    if figure is None:
        return None
    cell, value, mended = figure
    if role is Role.ROUNDING and abs(value) > _MOST_ROUNDING:
        # "Rounded 37.45" is what is paid, not what was rounded off.
        role = Role.PAYABLE
    rate = _RATE.search(row.folded)
    return Entry(
        role=role,
        value=value,
        cell=cell,
        label=row.folded,
        rate=Decimal(rate[1].replace(",", ".")) if rate else None,
        mended=mended,
    )


def figure_in(cells: Iterable[Cell], style: Style) -> tuple[Cell, Decimal, bool] | None:
    """The rightmost amount of a line: its cell, value, and whether a lost point was put back."""
    for cell in reversed(tuple(cells)):
        text = _RATE.sub(" ", cell.text)
        found = [money for money in values.money(text, style.convention) if _is_price(money, cell, style)]
        if found:
            return cell, found[-1].value, False
        lost = _LOST_POINT.search(text)
        if lost and not values.days(text) and style.convention.sure:
            return cell, Decimal(f"{lost[1]}.{lost[2]}"), True
    return None


def _is_price(money: values.Money, cell: Cell, style: Style) -> bool:
    if money.decimals == 2:
        return not any(day.start <= money.start < day.end for day in values.days(cell.text))
    # Whole amounts only where the document shows no decimals at all (yen, rupiah, pounds without pence).
    return not style.convention.sure and len(cell.text) <= 12 and money.value >= 10


def _on_own_row(sheet: Sheet, row: Row, style: Style) -> tuple[Cell, Decimal, bool] | None:
    """The figure of a label that stands on a line of its own: below it, or, on a slope, above it."""
    for index, letters in ((row.index + 1, 4), (row.index - 1, 2)):
        if not 0 <= index < len(sheet.rows) or sheet.rows[index].page != row.page:
            continue
        other = sheet.rows[index]
        if sum(char.isalpha() for char in other.text) <= letters:
            return figure_in(other.cells, style)
    return None
