"""What the reader sees: pages, and the words on them."""

from dataclasses import dataclass, replace
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

    def holds(self, other: "Box") -> bool:
        """Whether the middle of another box lies in this one."""
        return self.left <= (other.left + other.right) / 2 <= self.right and self.top <= other.middle <= self.bottom

    def union(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )

    def turned(self, degrees: int) -> "Box":
        """The same place once its page is turned clockwise by 0, 90, 180 or 270 degrees (ValueError: by any other)."""
        match degrees:
            case 0:
                return self
            case 90:
                return Box(left=1 - self.bottom, top=self.left, right=1 - self.top, bottom=self.right)
            case 180:
                return Box(left=1 - self.right, top=1 - self.bottom, right=1 - self.left, bottom=1 - self.top)
            case 270:
                return Box(left=self.top, top=1 - self.right, right=self.bottom, bottom=1 - self.left)
        raise ValueError("a page is turned by quarters")


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
    blank: bool = False
    """Nothing is on it: neither words nor marks. Blank pages are left out of renditions, and kept in the original."""

    @cached_property
    def lines(self) -> tuple["Line", ...]:
        """The words grouped into text lines, top to bottom, each left to right.

        Photographs are levelled first: on a slope, a price stands beside the next line. Text layers lie straight.
        """
        from strongroom.slope import slope_of  # slope works on boxes, which this module defines

        straight = self.source in ("text", "xml")
        return group_lines(self.words, slope=0.0 if straight else slope_of([word.box for word in self.words]))

    @cached_property
    def text(self) -> str:
        """All lines, one a row."""
        return "\n".join(line.text for line in self.lines)

    def turned_by(self, degrees: int) -> "Page":
        """The page turned further clockwise, by 0, 90, 180 or 270 degrees, with its words where they stand then."""
        sideways = degrees in {90, 270}
        return replace(
            self,
            width=self.height if sideways else self.width,
            height=self.width if sideways else self.height,
            words=tuple(replace(word, box=word.box.turned(degrees)) for word in self.words),
            turned=(self.turned + degrees) % 360,
        )


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


def group_lines(words: tuple[Word, ...], *, slope: float) -> tuple[Line, ...]:
    """Group words into lines: a word joins the line whose nearest word stands at its height, within half of its own.

    ``slope`` is how far lines fall over the width of the page (:mod:`strongroom.slope`).
    """
    from strongroom.slope import level  # slope works on boxes, which this module defines

    levelled = [(word, level(word.box, slope) if slope else word.box) for word in words]
    rows: list[list[tuple[Word, Box]]] = []
    for word, box in sorted(levelled, key=lambda pair: (pair[1].middle, pair[1].left)):
        row = _row_of(box, rows[-4:])
        if row is None:
            rows.append([(word, box)])
        else:
            row.append((word, box))
    return tuple(Line(words=tuple(word for word, _ in sorted(row, key=lambda pair: pair[1].left))) for row in rows)


def _row_of(box: Box, rows: list[list[tuple[Word, Box]]]) -> list[tuple[Word, Box]] | None:
    # The anchor is the row's nearest word, not its mean: on a curved page the mean drifts away from both ends.
    best, least = None, 1.0
    for row in reversed(rows):
        nearest = min((other for _, other in row), key=lambda other: _gap(other, box))
        reach = 0.5 * min(nearest.height, box.height)
        distance = abs(nearest.middle - box.middle)
        if distance <= reach and distance < least and _gap(nearest, box) >= -reach * 4:
            best, least = row, distance
    return best


def _gap(a: Box, b: Box) -> float:
    return max(b.left - a.right, a.left - b.right)
