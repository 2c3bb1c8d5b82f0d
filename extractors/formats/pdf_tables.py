"""Ruled tables of a PDF page: the line items of an invoice, the rows of a statement. The only importer of pdfplumber.

pdfplumber makes cells of rules. The rules come from PDFium, and what stands in a cell from the text layer, so that a
table never reads differently from its page: letting pdfplumber read the page itself, in Python, costs ten times what
all the rest of a page does, and is one more reader for hostile files to break.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pdfplumber.table import (
    Table as Grid,
)
from pdfplumber.table import (
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)

from extractors.formats.pdf_rules import Rule
from strongroom.content import Table
from strongroom.page import Box, Word, group_lines

_LEAST_ROWS: Final = 2
_LEAST_COLUMNS: Final = 3
"""Smaller ones are frames around an address, or boxes to tick."""
_NEAR: Final = 3
"""Points between two rules that are one: the sides of a line that is drawn as a thin box."""
_SHORTEST: Final = 3
_MANY_RULES: Final = 4_000
_MANY_CROSSINGS: Final = 2_500
"""Of squared paper every crossing would be compared with every other."""
_Edge = dict[str, Any]


def tables_of(
    rules: Iterable[Rule], words: Sequence[Word], *, number: int, size: tuple[float, float]
) -> Iterator[Table]:
    """The tables that rules make on a page, from the top. ``size`` is the page's, in points; ``number`` is from 1."""
    width, height = size
    edges = [_edge(rule, width, height) for _, rule in zip(range(_MANY_RULES), rules, strict=False)]
    joined = merge_edges(edges, _NEAR, _NEAR, _NEAR, _NEAR) if edges else []
    # Only now: dashes and the short sides of lines drawn as boxes have been joined, and place those beside them.
    merged = [edge for edge in joined if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= _SHORTEST]
    upright = sum(edge["orientation"] == "v" for edge in merged)
    if upright * (len(merged) - upright) > 8 * _MANY_CROSSINGS:
        return
    crossings = edges_to_intersections(merged, _NEAR, _NEAR)
    if len(crossings) > _MANY_CROSSINGS:
        return
    for cells in cells_to_tables(intersections_to_cells(crossings)):
        grid = Grid(None, cells)
        if len(grid.rows) >= _LEAST_ROWS and max(len(row.cells) for row in grid.rows) >= _LEAST_COLUMNS:
            yield _table(grid, words, number=number, width=width, height=height)


def _edge(rule: Rule, width: float, height: float) -> _Edge:
    left, right, top, bottom = rule.left * width, rule.right * width, rule.top * height, rule.bottom * height
    return {
        "object_type": "line",
        "orientation": "v" if rule.upright else "h",
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "doctop": top,
        "width": right - left,
        "height": bottom - top,
    }


def _table(grid: Grid, words: Sequence[Word], *, number: int, width: float, height: float) -> Table:
    frame = _box(grid.bbox, width, height)
    inside = [word for word in words if _holds(frame, word)]
    rows = tuple(
        tuple("" if cell is None else _text(_box(cell, width, height), inside) for cell in row.cells)
        for row in grid.rows
    )
    return Table(page=number, box=frame, rows=rows)


def _text(cell: Box, words: Sequence[Word]) -> str:
    here = tuple(word for word in words if _holds(cell, word))
    return "\n".join(line.text for line in group_lines(here, slope=0.0))


def _holds(box: Box, word: Word) -> bool:
    middle = (word.box.left + word.box.right) / 2
    return box.left <= middle <= box.right and box.top <= word.box.middle <= box.bottom


def _box(sides: tuple[float, float, float, float], width: float, height: float) -> Box:
    left, top, right, bottom = sides
    return Box(left=left / width, top=top / height, right=right / width, bottom=bottom / height)
