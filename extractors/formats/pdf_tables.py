"""Ruled tables of a PDF page: the line items of an invoice, the rows of a statement. The only importer of pdfplumber.

pdfplumber finds the cells by their rules; what stands in them is said by the text layer, so that a table never reads
differently from its page. It costs ten times what the layer costs, and is asked only about pages with rules on them.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Final

import pdfplumber
from pdfplumber.page import Page as Sheet
from pdfplumber.table import Table as Ruled

from strongroom.content import Table
from strongroom.page import Box, Word, group_lines

_LEAST_ROWS: Final = 2
_LEAST_COLUMNS: Final = 3
"""Smaller ones are frames around an address, or boxes to tick."""
_MANY_CELLS: Final = 5_000
_Sides = tuple[float, float, float, float]


class TableFinder:
    """The tables of one PDF, page by page."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._document: pdfplumber.PDF | None = None

    def close(self) -> None:
        """Let go of the document."""
        if self._document:
            self._document.close()

    def tables(self, number: int, words: Sequence[Word]) -> tuple[Table, ...]:
        """The tables of a page, counted from 1, whose words are these; none where they cannot be found."""
        try:
            return tuple(self._found(number, words))
        except Exception:  # noqa: BLE001
            # pdfminer raises whatever its Python stumbles over on files that PDFium reads well, and there is no list of
            # it. The page has been read; a table is an extra, and its loss is no reason to lose the page.
            logging.getLogger(__name__).debug("no tables found")
            return ()

    def _found(self, number: int, words: Sequence[Word]) -> Iterator[Table]:
        if self._document is None:
            self._document = pdfplumber.open(BytesIO(self._data), password="")
        sheet = self._document.pages[number - 1]
        try:
            for ruled in sheet.find_tables():
                if len(ruled.rows) >= _LEAST_ROWS and len(ruled.cells) <= _MANY_CELLS:
                    table = _table(ruled, sheet, number, words)
                    if max(len(row) for row in table.rows) >= _LEAST_COLUMNS:
                        yield table
        finally:
            sheet.close()


@contextmanager
def table_finder(data: bytes) -> Iterator[TableFinder]:
    """Open nothing yet; close at the end what was opened."""
    finder = TableFinder(data)
    try:
        yield finder
    finally:
        with suppress(OSError, ValueError):
            finder.close()


def _table(ruled: Ruled, sheet: Sheet, number: int, words: Sequence[Word]) -> Table:
    frame = _box(ruled.bbox, sheet)
    inside = [word for word in words if _holds(frame, word)]
    rows = tuple(
        tuple("" if cell is None else _text(_box(cell, sheet), inside) for cell in row.cells) for row in ruled.rows
    )
    return Table(page=number, box=frame, rows=rows)


def _text(cell: Box, words: Sequence[Word]) -> str:
    here = tuple(word for word in words if _holds(cell, word))
    return "\n".join(line.text for line in group_lines(here, slope=0.0))


def _holds(box: Box, word: Word) -> bool:
    middle = (word.box.left + word.box.right) / 2
    return box.left <= middle <= box.right and box.top <= word.box.middle <= box.bottom


def _box(sides: _Sides, sheet: Sheet) -> Box:
    # pdfplumber counts from the corner of the sheet; a viewer shows what lies within the crop box.
    left, top, right, bottom = sheet.cropbox
    wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)

    def inside(fraction: float) -> float:
        return min(1.0, max(0.0, fraction))

    x0, y0, x1, y1 = sides
    return Box(
        left=inside((x0 - left) / wide),
        top=inside((y0 - top) / high),
        right=inside((x1 - left) / wide),
        bottom=inside((y1 - top) / high),
    )
