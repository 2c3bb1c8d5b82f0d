"""The calendar of the house."""

import datetime as dt

import pytest

from flows.stages.working_days import reminders, review_due, working_days
from strongroom.errors import BadSettings
from strongroom.settings import Settings, Unusual
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


SHANGHAI = Settings()
"""The house as it is without settings: China's holidays, open from nine to six, nine hours for a review."""


@pytest.mark.parametrize(
    ("came", "due", "reminded"),
    [
        # The eve of the National Day of 2026: three hours of that day, the rest on 8 October.
        ("2026-09-30T15:00+08:00", "2026-10-08T15:00+08:00", "2026-10-08T11:00+08:00"),
        # Saturday 10 October 2026 was made a working day for it.
        ("2026-10-09T17:30+08:00", "2026-10-10T17:30+08:00", "2026-10-10T13:30+08:00"),
        # The last working Saturday before the Spring Festival of 2026, which lasts until 23 February.
        ("2026-02-14T12:00+08:00", "2026-02-24T12:00+08:00", "2026-02-14T17:00+08:00"),
        # 2027 was not announced when this was written: what the law fixes is counted, from the eve on four days.
        ("2027-02-04T17:00+08:00", "2027-02-11T17:00+08:00", "2027-02-11T13:00+08:00"),
    ],
)
def test_a_review_is_due_when_people_were_there_for_its_hours(came: str, due: str, reminded: str) -> None:
    found = review_due(SHANGHAI, dt.datetime.fromisoformat(came))
    assert dt.datetime.fromisoformat(due) == found
    assert dt.datetime.fromisoformat(reminded) == reminders(SHANGHAI)(found)


@pytest.mark.parametrize(
    ("came", "due"),
    [
        ("2027-03-25T12:00+01:00", "2027-03-30T12:00+02:00"),  # over Easter, and over the hour that is left out
        ("2026-10-23T12:00+02:00", "2026-10-26T12:00+01:00"),  # over the hour that comes twice
    ],
)
def test_the_clock_of_an_office_does_not_move_with_summer_time(came: str, due: str) -> None:
    berlin = Settings(calendar=Calendar(country="DE"), unusual=Unusual(zone="Europe/Berlin"))
    assert dt.datetime.fromisoformat(due) == review_due(berlin, dt.datetime.fromisoformat(came))


def test_what_the_house_says_of_a_day_wins() -> None:
    shut, swapped, holiday = dt.date(2027, 2, 12), dt.date(2027, 2, 20), dt.date(2027, 10, 1)
    assert working_days(Calendar())(shut)
    works = working_days(Calendar(days_off=frozenset({shut}), days_on=frozenset({swapped, holiday})))
    assert [False, True, True] == [works(day) for day in (shut, swapped, holiday)]


def test_a_day_is_not_both_off_and_on() -> None:
    with pytest.raises(ValueError, match="either"):
        Calendar(days_off=frozenset({dt.date(2027, 2, 20)}), days_on=frozenset({dt.date(2027, 2, 20)}))
