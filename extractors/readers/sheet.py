"""A paper as a sheet of cells: text that stands together, with its place, so that labels find their values."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from strongroom.content import Content
from strongroom.fold import fold, fold_with_places, plain
from strongroom.page import Box, Line, Page, Word, group_lines
from strongroom.reading import Origin, Source
from strongroom.slope import slope_of

_WORD = re.compile(r"[a-z]+")
_ENGLISH = frozenset(
    {
        "total",
        "cash",
        "change",
        "thank",
        "you",
        "tax",
        "invoice",
        "receipt",
        "amount",
        "date",
        "price",
        "item",
        "the",
        "of",
    }
)
_ACCENTED = frozenset(
    {
        "de",
        "la",
        "le",
        "les",
        "des",
        "et",
        "du",
        "el",
        "los",
        "las",
        "y",
        "der",
        "die",
        "das",
        "und",
        "von",
        "mit",
        "het",
        "een",
    }
    | {"van", "merci", "gracias", "danke", "tva", "iva", "mwst"}
)
# In text a space is about a quarter of the letter height; columns stand at least a full height apart.
_COLUMN_GAP = 1.1
# The bound keeps reading linear: what names a paper stands on its first pages.
_PAGES = 20


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Words that stand close together on one line. ``row`` counts the lines of the whole document."""

    text: str
    box: Box
    page: int
    row: int
    confidence: float
    origin: Origin

    @cached_property
    def folded(self) -> str:
        """The text folded for matching."""
        return fold(self.text)

    @cached_property
    def letters(self) -> tuple[str, tuple[int, ...]]:
        """The text folded letter by letter, and the place of each letter in the text."""
        return fold_with_places(self.text)

    @property
    def source(self) -> Source:
        """Where the cell stands."""
        return Source(origin=self.origin, page=self.page, box=self.box)


@dataclass(frozen=True, kw_only=True)
class Row:
    """The cells of one line, left to right."""

    index: int
    page: int
    cells: tuple[Cell, ...]

    @cached_property
    def text(self) -> str:
        """The text of the whole line."""
        return " ".join(cell.text for cell in self.cells)

    @cached_property
    def folded(self) -> str:
        """The text folded for matching."""
        return fold(self.text)

    @cached_property
    def box(self) -> Box:
        """The box around all cells."""
        box = self.cells[0].box
        for cell in self.cells[1:]:
            box = box.union(cell.box)
        return box

    @cached_property
    def confidence(self) -> float:
        """The lowest confidence of its cells."""
        return min(cell.confidence for cell in self.cells)

    @property
    def source(self) -> Source:
        """Where the line stands."""
        return Source(origin=self.cells[0].origin, page=self.page, box=self.box)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All lines of a document in reading order."""

    rows: tuple[Row, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, line by line."""
        return tuple(cell for row in self.rows for cell in row.cells)

    @cached_property
    def text(self) -> str:
        """All lines."""
        return "\n".join(row.text for row in self.rows)

    @cached_property
    def folded(self) -> str:
        """All lines folded."""
        return "\n".join(row.folded for row in self.rows)

    @cached_property
    def writes_english(self) -> bool:
        """Whether English words outnumber those of accented languages: it decides what stray accents mean."""
        words = _WORD.findall(self.folded)
        return sum(word in _ENGLISH for word in words) > 2 * sum(word in _ACCENTED for word in words)

    def right_of(self, cell: Cell) -> Cell | None:
        """The next cell on the same line."""
        cells = self.rows[cell.row].cells
        place = cells.index(cell)
        return cells[place + 1] if place + 1 < len(cells) else None

    def below(self, cell: Cell, *, lines: int = 2) -> Iterator[Cell]:
        """Cells on the next lines of the page that overlap the cell's width, nearest first."""
        for row in self.rows[cell.row + 1 : cell.row + 1 + lines]:
            if row.page != cell.page:
                return
            for other in row.cells:
                if min(cell.box.right, other.box.right) > max(cell.box.left, other.box.left):
                    yield other


def sheet_of(content: Content) -> Sheet:
    """Lay out the first pages of a document as cells."""
    return _sheet((page, page.lines) for page in content.pages[:_PAGES])


def _sheet(pages: Iterable[tuple[Page, Sequence[Line]]]) -> Sheet:
    rows: list[Row] = []
    for page, lines in pages:
        for line in lines:
            cells = _cells(page, line, row=len(rows))
            if cells:
                rows.append(Row(index=len(rows), page=page.number, cells=cells))
    return Sheet(rows=tuple(rows))


def flatter_sheet_of(content: Content, *, share: float) -> Sheet | None:
    """The same with lines levelled by a share of the slope that was measured; None where no page slopes.

    The slope of a crumpled slip is often taken for more than it is: its heights grow with the crumples too. Which of
    two layouts is right, only what they say can tell.
    """
    slopes = [_slope(page) for page in content.pages[:_PAGES]]
    if not any(slopes):
        return None
    return _sheet(
        (page, group_lines(page.words, slope=share * slope)) for page, slope in zip(content.pages, slopes, strict=False)
    )


def _slope(page: Page) -> float:
    return 0.0 if page.source in ("text", "xml") else slope_of([word.box for word in page.words])


def _cells(page: Page, line: Line, *, row: int) -> tuple[Cell, ...]:
    origin = {"text": Origin.TEXT, "xml": Origin.XML}.get(page.source, Origin.OCR)
    ratio = page.height / page.width if page.width > 0 else 1.0
    cells = []
    for words in _split(line.words, ratio):
        text = plain(" ".join(word.text for word in words)).strip()
        if text:
            part = Line(words=tuple(words))
            cells.append(
                Cell(
                    text=text,
                    box=part.box,
                    page=page.number,
                    row=row,
                    confidence=part.confidence,
                    origin=origin,
                )
            )
    return tuple(cells)


def _split(words: Sequence[Word], ratio: float) -> list[list[Word]]:
    groups = [[words[0]]]
    for left, right in pairwise(words):
        height = min(left.box.height, right.box.height) * ratio
        if right.box.left - left.box.right > _COLUMN_GAP * height:
            groups.append([right])
        else:
            groups[-1].append(right)
    return groups
