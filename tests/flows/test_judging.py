"""Reviews on the clock keep the calendar of the house: nobody is reminded, and nothing passed on, on a day off."""

import datetime as dt

import pytest

from flows.stages.judging import escalate, plan_escalation, remind
from flows.stages.workroom import Workroom
from storage.records.judging import Judging
from storage.records.stations import SEAT, Stations
from tests.storage.records.invented import NOW, filed, passport

FRIDAY = dt.datetime(2026, 12, 4, 8, tzinfo=dt.UTC)
SATURDAY = FRIDAY + dt.timedelta(days=1)
NEW_YEAR = dt.datetime(2027, 1, 1, 8, tzinfo=dt.UTC)
"""A Friday on which China does not work."""


@pytest.mark.parametrize(("day", "reminded"), [(FRIDAY, 1), (SATURDAY, 0), (NEW_YEAR, 0)], ids=str)
def test_people_are_reminded_on_working_days(work: Workroom, day: dt.datetime, reminded: int) -> None:
    filed(work.records, passport(sure=False))
    assert [reminded, 0] == [remind(work, day) for _ in range(2)]


@pytest.mark.parametrize(("day", "passed_on"), [(FRIDAY, 1), (SATURDAY, 0), (NEW_YEAR, 0)], ids=str)
def test_what_nobody_works_on_is_passed_on_on_working_days(work: Workroom, day: dt.datetime, passed_on: int) -> None:
    document = filed(work.records, passport(sure=False))
    for day_of in range(work.settings.review.escalate_after):
        work.records.remind(document, now=FRIDAY - dt.timedelta(days=9 - day_of))
    assert passed_on == len(plan_escalation(work, day).new)
    assert passed_on == len(escalate(work, day).new)
    assert 0 == len(escalate(work, day).new)


def test_seats_that_ran_out_are_forgotten_on_any_day(work: Workroom) -> None:
    document = filed(work.records, passport(sure=False))
    Stations(work.records.transactions).sit_down(document, actor="user:ann", now=NOW)
    assert 1 == Judging(work.records.transactions).abandoned(NOW + SEAT)
    escalate(work, NEW_YEAR)
    assert 0 == Judging(work.records.transactions).abandoned(NOW + SEAT)
