"""Time as people work: hours of days off do not count, in the zone of the house."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.working_time import earlier, later

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
FRIDAY = dt.datetime(2026, 12, 4, 15, tzinfo=SHANGHAI)
HOUR = dt.timedelta(hours=1)


def weekdays(day: dt.date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        (FRIDAY - 24 * HOUR, 24, FRIDAY),
        (FRIDAY, 24, FRIDAY + 72 * HOUR),
        (FRIDAY + 24 * HOUR, 1, FRIDAY + 58 * HOUR),
        (FRIDAY, 9, FRIDAY + 9 * HOUR),
        (FRIDAY, 0, FRIDAY),
    ],
)
def test_hours_of_days_off_do_not_count(begin: dt.datetime, hours: float, end: dt.datetime) -> None:
    assert end == later(begin, hours, weekdays, zone=SHANGHAI)


def test_before_a_monday_lies_a_friday() -> None:
    monday = dt.datetime(2026, 12, 7, 2, tzinfo=SHANGHAI)
    assert FRIDAY + 7 * HOUR == earlier(monday, 4, weekdays, zone=SHANGHAI)


def test_a_day_on_which_clocks_change_has_its_own_length() -> None:
    saturday = dt.datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    assert dt.datetime(2026, 10, 26, 12, tzinfo=BERLIN) == later(saturday, 49, lambda _: True, zone=BERLIN)


def test_a_calendar_without_working_days_is_not_followed_for_ever() -> None:
    assert (
        later(FRIDAY, 4, lambda _: False, zone=SHANGHAI) > FRIDAY > earlier(FRIDAY, 4, lambda _: False, zone=SHANGHAI)
    )


@given(st.integers(0, 24 * 700), st.integers(1, 100))
def test_there_and_back_is_the_same_moment_on_a_working_day(start: int, hours: int) -> None:
    begin = FRIDAY + start * HOUR
    if weekdays(begin.astimezone(SHANGHAI).date()):
        back = earlier(later(begin, hours, weekdays, zone=SHANGHAI), hours, weekdays, zone=SHANGHAI)
        assert back <= begin
        assert later(back, hours, weekdays, zone=SHANGHAI) == later(begin, hours, weekdays, zone=SHANGHAI)
