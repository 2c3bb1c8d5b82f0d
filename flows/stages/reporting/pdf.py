"""A report as a PDF: figures, plots and tables on lying A4 pages, with the workbook attached."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf

from flows.stages.reporting.canvas import HEIGHT, WIDTH, Canvas, Colour, Style, fitted, width, wrapped
from flows.stages.reporting.words import Speech
from strongroom.errors import BadForm
from strongroom.reports.table import Bars, Days, Figure, Form, Report, Table

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK: Final = "report.xlsx"
_MARGIN: Final = 40.0
_ROOM: Final = WIDTH - 2 * _MARGIN
_BOTTOM: Final = HEIGHT - 44.0
_GREY: Final[Colour] = (0.36, 0.40, 0.43)
_LINE: Final[Colour] = (0.86, 0.87, 0.88)
_WASH: Final[Colour] = (0.94, 0.945, 0.937)
_ACCENT: Final[Colour] = (0.122, 0.373, 0.357)
_TITLE: Final = Style(size=20, bold=True)
_HEAD: Final = Style(size=12, bold=True)
_BODY: Final = Style(size=8)
_SAID: Final = Style(size=9.5)
_SMALL: Final = Style(size=7.5, colour=_GREY)
_COLUMN: Final = Style(size=7.5, bold=True, colour=_GREY)
_FIGURE: Final = Style(size=15, bold=True, colour=_ACCENT)
_LEADING: Final = 10.5
_SHOWN: Final = 60
"""Rows of one table; the workbook has them all."""
_RIGHT: Final = frozenset({Form.COUNT, Form.MONEY, Form.SHARE, Form.SECONDS, Form.HOURS})
_WIDEST: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What stands at the head of the first page, and at the foot of each; ``said`` are sentences below the title."""

    title: str
    under: str
    foot: str
    said: tuple[str, ...] = ()


def drawn(report: Report, speech: Speech, *, workbook: bytes) -> bytes:
    """The PDF of a report. The same report is always the same bytes."""
    made = speech.say(f"made_at:{speech.cell(Form.MOMENT, report.made_at)}")
    front = Front(
        title=speech.say(report.family.value),
        under=f"{report.period.first} – {report.period.last}  ·  {made}  ·  {speech.zone.key}",
        foot=f"{speech.say(report.family.value)} · {report.period.name}",
    )
    drawing = _Drawing(front, speech)
    drawing.figures(report.figures)
    drawing.plots(report.plotted)
    for table in report.tables:
        drawing.table(table)
    return drawing.file(f"{front.title} {report.period.name}", {WORKBOOK: workbook})


def drawn_tables(front: Front, tables: Sequence[Table], speech: Speech) -> bytes:
    """A PDF of tables alone, behind some sentences, with every row of them."""
    drawing = _Drawing(front, speech)
    for table in tables:
        drawing.table(table, most=None)
    return drawing.file(front.title, {})


def workbook_of(data: bytes) -> bytes:
    """The workbook inside the PDF of a report (BadForm: there is none)."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            found: bytes = pdf.attachments[WORKBOOK].get_file().read_bytes()
    except (pikepdf.PdfError, KeyError, ValueError):
        raise BadForm(field="document") from None
    return found


def pages_of(data: bytes) -> int:
    """How many pages a PDF of ours has."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


class _Drawing:
    """Pages that are being drawn, from the top of the first one downwards."""

    def __init__(self, front: Front, speech: Speech) -> None:
        self._foot = front.foot
        self._speech = speech
        self._canvas = Canvas()
        self._y = 0.0
        self._turn()
        self._front(front)

    def file(self, title: str, attached: Mapping[str, bytes]) -> bytes:
        """The finished file."""
        return self._canvas.saved(title=title, language=self._speech.language, attached=attached, media=XLSX)

    def _turn(self) -> None:
        self._canvas.turn()
        self._canvas.text(_MARGIN, HEIGHT - 24, f"Strongroom · {self._foot}", _SMALL)
        page = self._speech.say(f"page:{self._canvas.pages}")
        self._canvas.right(WIDTH - _MARGIN, HEIGHT - 24, page, _SMALL)
        self._y = _MARGIN

    def _needs(self, height: float) -> None:
        if self._y + height > _BOTTOM:
            self._turn()

    def _front(self, front: Front) -> None:
        self._canvas.box(_MARGIN, self._y, (28, 4), _ACCENT)
        self._canvas.text(_MARGIN, self._y + 28, fitted(front.title, _ROOM, _TITLE), _TITLE)
        self._canvas.text(_MARGIN, self._y + 46, front.under, Style(size=10, colour=_GREY))
        self._y += 64
        for line in (line for said in front.said for line in wrapped(said, _ROOM, _SAID)):
            self._canvas.text(_MARGIN, self._y + 6, line, _SAID)
            self._y += 13
        self._y += 8 if front.said else 0

    def figures(self, figures: Sequence[Figure]) -> None:
        """Boxes with a number each."""
        across, gap, height = 5, 8.0, 42.0
        room = (_ROOM - gap * (across - 1)) / across
        for place, figure in enumerate(figures):
            column = place % across
            if column == 0:
                self._needs(height + gap)
            x = _MARGIN + column * (room + gap)
            self._canvas.box(x, self._y, (room, height), _WASH)
            value = self._speech.cell(figure.form, figure.value)
            self._canvas.text(x + 8, self._y + 20, value, _FIGURE)
            label = fitted(self._speech.say(figure.key), room - 16, _SMALL)
            self._canvas.text(x + 8, self._y + 34, label, _SMALL)
            if column == across - 1 or place == len(figures) - 1:
                self._y += height + gap
        self._y += 12

    def plots(self, plots: Sequence[Bars | Days]) -> None:
        """Plots, two abreast."""
        gap = 24.0
        room = (_ROOM - gap) / 2
        for start in range(0, len(plots), 2):
            pair = plots[start : start + 2]
            height = max(_height(plot) for plot in pair)
            self._needs(height + 40)
            for column, plot in enumerate(pair):
                x = _MARGIN + column * (room + gap)
                title = self._speech.say(plot.key)
                self._canvas.text(x, self._y + 12, title, _HEAD)
                if isinstance(plot, Bars):
                    self._bars(plot, x, room)
                else:
                    self._days(plot, x, (room, height))
            self._y += height + 40

    def _bars(self, plot: Bars, x: float, room: float) -> None:
        labels, figures = room * 0.38, 64.0
        longest = max(value for _, value in plot.values) or 1.0
        for place, (name, value) in enumerate(plot.values):
            y = self._y + 24 + place * 15
            label = fitted(self._speech.cell(plot.labels, name), labels - 8, _BODY)
            self._canvas.right(x + labels - 6, y + 8, label, _BODY)
            length = max(0.5, (room - labels - figures) * value / longest)
            self._canvas.box(x + labels, y, (length, 10), _ACCENT)
            self._canvas.text(x + labels + length + 5, y + 8, f"{value:,.0f}", _SMALL)

    def _days(self, plot: Days, x: float, size: tuple[float, float]) -> None:
        top, bottom = self._y + 30, self._y + 24 + size[1] - 14
        highest = max(count for _, count in plot.values) or 1
        each = size[0] / len(plot.values)
        for place, (day, count) in enumerate(plot.values):
            left, high = x + place * each, (bottom - top) * count / highest
            if day.weekday() >= 5:
                self._canvas.box(left, top, (each, bottom - top), _WASH)
            if count:
                self._canvas.box(left + each * 0.12, bottom - high, (each * 0.76, high), _ACCENT)
        self._canvas.line((x, bottom), (x + size[0], bottom), _GREY)
        self._canvas.text(x, bottom + 11, _short(plot.values[0][0]), _SMALL)
        self._canvas.right(x + size[0], bottom + 11, _short(plot.values[-1][0]), _SMALL)
        peak = next(place for place, (_, count) in enumerate(plot.values) if count == highest)
        self._canvas.text(x + peak * each, top - 3, f"{highest:,}", _SMALL)

    def table(self, table: Table, *, most: int | None = _SHOWN) -> None:
        """A table with its title; of rows beyond ``most`` it says how many they are."""
        speech, note = self._speech, self._speech.note(table.key)
        told = wrapped(note, _ROOM, _SMALL) if note else []
        self._needs(70 + 10 * len(told))
        self._canvas.text(_MARGIN, self._y + 14, speech.say(table.key), _HEAD)
        self._y += 20
        for line in told:
            self._canvas.text(_MARGIN, self._y + 9, line, _SMALL)
            self._y += 10
        if not table.rows:
            self._canvas.text(_MARGIN, self._y + 12, speech.say("nothing"), _BODY)
            self._y += 32
            return
        cells = [self._said(table, row) for row in table.rows[:most]]
        widths = _widths([speech.say(column.key) for column in table.columns], cells)
        self._heads(table, widths)
        for row in cells:
            self._row(table, row, widths)
        if len(table.rows) > len(cells):
            self._needs(14)
            more = speech.say(f"more_rows:{len(table.rows) - len(cells):,}")
            self._canvas.text(_MARGIN, self._y + 11, more, _SMALL)
            self._y += 12
        self._y += 20

    def _said(self, table: Table, row: Sequence[object]) -> list[str]:
        return [self._speech.cell(column.form, cell) for column, cell in zip(table.columns, row, strict=True)]  # type: ignore[arg-type]

    def _heads(self, table: Table, widths: Sequence[float]) -> None:
        self._canvas.box(_MARGIN, self._y + 3, (sum(widths), 15), _WASH)
        x = _MARGIN
        for column, room in zip(table.columns, widths, strict=True):
            title = fitted(self._speech.say(column.key), room - 8, _COLUMN)
            if column.form in _RIGHT:
                self._canvas.right(x + room - 4, self._y + 13.5, title, _COLUMN)
            else:
                self._canvas.text(x + 4, self._y + 13.5, title, _COLUMN)
            x += room
        self._y += 18

    def _row(self, table: Table, row: Sequence[str], widths: Sequence[float]) -> None:
        lines = [wrapped(cell, room - 8, _BODY)[:3] for cell, room in zip(row, widths, strict=True)]
        height = _LEADING * max(map(len, lines)) + 4
        if self._y + height > _BOTTOM:
            self._turn()
            self._heads(table, widths)
        x = _MARGIN
        for column, cell, room in zip(table.columns, lines, widths, strict=True):
            for number, line in enumerate(cell):
                y = self._y + 10.5 + number * _LEADING
                if column.form in _RIGHT:
                    self._canvas.right(x + room - 4, y, line, _BODY)
                else:
                    self._canvas.text(x + 4, y, line, _BODY)
            x += room
        self._y += height
        self._canvas.line((_MARGIN, self._y), (_MARGIN + sum(widths), self._y), _LINE)


def _height(plot: Bars | Days) -> float:
    return 15.0 * len(plot.values) if isinstance(plot, Bars) else 130.0


def _widths(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> list[float]:
    """As wide as what stands in them; where that is too much, the widest give way first."""
    wanted = [
        min(_WIDEST, max([width(head, _COLUMN), *(width(row[place], _BODY) for row in cells)]) + 10)
        for place, head in enumerate(heads)
    ]
    while sum(wanted) > _ROOM:
        widest = wanted.index(max(wanted))
        wanted[widest] -= min(10.0, sum(wanted) - _ROOM)
    return wanted


def _short(day: dt.date) -> str:
    return day.isoformat()
