"""The calendar of the house."""

import datetime as dt

import pytest

from flows.stages.working_days import working_days
from strongroom.errors import BadSettings
from strongroom.settings_calendar import Calendar


@pytest.mark.parametrize(
    ("country", "day", "works"),
    [
        ("CN", dt.date(2025, 10, 1), False),  # National Day
        ("CN", dt.date(2025, 10, 11), True),  # a Saturday that was made a working day for it
        ("CN", dt.date(2025, 10, 18), False),  # a Saturday
        ("CN", dt.date(2025, 10, 13), True),
        ("DE", dt.date(2025, 10, 3), False),
        ("DE", dt.date(2025, 10, 1), True),
    ],
)
def test_people_work_on_what_is_neither_weekend_nor_holiday(country: str, day: dt.date, works: bool) -> None:
    assert works is working_days(Calendar(country=country))(day)


def test_a_region_may_have_holidays_of_its_own() -> None:
    epiphany = dt.date(2026, 1, 6)
    assert working_days(Calendar(country="DE"))(epiphany)
    assert not working_days(Calendar(country="DE", region="BY"))(epiphany)


@pytest.mark.parametrize("calendar", [Calendar(country="XX"), Calendar(country="DE", region="ZZ")])
def test_a_country_or_region_that_nobody_knows_is_told(calendar: Calendar) -> None:
    with pytest.raises(BadSettings):
        working_days(calendar)
