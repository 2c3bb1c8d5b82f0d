"""A report as a workbook: a sheet for each table, with numbers as numbers and dates as dates.

What strangers wrote stands in cells as text and nothing else: a seller called ``=HYPERLINK(...)`` is a name.
"""

import datetime as dt
import io
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from flows.stages.reporting.words import Speech
from strongroom.reports.table import Cell as Value
from strongroom.reports.table import Form, Report, Table

_FORMATS: Final = {
    Form.COUNT: "#,##0",
    Form.MONEY: "#,##0.00",
    Form.SHARE: "0.0%",
    Form.SECONDS: "#,##0.0",
    Form.HOURS: "#,##0.0",
    Form.DAY: "yyyy-mm-dd",
    Form.MOMENT: "yyyy-mm-dd hh:mm",
}
_NARROWEST, _WIDEST = 10, 60
_HEAD: Final = Font(bold=True)
_WASH: Final = PatternFill("solid", fgColor="E2EFED")
_LONGEST_CELL: Final = 32_767
"""What a cell of the format holds."""


def workbook(report: Report, speech: Speech) -> bytes:
    """The workbook of a report."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "Strongroom"
    book.properties.title = f"{speech.say(report.family.value)} {report.period.name}"
    book.properties.created = report.made_at.replace(tzinfo=None)
    _front(book, report, speech)
    for table in report.tables:
        _sheet(book, table, speech)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _front(book: Any, report: Report, speech: Speech) -> None:
    sheet = _new(book, speech.say("figures"))
    _write(sheet.cell(1, 1), Form.TEXT, speech.say(report.family.value), speech)
    _write(sheet.cell(1, 2), Form.TEXT, report.period.name, speech)
    _write(sheet.cell(2, 1), Form.TEXT, speech.say("made_at:"), speech)
    _write(sheet.cell(2, 2), Form.MOMENT, report.made_at, speech)
    _head(sheet, 4, [speech.say("figure"), speech.say("value")])
    for number, figure in enumerate(report.figures, start=5):
        _write(sheet.cell(number, 1), Form.TEXT, speech.say(figure.key), speech)
        _write(sheet.cell(number, 2), figure.form, figure.value, speech)
    sheet.freeze_panes = "A5"
    _fit(sheet)


def _sheet(book: Any, table: Table, speech: Speech) -> None:
    sheet = _new(book, speech.say(table.key))
    _head(sheet, 1, [speech.say(column.key) for column in table.columns])
    for number, row in enumerate(table.rows, start=2):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            _write(sheet.cell(number, place), column.form, value, speech)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{max(1, len(table.rows) + 1)}"
    _fit(sheet)
    _note(sheet, table, speech)


def _note(sheet: Worksheet, table: Table, speech: Speech) -> None:
    note = speech.note(table.key)
    if note:
        # Beside the table: a line above it would break sorting and filtering.
        _write(sheet.cell(1, len(table.columns) + 2), Form.TEXT, note, speech)


def _new(book: Any, title: str) -> Worksheet:
    # Names of sheets have at most 31 letters, and none of these.
    legal = "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31]
    sheet: Worksheet = book.create_sheet(legal)
    return sheet


def _head(sheet: Worksheet, row: int, titles: list[str]) -> None:
    for place, title in enumerate(titles, start=1):
        cell = sheet.cell(row, place)
        cell.value = title
        cell.font, cell.fill = _HEAD, _WASH
        cell.alignment = Alignment(vertical="top", wrap_text=True)


def _write(cell: Cell, form: Form, value: Value, speech: Speech) -> None:
    if value is None or value == "":
        return
    if form in _FORMATS:
        cell.value = _number(value, speech)
        cell.number_format = _FORMATS[form]
        return
    said = speech.cell(form, value)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", said)[:_LONGEST_CELL]
    # The library takes a text that begins with = for a formula. The mark keeps it a text even when somebody opens the
    # cell and presses Enter.
    cell.data_type = "s"
    cell.quotePrefix = True


def _number(value: Value, speech: Speech) -> int | float | Decimal | dt.date:
    if isinstance(value, dt.datetime):
        # The format knows no zones.
        return value.astimezone(speech.zone).replace(tzinfo=None)
    if isinstance(value, str) or value is None:
        raise ValueError("a text is no number")
    return value


def _fit(sheet: Worksheet) -> None:
    for cells in sheet.columns:
        widest = max(_breadth(cell) for cell in cells)
        sheet.column_dimensions[get_column_letter(cells[0].column)].width = min(_WIDEST, max(_NARROWEST, widest + 2))


def _breadth(cell: Cell) -> int:
    if isinstance(cell.value, dt.date):
        return len(cell.number_format)
    if cell.data_type == "n":
        return len(f"{cell.value:,.2f}") if cell.value is not None else 0
    return sum(1 if ord(letter) < 0x1100 else 2 for letter in str(cell.value or ""))
