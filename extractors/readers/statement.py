"""Bank statements: the account, the period, both balances, and every movement as a row."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractors.readers import bilingual, values
from extractors.readers.cn_readings import BY_SHAPE, LABELLED
from extractors.readers.cn_values import dates
from extractors.readers.labelled import Style
from extractors.readers.sheet import Cell, Row, Sheet, sheet_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.page import Box
from strongroom.reading import Reading, Tables

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("counterparty", r"对方(?:户名|名称|单位)|counterparty|payee"),
        ("balance", r"余额|\bbalance\b|\bsaldo\b|\bsolde\b"),
        ("debit", r"借方|支出|付款金额|withdraw|\bdebit|paid out|money out|\bsoll\b|\bcargo"),
        ("credit", r"贷方|收入|存入|收款金额|deposit|\bcredit|paid in|money in|\bhaben\b|\babono"),
        ("amount", r"发生额|交易金额|^金额|\bamount\b|\bbetrag\b|\bmontant\b"),
        (
            "description",
            r"摘要|用途|附言|备注|description|details|particulars|transaction|verwendungszweck|buchungstext",
        ),
        ("date", r"日期|\bdate\b|\bdatum\b|\bbuchung"),
    )
)
_LEAST_COLUMNS = 3
_NUMBERS = ("debit", "credit", "amount", "balance")
_END = re.compile(r"合计|小计|本页|期末余额|closing balance|carried forward|\btotals?\b|neuer kontostand|summe")
_START = re.compile(r"期初|上期|承前|opening|brought forward|alter kontostand|balance at start")
_PERIOD = re.compile(r"[-~–—至到]|\bto\b|\bbis\b|\bau\b|\buntil\b", re.IGNORECASE)


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the head by its labels, and balances that have none from the rows."""
    found = {name: field for name, field in bilingual.read(kind, content).items() if name not in ("date",)}
    sheet = sheet_of(content)
    for field in _period(sheet):
        found[field.field] = field
    rows = list(_rows(sheet))
    if rows and "closing" not in found:
        cells, row = rows[-1]
        if "balance" in cells:
            confidence = BY_SHAPE * row.confidence
            value = Decimal(cells["balance"])
            found["closing"] = Reading(field="closing", value=value, confidence=confidence, source=row.source)
    return {name: field for name, field in found.items() if name in kind.by_name}


def tables(kind: Kind, content: Content) -> Tables:  # noqa: ARG001 - every reader's tables have this form
    """The movements: date, description, counterparty, debit, credit, balance."""
    rows = tuple(cells for cells, _ in _rows(sheet_of(content)))
    return {"rows": rows} if rows else {}


def _period(sheet: Sheet) -> Iterator[Reading]:
    style = Style.of(sheet)
    for row in sheet.rows[:40]:
        days = _days(row.text, style)
        if len(days) >= 2 and _PERIOD.search(row.text) and days[0] < days[1]:
            for name, day in (("period_start", days[0]), ("date", days[1])):
                confidence = LABELLED * row.confidence
                yield Reading(field=name, value=day, confidence=confidence, source=row.source)
            return


def _days(text: str, style: Style) -> list[dt.date]:
    chinese = list(dates(text))
    if chinese:
        return chinese
    order = style.order or values.Order.DAY_FIRST
    return [day for found in values.days(text) if (day := found.settled(order))]


def _rows(sheet: Sheet) -> Iterator[tuple[dict[str, str], Row]]:
    style = Style.of(sheet)
    columns: dict[str, Cell] = {}
    current: tuple[dict[str, str], Row] | None = None
    for row in sheet.rows:
        titles = _titles(row)
        if titles:
            columns = titles
            continue
        if not columns:
            continue
        cells = _cells(row, columns, style)
        if _END.search(row.folded) and "date" not in cells:
            break
        if "date" in cells and any(name in cells for name in _NUMBERS) and not _START.search(row.folded):
            if current:
                yield current
            current = (_signed(cells), row)
        elif current and "description" in cells and not any(name in cells for name in _NUMBERS):
            # A description that did not fit its column goes on below it.
            current[0]["description"] = f"{current[0].get('description', '')} {cells['description']}".strip()
    if current:
        yield current


def _titles(row: Row) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for cell in row.cells:
        name = next((name for name, pattern in _COLUMNS if pattern.search(cell.folded)), None)
        if name and name not in found and len(cell.text) < 24:
            found[name] = cell
    return found if len(found) >= _LEAST_COLUMNS and {"balance", "amount"} & found.keys() else {}


def _cells(row: Row, columns: Mapping[str, Cell], style: Style) -> dict[str, str]:
    found: dict[str, str] = {}
    for cell in row.cells:
        days, money = _days(cell.text, style), values.money(cell.text, style.convention)
        if days and "date" not in found and len(cell.text) < 14:
            found["date"] = days[0].isoformat()
        elif len(money) == 1 and money[0].decimals == 2 and money[0].end - money[0].start >= len(cell.text) - 2:
            name = _nearest(cell, {name: columns[name] for name in _NUMBERS if name in columns})
            found.setdefault(name, f"{money[0].value:f}")
        else:
            name = _nearest(cell, {name: columns[name] for name in ("description", "counterparty") if name in columns})
            found[name or "description"] = f"{found.get(name or 'description', '')} {cell.text}".strip()
    return found


def _nearest(cell: Cell, columns: Mapping[str, Cell]) -> str:
    def distance(name: str) -> float:
        title = columns[name].box
        # Numbers end under the end of their title, words begin under its beginning; either may be centred.
        return min(
            abs(cell.box.right - title.right), abs(cell.box.left - title.left), abs(_mid(cell.box) - _mid(title))
        )

    return min(columns, key=distance, default="")


def _mid(box: Box) -> float:
    return (box.left + box.right) / 2


def _signed(cells: Mapping[str, str]) -> dict[str, str]:
    """One column of signed amounts as the two that others print."""
    row = dict(cells)
    amount = row.pop("amount", None)
    if amount is not None and not {"debit", "credit"} & row.keys():
        row["debit" if amount.startswith("-") else "credit"] = amount.lstrip("-")
    return {name: text for name, text in row.items() if text}
