"""The time that a report is about: a month, or the part of one that has passed."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from strongroom.errors import BadForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days of one month, both ends included."""

    first: dt.date
    last: dt.date

    @property
    def name(self) -> str:
        """``2026-10``; of a month that goes on, with the last day as well: ``2026-11-01_2026-11-22``."""
        if (self.last + dt.timedelta(days=1)).day == 1:
            return f"{self.first:%Y-%m}"
        return f"{self.first}_{self.last}"

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Every day of it."""
        return tuple(self.first + dt.timedelta(days=number) for number in range((self.last - self.first).days + 1))

    @property
    def before(self) -> "Period":
        """The whole month before."""
        last = self.first - dt.timedelta(days=1)
        return Period(first=last.replace(day=1), last=last)

    def span(self, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
        """The moments [since, until) of its days where the house is."""
        since = dt.datetime.combine(self.first, dt.time(), tzinfo=zone)
        until = dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), tzinfo=zone)
        return since.astimezone(dt.UTC), until.astimezone(dt.UTC)


def month_before(today: dt.date) -> Period:
    """The last whole month."""
    return Period(first=today.replace(day=1), last=today).before


def month_of(text: str, *, today: dt.date) -> Period:
    """A month as people write it, ``2026-10``; of the one that goes on, the days so far.

    On its last day those before it: what is made at noon would else bear the name of the whole month, and the report of
    the month would be taken for one that is there.

    Raises:
        BadForm: it is no month, or has not begun.
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
    try:
        first = dt.date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        first = None
    if first is None or first > today or first.year == dt.MINYEAR:
        raise BadForm(field="month")
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return Period(first=first, last=today - dt.timedelta(days=1) if today == last else min(last, today))


def is_reporting_day(today: dt.date, is_working: Callable[[dt.date], bool]) -> bool:
    """Whether the month's first working day has come: from then on the report of the month before may be made."""
    return any(is_working(today.replace(day=number)) for number in range(1, today.day + 1))
