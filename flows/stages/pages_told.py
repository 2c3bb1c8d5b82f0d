"""How far the reading of a long document is, told to the records so that every face can show it."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from storage.records.progress import LongReadings
from storage.records.values import Lease, PagesRead
from strongroom.errors import Unavailable
from strongroom.log import logger

_LONG: Final = 10
"""Shorter documents are read before anybody looks."""
_EVERY: Final = dt.timedelta(seconds=2)
"""Often enough for who watches, and seldom enough that writing it costs nothing beside a page."""


class PagesTold:
    """Tells of one reading, after some of its pages. Records that do not answer stop no reading."""

    def __init__(self, readings: LongReadings, lease: Lease, now: Callable[[], dt.datetime]) -> None:
        self._readings = readings
        self._lease = lease
        self._now = now
        self._told_at = now()

    def __call__(self, done: int, total: int) -> None:
        """Take note of pages done and pages in all.

        Raises:
            LeaseLost, NotFound: the document is somebody else's by now, or nobody's.
        """
        now = self._now()
        if total < _LONG or now - self._told_at < _EVERY:
            return
        self._told_at = now
        try:
            self._readings.tell(self._lease, PagesRead(done=done, of=total))
        except Unavailable as error:
            logger().warning("progress not told", code=error.code)
