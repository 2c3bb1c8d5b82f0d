"""How long a document is kept. Pure: records go in with a date, and what may be proposed for destruction comes out.

A period of N years over an event on day D runs to the close of day D plus N years, so the first free day is the one
after: the event's own day does not count (as in BGB §187(1) and §188(2), and 民法典 art. 201). Book-keeping laws count
from the first day of the next year instead. Where several rules apply the longest wins, and one that gives no end (for
ever, or with an unknown start) wins over all.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from strongroom.ids import DocumentId
from strongroom.kind import Retention
from strongroom.reading import Readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """When the fiscal year begins; ``day`` is at most 28, so that it is in every year."""

    month: int = 1
    day: int = 1

    def after(self, date: dt.date) -> dt.date:
        """The first day of the year that follows the one in which a day lies."""
        begins = dt.date(date.year, self.month, self.day)
        return begins if date < begins else begins.replace(year=date.year + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One rule that applies to a document, and the day it counts from; ``start`` None is not known."""

    rule: Retention
    start: dt.date | None

    @classmethod
    def started(cls, rule: Retention, event: dt.date | None, year: Year) -> "Clock":
        """The clock of a rule whose event was on a day: the day after it counts, or the first of the next year."""
        if event is None or event.year == dt.MAXYEAR:
            return cls(rule=rule, start=None)  # "31.12.9999" is how forms write "no end"
        return cls(rule=rule, start=year.after(event) if rule.next_year else event + dt.timedelta(days=1))

    @property
    def ends(self) -> dt.date | None:
        """The first day on which this rule no longer keeps the document; None is never."""
        if self.start is None or self.rule.years is None:
            return None
        return _years_later(self.start, self.rule.years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A document as retention sees it: every rule that applies to it, and the holds upon it."""

    document: DocumentId
    clocks: tuple[Clock, ...]
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A document that may be proposed for destruction: since when, and by the rule that kept it longest."""

    document: DocumentId
    since: dt.date
    clock: Clock


def clock_start(rule: Retention, readings: Readings, year: Year | None = None) -> dt.date | None:
    """The first day that the rule counts: the day after its event, or the first of the next (fiscal) year.

    None when the event's date was not read or is not a date, so the clock does not run.
    """
    reading = readings.get(rule.starts)
    event = reading.value if reading is not None and isinstance(reading.value, dt.date) else None
    return Clock.started(rule, event, year or Year()).start


def longest(clocks: Iterable[Clock]) -> Clock | None:
    """The clock that keeps a document longest; None when one of them never ends, or when there is none."""
    running = tuple(clocks)
    if any(clock.ends is None for clock in running):
        return None
    return max(running, key=lambda clock: clock.ends or dt.date.max, default=None)


def due(documents: Iterable[Kept], *, on: dt.date) -> tuple[Due, ...]:
    """Those documents that may be proposed for destruction on a day, longest due first.

    A hold wins over everything; a document without a rule is never due.
    """
    found = []
    for kept in documents:
        clock = None if kept.holds else longest(kept.clocks)
        if clock and clock.ends and clock.ends <= on:
            found.append(Due(document=kept.document, since=clock.ends, clock=clock))
    return tuple(sorted(found, key=lambda item: (item.since, item.document)))


def _years_later(day: dt.date, years: int) -> dt.date | None:
    year = day.year + years
    if year > dt.MAXYEAR:
        return None
    try:
        return day.replace(year=year)
    except ValueError:
        # 29 February in a year without one: the next day, for a period may run long but never short.
        return dt.date(year, 3, 1)
