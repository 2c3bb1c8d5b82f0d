"""Time as people work: only the hours count in which the house is open, on days on which people work. Pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from strongroom.expiry import LONGEST_BREAK, IsWorking

_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """When people are there: on working days in ``zone``, from ``opens`` to ``closes``; midnight closes a whole day."""

    is_working: IsWorking
    zone: dt.tzinfo
    opens: dt.time
    closes: dt.time

    def hours(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """From when to when the house is open on a day, if people work on it; UTC."""
        ends = day + _DAY if self.closes == dt.time() else day
        return self._at(day, self.opens), self._at(ends, self.closes)

    def _at(self, day: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, time, tzinfo=self.zone).astimezone(dt.UTC)


def later(moment: dt.datetime, hours: float, office: Office) -> dt.datetime:
    """The moment after so many hours in which people are there; UTC.

    A calendar that has no working day for ``LONGEST_BREAK`` days is not followed further: there every day counts.
    """
    left, at = dt.timedelta(hours=hours), moment.astimezone(dt.UTC)
    day, idle = at.astimezone(office.zone).date(), 0
    while left:
        if office.is_working(day) or idle >= LONGEST_BREAK:
            begins, ends = office.hours(day)
            there = max(ends - max(at, begins), dt.timedelta())
            if left <= there:
                return max(at, begins) + left
            left -= there
            idle = 0 if office.is_working(day) else idle
        else:
            idle += 1
        day += _DAY
    return at


def earlier(moment: dt.datetime, hours: float, office: Office) -> dt.datetime:
    """The moment so many hours in which people are there before one; the other way round as ``later``."""
    left, at = dt.timedelta(hours=hours), moment.astimezone(dt.UTC)
    day, idle = at.astimezone(office.zone).date(), 0
    while left:
        if office.is_working(day) or idle >= LONGEST_BREAK:
            begins, ends = office.hours(day)
            there = max(min(at, ends) - begins, dt.timedelta())
            if left <= there:
                return min(at, ends) - left
            left -= there
            idle = 0 if office.is_working(day) else idle
        else:
            idle += 1
        day -= _DAY
    return at
