"""Cells of a workbook: numbers as numbers, dates as dates, and what strangers wrote as text and nothing else."""

import datetime as dt
from decimal import Decimal
from typing import Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from flows.stages.reporting.words import Speech
from strongroom.reports.table import Cell as Value
from strongroom.reports.table import Form

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


def heading(sheet: Worksheet, row: int, titles: list[str]) -> None:
    """A row of titles."""
    for place, title in enumerate(titles, start=1):
        cell = sheet.cell(row, place)
        cell.value = title
        cell.font, cell.fill = _HEAD, _WASH
        cell.alignment = Alignment(vertical="top", wrap_text=True)


def write(cell: Cell, form: Form, value: Value, speech: Speech) -> None:
    """A value in its form. A seller called ``=HYPERLINK(...)`` is a name."""
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


def fit(sheet: Worksheet) -> None:
    """Columns as wide as what stands in them."""
    for cells in sheet.columns:
        widest = max(_breadth(cell) for cell in cells)
        sheet.column_dimensions[get_column_letter(cells[0].column)].width = min(_WIDEST, max(_NARROWEST, widest + 2))


def _number(value: Value, speech: Speech) -> int | float | Decimal | dt.date:
    if isinstance(value, dt.datetime):
        # The format knows no zones.
        return value.astimezone(speech.zone).replace(tzinfo=None)
    if isinstance(value, str) or value is None:
        raise ValueError("a text is no number")
    return value


def _breadth(cell: Cell) -> int:
    if isinstance(cell.value, dt.date):
        return len(cell.number_format)
    if cell.data_type == "n":
        return len(f"{cell.value:,.2f}") if cell.value is not None else 0
    return sum(1 if ord(letter) < 0x1100 else 2 for letter in str(cell.value or ""))
