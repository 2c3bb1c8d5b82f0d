"""The plots of a report as charts of a workbook: their values in two columns, and beside them what they look like."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from flows.stages.reporting.cells import heading, write
from flows.stages.reporting.words import Speech
from strongroom.reports.table import Bars, Days, Form

_ACCENT: Final = "1F5F5B"
_ROOM: Final = 20
"""Rows that a chart takes at least."""
_BESIDE: Final = 4
_WIDTH: Final = 22.0
_ROW: Final = 0.53
"""Centimetres of a row of 15 points."""


def charts(sheet: Worksheet, plots: Sequence[Bars | Days], speech: Speech) -> None:
    """Plots one below the other; each has at least one value."""
    top = 1
    for plot in plots:
        last = _values(sheet, top, plot, speech)
        sheet.add_chart(_chart(sheet, (top, last), plot, speech), sheet.cell(top, _BESIDE).coordinate)
        top = max(last, top + _ROOM) + 2


def _values(sheet: Worksheet, top: int, plot: Bars | Days, speech: Speech) -> int:
    heading(sheet, top, [speech.say(plot.key), speech.say("value")])
    named = Form.DAY if isinstance(plot, Days) else plot.labels
    values: Sequence[tuple[str | dt.date, float]] = plot.values
    for row, (name, value) in enumerate(values, start=top + 1):
        write(sheet.cell(row, 1), named, name, speech)
        write(sheet.cell(row, 2), Form.COUNT, value, speech)
    return top + len(plot.values)


def _chart(sheet: Worksheet, rows: tuple[int, int], plot: Bars | Days, speech: Speech) -> BarChart:
    top, last = rows
    chart = BarChart()
    chart.type = "col" if isinstance(plot, Days) else "bar"
    chart.title = speech.say(plot.key)
    chart.legend = None
    chart.gapWidth = 40
    chart.width, chart.height = _WIDTH, max(_ROOM, last - top) * _ROW
    chart.add_data(Reference(sheet, min_col=2, min_row=top + 1, max_row=last))
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=last))
    chart.series[0].graphicalProperties.solidFill = _ACCENT
    # The library hides axes unless told, in programs that go by the letter of the format.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "#,##0"
    if chart.type == "bar":
        # The first value above, as in the table beside it.
        chart.x_axis.scaling.orientation = "maxMin"
    return chart
