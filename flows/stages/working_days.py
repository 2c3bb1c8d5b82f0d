"""The calendar of the house: which days people work on."""

import datetime as dt

import holidays

from strongroom.errors import BadSettings
from strongroom.expiry import IsWorking
from strongroom.settings import Calendar


def working_days(calendar: Calendar) -> IsWorking:
    """Whether people work on a day: no weekend and no public holiday, or a weekend that was made a working day.

    Beyond the years that a government has announced, the library counts the holidays that the law fixes.

    Raises:
        BadSettings: nobody knows the holidays of that country or region.
    """
    try:
        kept = holidays.country_holidays(calendar.country, subdiv=calendar.region or None)
    except NotImplementedError:
        raise BadSettings(setting="calendar", problem="no holidays are known of this country or region") from None

    def is_working(day: dt.date) -> bool:
        return kept.is_working_day(day)

    return is_working
