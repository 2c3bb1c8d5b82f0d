"""What the reader sees: pages, and the words on them."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in fractions of the upright page: 0 to 1, origin top left."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.left <= self.right and self.top <= self.bottom):
            raise ValueError("a box needs left <= right and top <= bottom")

    @property
    def width(self) -> float:
        """Width as a fraction of the page."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height as a fraction of the page."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The vertical middle."""
        return (self.top + self.bottom) / 2

    def union(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A run of text that was seen as one piece: a word, or a whole text line from an engine that does not split.

    ``confidence`` is what the engine states (0 to 1); text layers state 1.
    """

    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Page:
    """One upright page. ``width`` and ``height`` are in pixels (pictures) or points (PDF); only their ratio matters.

    ``source`` says how the words were seen: ``text`` (a text layer), an engine's name and version, or ``xml``.
    ``turned`` is how far the original was turned clockwise to stand upright, in degrees: 0, 90, 180 or 270.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    source: str
    turned: int = 0
    codes: tuple[str, ...] = ()
    """Payloads of the QR codes and barcodes on the page."""

    @cached_property
    def lines(self) -> tuple["Line", ...]:
        """The words grouped into text lines, top to bottom, each left to right."""
        return group_lines(self.words)

    @cached_property
    def text(self) -> str:
        """All lines, one a row."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Line:
    """Words that stand side by side on one height."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """The words joined by one space."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        """The box around all words."""
        box = self.words[0].box
        for word in self.words[1:]:
            box = box.union(word.box)
        return box

    @cached_property
    def confidence(self) -> float:
        """The lowest confidence of its words."""
        return min(word.confidence for word in self.words)


def group_lines(words: tuple[Word, ...]) -> tuple[Line, ...]:
    """Group words into lines: a word joins a line when their middles differ by under half the smaller height."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.middle, w.box.left)):
        row = _row_of(word, rows[-4:])
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return tuple(Line(words=tuple(sorted(row, key=lambda w: w.box.left))) for row in rows)


def _row_of(word: Word, rows: list[list[Word]]) -> list[Word] | None:
    # The anchor is the row's nearest word, not its mean: on a skewed page the mean drifts away from both ends.
    for row in reversed(rows):
        nearest = min(row, key=lambda w: _gap(w.box, word.box))
        reach = 0.5 * min(nearest.box.height, word.box.height)
        if abs(nearest.box.middle - word.box.middle) <= reach and _gap(nearest.box, word.box) >= -reach * 4:
            return row
    return None


def _gap(a: Box, b: Box) -> float:
    return max(b.left - a.right, a.left - b.right)
