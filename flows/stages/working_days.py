"""The calendar of the house: when people work, and when reviews are due by it."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import holidays

from strongroom.errors import BadSettings
from strongroom.expiry import IsWorking
from strongroom.settings import Settings
from strongroom.settings_calendar import Calendar
from strongroom.working_time import Office, earlier, later


def working_days(calendar: Calendar) -> IsWorking:
    """Whether people work on a day: no weekend and no public holiday, or a weekend that was made a working day.

    Beyond the years that a government has announced, the library counts the holidays that the law fixes. What the house
    says of a day (``calendar.days_off``, ``calendar.days_on``) wins.

    Raises:
        BadSettings: nobody knows the holidays of that country or region.
    """
    try:
        kept = holidays.country_holidays(calendar.country, subdiv=calendar.region or None)
    except NotImplementedError:
        raise BadSettings(setting="calendar", problem="no holidays are known of this country or region") from None

    def is_working(day: dt.date) -> bool:
        if day in calendar.days_off or day in calendar.days_on:
            return day in calendar.days_on
        return kept.is_working_day(day)

    return is_working


def house_zone(settings: Settings) -> ZoneInfo:
    """Where the days of the house begin."""
    return ZoneInfo(settings.unusual.zone)


def _office(settings: Settings, is_working: IsWorking) -> Office:
    calendar = settings.calendar
    return Office(is_working=is_working, zone=house_zone(settings), opens=calendar.opens, closes=calendar.closes)


def review_due(settings: Settings, now: dt.datetime) -> dt.datetime:
    """When a review that begins now is due: after ``review.due_hours`` in which people are there.

    Where nobody knows the holidays of the country every day counts: papers are filed whatever the calendar says, and
    the flows that keep it fail each morning until it is mended.
    """
    try:
        is_working = working_days(settings.calendar)
    except BadSettings:
        is_working = _always
    return later(now, settings.review.due_hours, _office(settings, is_working))


def reminders(settings: Settings) -> Callable[[dt.datetime], dt.datetime]:
    """From when on people are told that a review is due soon, by the moment at which it is: ``review.remind_hours`` in
    which people are there before (errors as for ``working_days``).

    Made once for all reviews: a calendar takes a millisecond to make.
    """
    office = _office(settings, working_days(settings.calendar))

    def reminder_from(due_at: dt.datetime) -> dt.datetime:
        return earlier(due_at, settings.review.remind_hours, office)

    return reminder_from


def _always(_day: dt.date) -> bool:
    return True
