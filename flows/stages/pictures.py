"""Pictures of pages, drawn when somebody looks, and kept in memory for a while: no rendition rests anywhere."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from extractors.rendition import LONGEST, SMALL, has_pictures
from flows.stages.reader_pool import ReaderPool
from strongroom.ids import DocumentId

__all__ = ["LONGEST", "SMALL", "Pictures", "Wanted", "has_pictures"]

_KEPT_BYTES: Final = 48 * 2**20
"""About a hundred pages: what a few people have open, and what was drawn ahead for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page of a document, counted from 1, turned clockwise, with at most so many pixels on its long side."""

    document: DocumentId
    number: int
    degrees: int
    longest: int = LONGEST


class Pictures:
    """Drawn pages. Safe to use from many threads. It does not ask the policy: the office does, each time."""

    def __init__(self, readers: ReaderPool) -> None:
        self._readers = readers
        self._lock = Lock()
        self._kept: OrderedDict[Wanted, bytes] = OrderedDict()
        self._bytes = 0

    def apart(self) -> "Pictures":
        """Pictures of their own, drawn by the same processes, which keep nothing between two pages."""
        return Pictures(self._readers)

    def kept(self, wanted: Wanted) -> bytes | None:
        """A page that was drawn before, if it is still here."""
        with self._lock:
            found = self._kept.get(wanted)
            if found is not None:
                self._kept.move_to_end(wanted)
            return found

    def draw(self, wanted: Wanted, data: bytes) -> bytes:
        """Draw a page of a document's original as JPEG (Refused when it has no picture)."""
        drawn = self._readers.draw(data, wanted.number, degrees=wanted.degrees, longest=wanted.longest)
        with self._lock:
            self._bytes -= len(self._kept.pop(wanted, b""))
            self._kept[wanted] = drawn
            self._bytes += len(drawn)
            while self._bytes > _KEPT_BYTES and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return drawn
