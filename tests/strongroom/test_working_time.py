"""Time as people work: what counts is when people are there, in the zone of the house."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.working_time import Office, earlier, later

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
HOUR = dt.timedelta(hours=1)


def weekdays(day: dt.date) -> bool:
    return day.weekday() < 5


OFFICE = Office(is_working=weekdays, zone=SHANGHAI, opens=dt.time(9), closes=dt.time(18))
ALWAYS_OPEN = replace(OFFICE, opens=dt.time(), closes=dt.time())


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of December 2026 in Shanghai; the 4th is a Friday."""
    return dt.datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        (at(3, 15), 9, at(4, 15)),  # a day of the office
        (at(4, 15), 9, at(7, 15)),  # over a weekend
        (at(4, 15), 3, at(4, 18)),
        (at(4, 15), 3.5, at(7, 9, 30)),
        (at(4, 22), 1, at(7, 10)),  # after closing
        (at(4, 5), 1, at(4, 10)),  # before opening
        (at(5, 12), 9, at(7, 18)),  # on a Saturday
        (at(4, 15), 0, at(4, 15)),
        (at(1, 9), 45, at(7, 18)),
    ],
)
def test_only_hours_count_in_which_people_are_there(begin: dt.datetime, hours: float, end: dt.datetime) -> None:
    assert end == later(begin, hours, OFFICE)


@pytest.mark.parametrize(
    ("end", "hours", "begin"),
    [
        (at(7, 10), 4, at(4, 15)),
        (at(7, 15), 4, at(7, 11)),
        (at(7, 13), 4, at(7, 9)),
        (at(6, 12), 1, at(4, 17)),
        (at(4, 23), 1, at(4, 17)),
        (at(4, 7), 1, at(3, 17)),
    ],
)
def test_and_backwards(end: dt.datetime, hours: float, begin: dt.datetime) -> None:
    assert begin == earlier(end, hours, OFFICE)


def test_a_house_that_never_closes_works_whole_days() -> None:
    assert at(7, 15) == later(at(4, 15), 24, ALWAYS_OPEN)
    assert at(4, 22) == earlier(at(7, 2), 4, ALWAYS_OPEN)


def test_a_day_on_which_clocks_change_has_its_own_length() -> None:
    saturday = dt.datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    berlin = replace(ALWAYS_OPEN, is_working=lambda _: True, zone=BERLIN)
    assert dt.datetime(2026, 10, 26, 12, tzinfo=BERLIN) == later(saturday, 49, berlin)


def test_a_calendar_without_working_days_is_not_followed_for_ever() -> None:
    never = replace(OFFICE, is_working=lambda _: False)
    assert later(at(4, 15), 40, never) > at(4, 15) > earlier(at(4, 15), 40, never)


@given(st.integers(0, 60 * 24 * 60), st.integers(1, 100))
def test_there_and_back_is_the_same_moment_while_people_are_there(minutes: int, hours: int) -> None:
    begin = at(4, 15) + minutes * HOUR / 60
    there = begin.astimezone(SHANGHAI)
    end = later(begin, hours, OFFICE)
    assert weekdays(end.astimezone(SHANGHAI).date())
    assert dt.time(9) < end.astimezone(SHANGHAI).time() <= dt.time(18)
    if weekdays(there.date()) and dt.time(9) <= there.time() < dt.time(18):
        assert begin == earlier(end, hours, OFFICE)
