"""Ruled tables of PDF pages, as readers get them."""

from io import BytesIO

import pikepdf
import pytest

from extractors.engines.scripted import ScriptedEngine
from extractors.formats.pdf_tables import table_finder
from extractors.open import open_content
from strongroom.content import Content
from strongroom.settings import Limits
from tests.extractors.drawn import pdf, pdf_bytes

ROWS = (("Item", "Quantity", "Price"), ("Paper", "10", "118.00"), ("Pens", "", "7.50"))


def ruled(*, crop: tuple[int, int, int, int] | None = None, turn: int = 0, rules: bool = True) -> bytes:
    """An A4 page with a table of three columns of 120 points and rows of 20 points, its top left at (60, 700)."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    drawn = ["BT /F1 10 Tf 60 780 Td (Outside the table) Tj ET"]
    for row, cells in enumerate(ROWS):
        for place, cell in enumerate(cells):
            drawn.append(f"BT /F1 10 Tf {65 + 120 * place} {686 - 20 * row} Td ({cell}) Tj ET")
    if rules:
        drawn += [f"60 {700 - 20 * row} m 420 {700 - 20 * row} l S" for row in range(4)]
        drawn += [f"{60 + 120 * place} 700 m {60 + 120 * place} 640 l S" for place in range(4)]
    page.obj.Contents = document.make_stream("\n".join(drawn).encode())
    page.obj.Rotate = turn
    if crop:
        page.obj.CropBox = pikepdf.Array(list(crop))
    return pdf_bytes(document)


def read(data: bytes) -> Content:
    return open_content(data, ScriptedEngine([()]), Limits())


def test_a_ruled_table_is_given_row_by_row() -> None:
    (table,) = read(ruled()).tables
    assert ROWS == table.rows
    assert 1 == table.page
    assert table.box
    assert table.box.left == pytest.approx(60 / 595, abs=0.005)
    assert table.box.top == pytest.approx(142 / 842, abs=0.005)


def test_cells_are_found_on_a_cropped_page() -> None:
    (table,) = read(ruled(crop=(30, 300, 560, 820))).tables
    assert ROWS == table.rows


def test_text_without_rules_is_no_table() -> None:
    assert () == read(ruled(rules=False)).tables
    assert () == read(pdf()).tables


def test_every_page_has_its_own() -> None:
    with pikepdf.open(BytesIO(ruled())) as document:
        document.pages.append(document.pages[0])
        content = read(pdf_bytes(document))
    assert [1, 2] == [table.page for table in content.tables]


def test_a_page_that_the_table_finder_cannot_open_has_no_tables() -> None:
    with table_finder(b"no PDF at all") as finder:
        assert () == finder.tables(1, ())
    with table_finder(ruled()) as finder:
        assert () == finder.tables(9, ())
