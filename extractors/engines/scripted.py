"""An engine that reads what it was told to: for tests, and for runs that must not spend time on recognition."""

from collections.abc import Iterable
from itertools import cycle

import numpy as np
import numpy.typing as npt

from strongroom.page import Box, Word


class ScriptedEngine:
    """Gives the scripted words of one page after the other, and starts again after the last.

    A page without any ink is empty, whatever the script says, as with every engine; it uses up no page of the script.
    """

    name = "scripted 1"

    def __init__(self, pages: Iterable[tuple[Word, ...]], *, turn: int = 0) -> None:
        """Keep the script. ``turn`` is what every page is said to need to stand upright."""
        self._pages = cycle(tuple(pages) or ((),))
        self._turn = turn

    def turn(self, picture: npt.NDArray[np.uint8]) -> int:  # noqa: ARG002 - the protocol's signature
        """The scripted turn."""
        return self._turn

    def read(self, picture: npt.NDArray[np.uint8]) -> tuple[Word, ...]:
        """The words of the next page of the script."""
        return next(self._pages) if picture.min() != picture.max() else ()

    def rest(self) -> None:
        """It holds nothing but its script."""


def script(text: str, *, confidence: float = 0.99) -> tuple[Word, ...]:
    """Lay text out as words: a row a line, a column a letter, on a page of 60 lines of 80 letters."""
    words = []
    for row, line in enumerate(text.splitlines()):
        column = 0
        for part in line.split(" "):
            if part:
                box = _cell(row, column, len(part))
                words.append(Word(text=part, box=box, confidence=confidence))
            column += len(part) + 1
    return tuple(words)


_ROWS, _COLUMNS = 60, 80


def _cell(row: int, column: int, length: int) -> Box:
    left, right = min(column, _COLUMNS) / _COLUMNS, min(column + length, _COLUMNS) / _COLUMNS
    return Box(left=left, top=min(row, _ROWS) / _ROWS, right=right, bottom=min(row + 0.8, _ROWS) / _ROWS)
