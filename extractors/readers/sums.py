"""Net, tax and total of an invoice: what the labels say of every amount, and the three that add up (BR-CO-15)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Flag, auto

from extractors.readers import values
from extractors.readers.labelled import Style
from extractors.readers.sheet import Cell, Sheet
from strongroom.fold import fold

_SLACK = Decimal("0.02")
# No VAT, GST or sales tax in force is higher than 27 % (Hungary) or, where there is one, lower than 1 %.
_LEAST_RATE = Decimal("0.01")
_MOST_RATE = Decimal("0.28")
# Column headers stand at most this many lines above their figures.
_HEADER_ROWS = 8
# Long documents hold thousands of amounts; the sums are among the last of them, and pairs cost their square.
_MOST_FIGURES = 160


_VAT = (
    r"(?:umsatzsteuer|mehrwertsteuer|mwst|ust|steuer|vat|tva|iva|btw|gst|tax|taxes|taxe|igic|imposta|impuesto|"
    r"omzetbelasting)"
)
# Amounts that are none of the sums, whatever else their labels say.
_NONE = re.compile(
    r"zuschl|abschl|charges?\s*amount|allowance|rabatt|discount|remise|descuento|sconto|korting|skonto|anzahlung|"
    r"prepaid|advance|acompte|paid|shipping|fracht|versand|einzelpreis|unit\s*price|prix\s*unit|precio\s*unit|"
    r"prezzo|grossbetrag"
)
_NET = re.compile(
    r"netto(?!preis)|zwischensumme|ohne\s*(?:ust|mwst)|(?:total|montant|eur|base)\s*h\.?\s?t\b|h\.?\s?t\.?$|"
    r"base\s*imp|imponibile|sub\W?total|subtotaal|\bnet\b|basisbetrag|warenwert|grondslag|taxable|\bbase\b|"
    rf"(?:without|w/o|excl\w*|before|exc|ohne|hors|sin|senza)\W*{_VAT}|exclusief|montant\s*hors|\bzzgl"
)
_TAX = re.compile(
    rf"{_VAT}(?:[\s_-]*(?:betrag|amount|bedrag|total))?(?![a-z])|steuerbetrag|umsatzsteuer|mehrwertsteuer|total\s*taxes"
)
_TOTAL = re.compile(
    r"gesamt(?:betrag|summe|preis)?|brutto|rechnungsbetrag|endbetrag|endsumme|\bttc\b|t\.t\.c|grand\s*total|"
    r"invoice\s*total|total\s*(?:gross|amount|inc\w*|invoice|facture|factura|fattura|documento|general)|"
    r"importe\s*total|totale?\b|totaal|gross|incl\w*\s*(?:vat|btw|tva|iva|tax|mwst)|\bsumme\b|amount\s*payable"
)
_DUE = re.compile(
    r"zahlbetrag|zu\s*zahlen|amount\s*due|balance\s*due|total\s*due|residual|solde|a\s*payer|a\s*pagar|te\s*betalen|"
    r"da\s*pagare|saldo|please\s*pay|to\s*pay|payable"
)


class Part(Flag):
    """Which sums a figure may be, by its labels."""

    NONE = 0
    NET = auto()
    TAX = auto()
    TOTAL = auto()
    DUE = auto()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """An amount and what its labels say."""

    value: Decimal
    cell: Cell
    part: Part
    place: int


@dataclass(frozen=True, kw_only=True)
class Sums:
    """The sums of an invoice.

    ``adds_up``: net and tax were both printed and make the total. ``derived`` names what was worked out from others.
    """

    net: Figure | None = None
    tax: Figure | None = None
    total: Figure | None = None
    adds_up: bool = False
    derived: frozenset[str] = frozenset()


def sums_of(sheet: Sheet, style: Style) -> Sums:
    """The likeliest net, tax and total."""
    figures = _figures(sheet, style)[-_MOST_FIGURES:]
    return _best_triple(figures) or _without_tax(figures) or _by_label(figures)


def _figures(sheet: Sheet, style: Style) -> list[Figure]:
    found: list[Figure] = []
    for cell in sheet.cells:
        text = re.sub(r"(\d) (,\d\d)\b", r"\1\2", cell.text)
        days = values.days(text)
        for money in values.money(text, style.convention):
            if any(day.start <= money.start < day.end for day in days):
                continue
            if money.decimals == 2 or (money.currency and money.decimals == 0):
                label = text[: money.start] + " " + text[money.end :]
                part = part_of(" ".join((_left_label(sheet, cell), label)))
                if part is Part.NONE:
                    part = _header_part(sheet, cell)
                found.append(Figure(value=money.value, cell=cell, part=part, place=len(found)))
    return found


def _left_label(sheet: Sheet, cell: Cell) -> str:
    """The words of the line left of the figure, if no other figure stands between."""
    words: list[str] = []
    for other in sheet.rows[cell.row].cells:
        if other is cell:
            break
        if _is_figure(other.text):
            words.clear()
        else:
            words.append(other.text)
    return " ".join(words)


def _header_part(sheet: Sheet, cell: Cell) -> Part:
    for row in reversed(sheet.rows[max(0, cell.row - _HEADER_ROWS) : cell.row]):
        if row.page != cell.page:
            break
        for other in row.cells:
            overlap = min(cell.box.right, other.box.right) - max(cell.box.left, other.box.left)
            if overlap > 0.2 * min(cell.box.width, other.box.width) and not _is_figure(other.text):
                part = part_of(other.text)
                if part is not Part.NONE:
                    return part
    return Part.NONE


def _is_figure(text: str) -> bool:
    return sum(char.isdigit() for char in text) > sum(char.isalpha() for char in text)


def part_of(label: str) -> Part:
    """What the words of a label say the figure is."""
    folded = fold(label)
    if _NONE.search(folded):
        return Part.NONE
    if _NET.search(folded):
        return Part.NET
    if _DUE.search(folded):
        return Part.DUE | Part.TOTAL if "total" in folded else Part.DUE
    if re.search(r"incl|inkl|\bttc\b|brutto|gross", folded) and _TOTAL.search(folded):
        return Part.TOTAL
    if _TAX.search(folded):
        return Part.TAX
    return Part.TOTAL if _TOTAL.search(folded) else Part.NONE


def _best_triple(figures: list[Figure]) -> Sums | None:
    best: tuple[tuple[int, Decimal, int], Sums] | None = None
    # What is called a total and is larger than the sum of these two contradicts them.
    largest = max((abs(figure.value) for figure in figures if Part.TOTAL in figure.part), default=Decimal(0))
    said = any(Part.TAX in figure.part for figure in figures)
    for net, tax, total in (*_triples(figures), *_row_triples(figures)):
        in_row = net.cell.row == tax.cell.row == total.cell.row
        if abs(total.value) < largest or (said and Part.TAX not in tax.part and not in_row):
            continue
        labels = 2 * (Part.NET in net.part) + 2 * (Part.TAX in tax.part) + 2 * (Part.TOTAL in total.part)
        labels += (Part.DUE in total.part) - 2 * (Part.TAX in total.part) - 2 * (Part.NET in total.part)
        labels -= 2 * (Part.TOTAL in tax.part) + (Part.TAX in net.part)
        labels += 2 * in_row
        if labels < 2:
            continue
        rank = (min(labels, 4), abs(total.value), labels)
        if best is None or rank > best[0]:
            best = rank, Sums(net=net, tax=tax, total=total, adds_up=True)
    return best[1] if best else None


def _triples(figures: list[Figure]) -> Iterator[tuple[Figure, Figure, Figure]]:
    by_value: dict[Decimal, list[Figure]] = {}
    for figure in figures:
        by_value.setdefault(figure.value, []).append(figure)
    distinct = list(by_value)
    for net_value in distinct:
        for tax_value in distinct:
            if net_value == 0 or not _LEAST_RATE <= tax_value / net_value <= _MOST_RATE:
                continue
            for total in by_value.get(net_value + tax_value, ()):
                net = _said(by_value[net_value], Part.NET)
                tax = _said(by_value[tax_value], Part.TAX)
                yield net, tax, total


def _row_triples(figures: list[Figure]) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Net, tax and total side by side, as a line of the table of taxes has them."""
    for net, tax, total in zip(figures, figures[1:], figures[2:], strict=False):
        makes_total = net.cell.row == total.cell.row and net.value + tax.value == total.value and net.value != 0
        if makes_total and _LEAST_RATE <= tax.value / net.value <= _MOST_RATE:
            yield net, tax, total


def _said(figures: list[Figure], part: Part) -> Figure:
    return next((figure for figure in reversed(figures) if part in figure.part), figures[-1])


def _without_tax(figures: list[Figure]) -> Sums | None:
    """Net and total are the same amount and the tax is printed as nothing."""
    zero = next((figure for figure in reversed(figures) if figure.value == 0 and Part.TAX in figure.part), None)
    nets = [figure for figure in figures if Part.NET in figure.part and figure.value != 0]
    totals = [figure for figure in figures if figure.part & (Part.TOTAL | Part.DUE) and figure.value != 0]
    for total in sorted(totals, key=lambda figure: -abs(figure.value)):
        for net in nets:
            if zero and net.value == total.value:
                return Sums(net=net, tax=zero, total=total, adds_up=True)
    return None


def _by_label(figures: list[Figure]) -> Sums:
    totals = [figure for figure in figures if Part.TOTAL in figure.part and figure.value != 0]
    dues = [figure for figure in figures if Part.DUE in figure.part and figure.value != 0]
    total = max(totals or dues, key=lambda figure: (abs(figure.value), figure.place), default=None)
    if total is None:
        return Sums()
    nets = [figure for figure in figures if Part.NET in figure.part and 0 < abs(figure.value) <= abs(total.value)]
    net = max(nets, key=lambda figure: (abs(figure.value), figure.place), default=None)
    taxes = [figure for figure in figures if Part.TAX in figure.part and abs(figure.value) < abs(total.value)]
    if net and _several(taxes, total.value - net.value):
        whole = Figure(value=total.value - net.value, cell=taxes[-1].cell, part=Part.TAX, place=taxes[-1].place)
        return Sums(net=net, tax=whole, total=total, adds_up=True, derived=frozenset({"tax"}))
    return Sums(net=net, tax=taxes[-1] if taxes else None, total=total)


def _several(taxes: list[Figure], whole: Decimal) -> bool:
    """Whether some of the tax lines (one for each rate) make the whole tax."""
    distinct = list(dict.fromkeys(tax.value for tax in taxes))[:6]
    reachable = {Decimal(0)}
    for value in distinct:
        reachable |= {so_far + value for so_far in reachable}
    return whole != 0 and any(abs(value - whole) <= _SLACK for value in reachable)
