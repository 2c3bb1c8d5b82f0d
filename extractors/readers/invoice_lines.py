"""The line items of invoices, orders and delivery notes: rows under a line of column titles, down to the first sum."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers import values
from extractors.readers.labelled import Style
from extractors.readers.sheet import Cell, Row, Sheet

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("position", r"^(?:pos\.?|position|#|no\.?|nr\.?|item no\.?|line|序号)$"),
        (
            "unit_price",
            r"单价|unit price|price|\brate\b|einzelpreis|e-preis|\bpreis\b|\bprix\b|precio|prezzo|\bprijs\b",
        ),
        ("tax_rate", r"^(?:vat|tax|mwst|ust|tva|iva|btw)\.?(?: ?(?:rate|satz|%|in %))?$|steuersatz|taux|^税率$"),
        ("quantity", r"\bqty\b|quantity|menge|anzahl|quantit|cantidad|aantal|数量|^hours$|^units$"),
        ("amount", r"金额|amount|line total|^total|gesamt|betrag|montant|importe|importo|bedrag|net price|summe"),
        ("unit", r"^unit$|einheit|^unite$|^uom$|^单位$"),
        ("specification", r"规格|型号|^size$"),
        (
            "description",
            r"品名|名称|货物|物料|description|item|product|service|artikel|bezeichnung|beschreibung|leistung|designation|concepto"
            r"|omschrijving|descrizione",
        ),
    )
)
_LEAST_COLUMNS = 3
_SUM = re.compile(
    r"\b(?:sub ?total|total|net amount|amount due|balance due|gesamtbetrag|rechnungsbetrag|nettobetrag|total ht"
    r"|sous-total|base imponible|imponibile|subtotaal|totaal|vat|mwst|ust|tva|iva|btw|sales tax)\b|summe\b|合计|总计"
)
_COUNTED = frozenset({"quantity", "unit_price", "position"})
_NUMBERS = ("quantity", "unit_price", "tax_rate", "amount")
_ROWS = 400
PRICED = frozenset({"amount", "description"})
"""What a row has to have where goods are charged for."""
COUNTED = frozenset({"quantity", "description"})
"""What a row has to have where they are only counted."""
# Where another column describes the goods, this one numbers them.
_NUMBERING = frozenset({"item", "artikel", "article"})
Line = dict[str, str]


def lines(sheet: Sheet, style: Style, *, needed: frozenset[str] = PRICED) -> Iterator[Mapping[str, str]]:
    """Each row that has what is ``needed``, with the cells that stand under a title."""
    columns: Mapping[str, Cell] = {}
    for row in sheet.rows[:_ROWS]:
        titles = _titles(row, needed)
        if titles:
            columns = titles
            continue
        if not columns:
            continue
        line = _line(row, columns, style)
        # Items are counted or numbered where their table has a column for it; sums never are.
        counted = bool(line.keys() & _COUNTED) or not (columns.keys() & _COUNTED)
        if _SUM.search(row.folded) and not line.keys() & _COUNTED:
            columns = {}
        elif counted and needed <= line.keys():
            yield line


def _titles(row: Row, needed: frozenset[str]) -> Mapping[str, Cell]:
    found: dict[str, Cell] = {}
    for cell in row.cells:
        name = next((name for name, pattern in _COLUMNS if pattern.search(cell.folded)), None)
        if name == "description" and name in found and found[name].folded in _NUMBERING:
            found["position"] = found.pop(name)
        if name and name not in found and len(cell.text) < 30:
            found[name] = cell
    return found if len(found) >= _LEAST_COLUMNS and needed <= found.keys() else {}


def _line(row: Row, columns: Mapping[str, Cell], style: Style) -> Line:
    found: Line = {}
    for cell in row.cells:
        name = min(columns, key=lambda title: _distance(cell, columns[title]))
        text = cell.text
        if name in _NUMBERS:
            numbers = values.money(text, style.convention)
            if len(numbers) != 1:
                name = "description"
            elif name != "tax_rate":
                text = f"{numbers[0].value:f}"
        found[name] = f"{found[name]} {text}" if name == "description" and name in found else text
    return found


def _distance(cell: Cell, title: Cell) -> float:
    # Numbers end under the end of their title, words begin under its beginning; either may be centred.
    a, b = cell.box, title.box
    return min(abs(a.right - b.right), abs(a.left - b.left), abs(a.left + a.right - b.left - b.right) / 2)
