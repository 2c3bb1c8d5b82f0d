"""A report as a workbook: its figures, its plots as charts, and a sheet for each table."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from flows.stages.reporting.cells import fit, heading, write
from flows.stages.reporting.charts import charts
from flows.stages.reporting.words import Speech
from strongroom.reports.table import Form, Report, Table


def workbook(report: Report, speech: Speech) -> bytes:
    """The workbook of a report."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "Strongroom"
    book.properties.title = f"{speech.say(report.family.value)} {report.period.name}"
    book.properties.created = report.made_at.replace(tzinfo=None)
    _front(book, report, speech)
    _plots(book, report, speech)
    for table in report.tables:
        _sheet(book, table, speech)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _front(book: Any, report: Report, speech: Speech) -> None:
    sheet = _new(book, speech.say("figures"))
    write(sheet.cell(1, 1), Form.TEXT, speech.say(report.family.value), speech)
    write(sheet.cell(1, 2), Form.TEXT, report.period.name, speech)
    write(sheet.cell(2, 1), Form.TEXT, speech.say("made_at:"), speech)
    write(sheet.cell(2, 2), Form.MOMENT, report.made_at, speech)
    heading(sheet, 4, [speech.say("figure"), speech.say("value")])
    for number, figure in enumerate(report.figures, start=5):
        write(sheet.cell(number, 1), Form.TEXT, speech.say(figure.key), speech)
        write(sheet.cell(number, 2), figure.form, figure.value, speech)
    sheet.freeze_panes = "A5"
    fit(sheet)


def _plots(book: Any, report: Report, speech: Speech) -> None:
    if report.plotted:
        sheet = _new(book, speech.say("plots"))
        charts(sheet, report.plotted, speech)
        fit(sheet)


def _sheet(book: Any, table: Table, speech: Speech) -> None:
    sheet = _new(book, speech.say(table.key))
    heading(sheet, 1, [speech.say(column.key) for column in table.columns])
    for number, row in enumerate(table.rows, start=2):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            write(sheet.cell(number, place), column.form, value, speech)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{max(1, len(table.rows) + 1)}"
    fit(sheet)
    _note(sheet, table, speech)


def _note(sheet: Worksheet, table: Table, speech: Speech) -> None:
    note = speech.note(table.key)
    if note:
        # Beside the table: a line above it would break sorting and filtering.
        write(sheet.cell(1, len(table.columns) + 2), Form.TEXT, note, speech)


def _new(book: Any, title: str) -> Worksheet:
    # Names of sheets have at most 31 letters, and none of these.
    legal = "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31]
    sheet: Worksheet = book.create_sheet(legal)
    return sheet
