"""A photographed form as pieces of text on a straightened page, so that what was printed on one line stands on one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from strongroom.content import Content
from strongroom.fold import plain
from strongroom.page import Box, Page, Word
from strongroom.reading import Origin, Source

# Photos are held by hand; lines that fall more than this over the width of the page are none.
_STEEPEST = 0.15
_ORIGINS = {"text": Origin.TEXT, "xml": Origin.XML}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word with its place. ``middle`` is its height on the straightened page, ``box`` where it is on the real one."""

    text: str
    box: Box
    middle: float
    page: int
    confidence: float
    origin: Origin

    @property
    def source(self) -> Source:
        """Where the piece stands."""
        return Source(origin=self.origin, page=self.page, box=self.box)

    def part(self, text: str) -> "Piece":
        """The part of the piece that holds a text, its place by the share of letters; with another text, all of it."""
        start = self.text.find(text)
        if start < 0:
            return self.saying(text)
        left = self.box.left + self.box.width * start / len(self.text)
        right = self.box.left + self.box.width * (start + len(text)) / len(self.text)
        box = Box(left=left, top=self.box.top, right=max(left, right), bottom=self.box.bottom)
        return replace(self, text=text, box=box)

    def saying(self, text: str) -> "Piece":
        """The same piece with another text: a part of it, or a cleaned one."""
        return replace(self, text=text)


@dataclass(frozen=True, kw_only=True)
class Row:
    """Pieces that stand on one line, left to right."""

    pieces: tuple[Piece, ...]

    @cached_property
    def text(self) -> str:
        """The texts joined, without spaces between Han characters."""
        return plain(" ".join(piece.text for piece in self.pieces))

    @cached_property
    def middle(self) -> float:
        """The height of the line."""
        return sum(piece.middle for piece in self.pieces) / len(self.pieces)

    @cached_property
    def piece(self) -> Piece:
        """The whole line as one piece."""
        return joined(self.pieces)

    def holding(self, text: str) -> Piece:
        """The piece of the line that holds a text, or those that hold its parts, or the whole line."""
        whole = [piece for piece in self.pieces if text in piece.text]
        parts = [piece for piece in self.pieces if piece.text and piece.text in text]
        return joined(whole[:1] or parts or self.pieces)


@dataclass(frozen=True, kw_only=True)
class Form:
    """One page of a form, straightened."""

    pieces: tuple[Piece, ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The lines, top to bottom."""
        return tuple(rows_of(self.pieces))

    @cached_property
    def text(self) -> str:
        """All lines."""
        return "\n".join(row.text for row in self.rows)

    def within(
        self, *, top: float = 0.0, bottom: float = 1.0, left: float = 0.0, right: float = 1.0
    ) -> tuple[Piece, ...]:
        """The pieces whose middle lies in a part of the page."""
        return tuple(
            piece
            for piece in self.pieces
            if top <= piece.middle <= bottom and left <= (piece.box.left + piece.box.right) / 2 <= right
        )


def forms_of(content: Content, *, pages: int = 10) -> tuple[Form, ...]:
    """The first pages of a document, straightened."""
    return tuple(form_of(page) for page in content.pages[:pages] if page.words)


def form_of(page: Page) -> Form:
    """Straighten one page. Text layers are straight already."""
    slope = 0.0 if page.source in _ORIGINS else slope_of(page.words)
    pieces = (_piece(word, page, slope) for word in page.words)
    return Form(pieces=tuple(sorted((piece for piece in pieces if piece.text), key=lambda p: (p.middle, p.box.left))))


def slope_of(words: Iterable[Word]) -> float:
    """How much the lines fall over the width of the page, as a fraction of its height.

    Each word votes with its next neighbour to the right, the more the further that is; the median wins, so that fields
    which a printer set a little beside their labels are outvoted.
    """
    boxes = [word.box for word in words if word.box.width > word.box.height / 4]
    votes = sorted(vote for box in boxes if (vote := _vote(box, boxes)) and abs(vote[0]) <= _STEEPEST)
    half = sum(weight for _, weight in votes) / 2
    for slope, weight in votes:
        half -= weight
        if half <= 0:
            return slope
    return 0.0


def _vote(box: Box, boxes: list[Box]) -> tuple[float, float] | None:
    right = [
        other
        for other in boxes
        if other.left >= box.right - box.height / 4
        and abs(other.middle - box.middle) <= 0.7 * min(other.height, box.height)
    ]
    if not right:
        return None
    nearest = min(right, key=lambda other: other.left)
    across = (nearest.left + nearest.right - box.left - box.right) / 2
    return (nearest.middle - box.middle) / across, across


def rows_of(pieces: Iterable[Piece]) -> Iterator[Row]:
    """Group pieces into lines by their straightened height."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        # The nearest of a line's pieces decides: on a bent sheet the ends of a line differ by more than a line.
        row = next((row for row in reversed(rows[-4:]) if _beside(piece, row)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    for row in rows:
        yield Row(pieces=tuple(sorted(row, key=lambda p: p.box.left)))


def _beside(piece: Piece, row: list[Piece]) -> bool:
    nearest = min(row, key=lambda other: max(other.box.left - piece.box.right, piece.box.left - other.box.right))
    reach = 0.5 * min(piece.box.height, nearest.box.height)
    overlap = min(piece.box.right, nearest.box.right) - max(piece.box.left, nearest.box.left)
    return abs(piece.middle - nearest.middle) <= reach and overlap <= min(piece.box.width, nearest.box.width) / 2


def joined(pieces: Iterable[Piece]) -> Piece:
    """Pieces of one value as one: the box around them, the lowest confidence."""
    parts = tuple(pieces)
    box = parts[0].box
    for part in parts[1:]:
        box = box.union(part.box)
    text = plain(" ".join(part.text for part in parts))
    return replace(parts[0], text=text, box=box, confidence=min(part.confidence for part in parts))


def _piece(word: Word, page: Page, slope: float) -> Piece:
    across = (word.box.left + word.box.right - 1) / 2
    return Piece(
        text=plain(word.text).strip(),
        box=word.box,
        middle=word.box.middle - slope * across,
        page=page.number,
        confidence=word.confidence,
        origin=_ORIGINS.get(page.source, Origin.OCR),
    )
