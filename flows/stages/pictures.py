"""Pictures of pages, drawn when somebody looks, and kept in memory for a while: no rendition rests anywhere."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from extractors.rendition import has_pictures
from flows.stages.reader_pool import ReaderPool
from strongroom.ids import DocumentId

__all__ = ["Pictures", "has_pictures"]

_KEPT_BYTES: Final = 48 * 2**20
"""About a hundred pages: what a few people have open, and what was drawn ahead for them."""


class Pictures:
    """Drawn pages. Safe to use from many threads. It does not ask the policy: the office does, each time."""

    def __init__(self, readers: ReaderPool) -> None:
        self._readers = readers
        self._lock = Lock()
        self._kept: OrderedDict[tuple[DocumentId, int, int], bytes] = OrderedDict()
        self._bytes = 0

    def kept(self, document: DocumentId, number: int, degrees: int) -> bytes | None:
        """A page that was drawn before, if it is still here."""
        with self._lock:
            found = self._kept.get((document, number, degrees))
            if found is not None:
                self._kept.move_to_end((document, number, degrees))
            return found

    def draw(self, document: DocumentId, data: bytes, number: int, *, degrees: int) -> bytes:
        """Draw a page of a document's original as JPEG (Refused when it has no picture)."""
        drawn = self._readers.draw(data, number, degrees=degrees)
        with self._lock:
            key = (document, number, degrees)
            self._bytes -= len(self._kept.pop(key, b""))
            self._kept[key] = drawn
            self._bytes += len(drawn)
            while self._bytes > _KEPT_BYTES and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return drawn
