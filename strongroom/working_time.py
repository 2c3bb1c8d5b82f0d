"""Time as people work: an hour of a day on which nobody works is no hour. Pure.

A working day counts whole: who is there at which hours is not known here, and shifts differ.
"""

import datetime as dt
from typing import Final

from strongroom.expiry import LONGEST_BREAK, IsWorking

_DAY: Final = dt.timedelta(days=1)


def later(moment: dt.datetime, hours: float, is_working: IsWorking, *, zone: dt.tzinfo) -> dt.datetime:
    """The moment after so many hours of working days, which are days in ``zone``; UTC.

    A calendar that has no working day for ``LONGEST_BREAK`` days is not followed further: there all hours count.
    """
    left, at, idle = dt.timedelta(hours=hours), moment.astimezone(dt.UTC), 0
    while True:
        day = at.astimezone(zone).date()
        ends = _begin(day + _DAY, zone)
        if not is_working(day) and idle < LONGEST_BREAK:
            at, idle = ends, idle + 1
        elif at + left <= ends:
            return at + left
        else:
            left, at = left - (ends - at), ends


def earlier(moment: dt.datetime, hours: float, is_working: IsWorking, *, zone: dt.tzinfo) -> dt.datetime:
    """The moment so many hours of working days before one; the other way round as ``later``."""
    left, at, idle = dt.timedelta(hours=hours), moment.astimezone(dt.UTC), 0
    while True:
        # The midnight at which a day begins ends the day before.
        day = (at - dt.timedelta(microseconds=1)).astimezone(zone).date()
        begins = _begin(day, zone)
        if not is_working(day) and idle < LONGEST_BREAK:
            at, idle = begins, idle + 1
        elif at - left >= begins:
            return at - left
        else:
            left, at = left - (at - begins), begins


def _begin(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)
