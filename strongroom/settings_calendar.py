"""The settings of the calendar: on which days people work, and at which hours."""

import datetime as dt
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from strongroom.settings_part import Part


class Calendar(Part):
    """When people work: reminders of expiring papers go out on working days, and reviews are due by office hours."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "CN"
    """Whose public holidays are kept, by its code of ISO 3166."""
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{0,6}$")] = ""
    """A part of the country that keeps holidays of its own, by its code of ISO 3166-2 without the country."""
    days_off: frozenset[dt.date] = frozenset()
    """Further days on which nobody works: the house's own, and those of a year that the library does not know yet."""
    days_on: frozenset[dt.date] = frozenset()
    """Weekends and holidays on which people work all the same."""
    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(18)
    """When people are there on a working day, in the zone ``unusual.zone``; 00:00 closes at midnight."""

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes != dt.time():
            raise ValueError("calendar.opens comes before calendar.closes")
        return self

    @model_validator(mode="after")
    def _off_or_on(self) -> Self:
        if self.days_off & self.days_on:
            raise ValueError("a day is either in calendar.days_off or in calendar.days_on")
        return self
