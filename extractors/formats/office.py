"""Word and Excel files of 2007 and later (ECMA-376): their text and their tables.

Nothing in them runs: macros, formulas, links and embedded objects are left alone; of a formula the value that was last
worked out is read. The only importer of python-docx and openpyxl.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Final

import docx
import openpyxl
from docx.document import Document
from docx.table import Table as WordTable
from lxml.etree import LxmlError
from openpyxl.cell.cell import Cell

from extractors.formats.archive import Package
from extractors.formats.xml import MAX_XML_BYTES
from strongroom.errors import Damaged, UnpacksTooLarge

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = tuple[str, ...]

_MOST_ROWS: Final = 20_000
_MOST_COLUMNS: Final = 100
_MOST_SHEETS: Final = 100
_MOST_UNPACKED: Final = 8 * MAX_XML_BYTES
_ERRORS: Final = (
    LxmlError,
    zipfile.BadZipFile,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,  # ElementTree's ParseError is one
    EOFError,
)
"""What the two libraries raise on parts that are missing or not what the format says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An office file as text: ``lines`` in order, each table's rows among them, and the tables by themselves."""

    lines: tuple[str, ...]
    tables: tuple[tuple[Row, ...], ...]


def sort_of(package: Package) -> str | None:
    """The media type of an office package; None if it is none that is read."""
    if "[content_types].xml" not in package.names:
        return None
    if "word/document.xml" in package.names:
        return DOCX
    return XLSX if "xl/workbook.xml" in package.names else None


def check(package: Package) -> None:
    """Look whether an office package is safe to be parsed.

    Raises:
        UnpacksTooLarge: its XML is longer than any honest one.
        Damaged: a part cannot be unpacked, or declares a document type: the format forbids it, and entities are how
            XML attacks its reader.
    """
    left = _MOST_UNPACKED
    for name in package.names:
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        data = package.read(name) or b""
        left -= len(data)
        if left < 0 or len(data) > MAX_XML_BYTES:
            raise UnpacksTooLarge(limit=MAX_XML_BYTES)
        if b"<!DOCTYPE" in data.replace(b"\0", b""):  # also where letters are written with two bytes
            raise Damaged()


def read_word(data: bytes) -> Paper:
    """Read a Word file: headers, then paragraphs and tables as they follow each other.

    Raises:
        Damaged: it cannot be taken apart.
    """
    try:
        document = docx.Document(BytesIO(data))
        pieces = list(_word_pieces(document))
    except _ERRORS as error:
        raise Damaged() from error
    return _paper(pieces)


def read_excel(data: bytes) -> Paper:
    """Read an Excel file: its visible sheets one after the other, each a table under its name.

    Raises:
        Damaged: it cannot be taken apart.
    """
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            pieces = list(_excel_pieces(book))
        finally:
            book.close()
    except _ERRORS as error:
        raise Damaged() from error
    return _paper(pieces)


READERS: Final = MappingProxyType({DOCX: read_word, XLSX: read_excel})


_Piece = str | tuple[Row, ...]


def _paper(pieces: list[_Piece]) -> Paper:
    lines: list[str] = []
    for piece in pieces:
        lines.extend([piece] if isinstance(piece, str) else (_printed(row) for row in piece))
    return Paper(lines=tuple(lines), tables=tuple(piece for piece in pieces if not isinstance(piece, str) and piece))


def _printed(row: Row) -> str:
    return "   ".join(" ".join(cell.split()) for cell in row if cell)


def _word_pieces(document: Document) -> Iterator[_Piece]:
    for section in list(document.sections)[:1]:
        yield from (paragraph.text for paragraph in section.header.paragraphs if paragraph.text.strip())
    for item in document.iter_inner_content():
        if isinstance(item, WordTable):
            yield tuple(_word_rows(item))
        else:
            yield item.text
    for section in list(document.sections)[:1]:
        yield from (paragraph.text for paragraph in section.footer.paragraphs if paragraph.text.strip())


def _word_rows(table: WordTable) -> Iterator[Row]:
    for row in table.rows[:_MOST_ROWS]:
        cells: list[str] = []
        seen: list[object] = []
        for cell in row.cells[:_MOST_COLUMNS]:
            # A cell that spans several columns is given once for each: its text stands in the first.
            cells.append("" if any(cell._tc is other for other in seen) else cell.text.strip())  # noqa: SLF001 - no other way
            seen.append(cell._tc)  # noqa: SLF001
        yield tuple(cells)


def _excel_pieces(book: openpyxl.Workbook) -> Iterator[_Piece]:
    left = _MOST_ROWS
    for sheet in book.worksheets[:_MOST_SHEETS]:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # what a file says of its own size is a guess, or a lie
        rows = []
        for cells in sheet.iter_rows(max_row=left, max_col=_MOST_COLUMNS):
            row = tuple(_shown(cell) for cell in cells)
            if any(row):
                rows.append(_trimmed(row))
        left -= len(rows)
        yield sheet.title
        yield tuple(rows)
        if left <= 0:
            return


def _trimmed(row: Row) -> Row:
    last = max(place for place, cell in enumerate(row) if cell)
    return row[: last + 1]


def _shown(cell: Cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, str(cell.number_format or ""))
    return str(value).strip()


def _number(value: float, shape: str) -> str:
    decimals = re.search(r"[0#]\.(0+)", shape)
    if decimals and "%" not in shape:
        return f"{value:.{min(len(decimals[1]), 10)}f}"
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
