"""Ruled tables of PDF pages, as readers get them."""

from io import BytesIO

import pikepdf
import pytest

from extractors.engines.scripted import ScriptedEngine
from extractors.open import open_content
from strongroom.content import Content
from strongroom.settings import Limits
from tests.extractors.drawn import pdf, pdf_bytes

ROWS = (("Item", "Quantity", "Price"), ("Paper", "10", "118.00"), ("Pens", "", "7.50"))


RULES = [f"60 {700 - 20 * row} m 420 {700 - 20 * row} l S" for row in range(4)] + [
    f"{60 + 120 * place} 700 m {60 + 120 * place} 640 l S" for place in range(4)
]


def texts() -> list[str]:
    """The cells of a table of columns of 120 points and rows of 20, its top left at (60, 700), and a line above it."""
    cells = [
        f"BT /F1 10 Tf {65 + 120 * place} {686 - 20 * row} Td ({cell}) Tj ET"
        for row, line in enumerate(ROWS)
        for place, cell in enumerate(line)
    ]
    return ["BT /F1 10 Tf 60 780 Td (Outside the table) Tj ET", *cells]


def drawn(content: str, *, form: str = "", crop: tuple[int, int, int, int] | None = None, turn: int = 0) -> bytes:
    """An A4 page of this content; ``form`` is drawn on it by /Form."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    fonts = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.obj.Resources = fonts
    if form:
        inner = document.make_stream(
            form.encode(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 595, 842], Resources=fonts
        )
        page.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=font), XObject=pikepdf.Dictionary(Form=inner)
        )
    page.obj.Contents = document.make_stream(content.encode())
    page.obj.Rotate = turn
    if crop:
        page.obj.CropBox = pikepdf.Array(list(crop))
    return pdf_bytes(document)


def ruled(*, crop: tuple[int, int, int, int] | None = None) -> bytes:
    return drawn("\n".join([*texts(), *RULES]), crop=crop)


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
    assert () == read(drawn("\n".join(texts()))).tables
    assert () == read(pdf()).tables


def test_every_page_has_its_own() -> None:
    with pikepdf.open(BytesIO(ruled())) as document:
        document.pages.append(document.pages[0])
        content = read(pdf_bytes(document))
    assert [1, 2] == [table.page for table in content.tables]


def test_squared_paper_is_no_table_and_takes_no_time() -> None:
    lines = [f"0 {y} m 595 {y} l S" for y in range(0, 842, 4)] + [f"{x} 0 m {x} 842 l S" for x in range(0, 595, 4)]
    assert () == read(drawn("\n".join(lines) + " BT /F1 10 Tf 60 780 Td (Squared) Tj ET")).tables


def test_a_turned_page_has_its_table_as_it_is_shown() -> None:
    upside_down = "-1 0 0 -1 595 842 cm " + "\n".join([*texts(), *RULES])
    (table,) = read(drawn(upside_down, turn=180)).tables
    assert ROWS == table.rows


BOXES = [f"{60 + 120 * place} {680 - 20 * row} 120 20 re S" for row in range(3) for place in range(3)]
THIN = [f"60 {699.5 - 20 * row} 360 1 re f" for row in range(4)] + [
    f"{59.5 + 120 * place} 640 1 60 re f" for place in range(4)
]


@pytest.mark.parametrize(
    "rules", [BOXES, THIN, ["60 700 m 420 700 l 420 640 l 60 640 l h S", *RULES[1:3], *RULES[5:7]]]
)
def test_rules_are_found_however_they_are_drawn(rules: list[str]) -> None:
    (table,) = read(drawn("\n".join([*texts(), *rules]))).tables
    assert ROWS == table.rows


def test_a_table_inside_a_form_stands_where_the_form_is_drawn() -> None:
    content = read(drawn("q 0.5 0 0 0.5 100 200 cm /Form Do Q", form="\n".join([*texts(), *BOXES])))
    (table,) = content.tables
    assert ROWS == table.rows
    assert table.box
    assert table.box.left == pytest.approx((100 + 30) / 595, abs=0.005)


def test_what_clips_and_is_not_painted_is_no_rule() -> None:
    clips = [rule.replace(" S", " W n") for rule in BOXES]
    assert () == read(drawn("\n".join([*texts(), *(f"q {clip} Q" for clip in clips)]))).tables
