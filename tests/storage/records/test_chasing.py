"""Papers that expire are chased once for each step, until they are renewed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from storage.records.chasing import Chases
from storage.records.stations import Stations
from storage.records.store import Records
from storage.records.values import Correction
from strongroom.expiry import EXPIRED, Closing
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from tests.storage.records.invented import KINDS, NOW, PASSPORT, Paper, filed, passport

TODAY = NOW.date()


def weekdays(day: dt.date) -> bool:
    return day.weekday() < 5


@pytest.fixture(scope="session")
def kinds() -> Mapping[str, Kind]:
    fields = tuple(replace(field, name="name") if field.name == "holder" else field for field in PASSPORT.fields)
    return {kind.id: kind for kind in KINDS} | {PASSPORT.id: replace(PASSPORT, fields=fields)}


def expiring(days: int, *, number: str = "X1", name: str = "Wilhelmina", sure: bool = True) -> Paper:
    values = {"name": name, "number": number, "expiry": TODAY + dt.timedelta(days=days)}
    return passport(values=values, sure=sure)


@pytest.fixture
def chases(records: Records) -> Chases:
    return Chases(records.transactions, weekdays)


def run(chases: Chases, days_later: int = 0) -> tuple[list[int], list[Closing]]:
    now = NOW + dt.timedelta(days=days_later)
    closed = chases.close_settled(actor="schedule", now=now)
    opened = chases.open_due(actor="schedule", now=now)
    return [one.days_before for one in opened], [one.why for one in closed]


def test_a_paper_is_chased_once_for_each_step(records: Records, chases: Chases) -> None:
    filed(records, expiring(95))
    steps = [step for day in range(140) for step in run(chases, day)[0]]
    assert [90, 30, 7, EXPIRED] == steps


def test_a_second_run_on_the_same_day_does_nothing(records: Records, chases: Chases) -> None:
    filed(records, expiring(20))
    assert ([30], []) == run(chases)
    assert ([], []) == run(chases)


def test_what_is_reviewed_or_expires_later_is_not_chased(records: Records, chases: Chases) -> None:
    filed(records, expiring(20, sure=False))
    filed(records, expiring(150, number="X2"))
    assert ([], []) == run(chases)


def test_a_renewal_closes_the_chase_and_the_next_steps_are_not_taken(records: Records, chases: Chases) -> None:
    old = filed(records, expiring(20))
    run(chases)
    new = filed(records, expiring(3650, number="X9"))
    assert [Closing.RENEWED] == [one.why for one in chases.plan(TODAY)[1]]
    (closed,) = chases.close_settled(actor="schedule", now=NOW)
    assert (old, new, Closing.RENEWED) == (closed.document, closed.renewal, closed.why)
    assert ([], []) == run(chases, 30)
    assert () == chases.expiring(TODAY + dt.timedelta(days=90), limit=10)


def test_a_paper_whose_renewal_was_there_first_asks_nothing_of_anybody(records: Records, chases: Chases) -> None:
    filed(records, expiring(3650, number="X9"))
    old = filed(records, expiring(20))
    (born_closed,) = chases.open_due(actor="schedule", now=NOW)
    assert old == born_closed.document
    assert born_closed.renewal is not None
    assert ([], []) == run(chases, 30)


def test_the_passport_of_somebody_else_within_the_customer_closes_nothing(records: Records, chases: Chases) -> None:
    filed(records, expiring(20))
    run(chases)
    filed(records, expiring(3650, number="X9", name="Balthasar"))
    assert ([], []) == run(chases, 1)


def test_a_date_that_a_person_corrected_closes_the_chase_and_counts_anew(records: Records, chases: Chases) -> None:
    document = filed(records, expiring(20))
    run(chases)
    _correct(records, document, expiry=(TODAY + dt.timedelta(days=60)).isoformat())
    assert ([90], [Closing.CORRECTED]) == run(chases, 1)


def test_a_holder_that_a_person_corrected_finds_the_renewal_that_was_there_before(
    records: Records, chases: Chases
) -> None:
    document = filed(records, expiring(20, name="Balthasar"))
    filed(records, expiring(3650, number="X9"))
    assert ([30], []) == run(chases)
    assert ([], []) == run(chases, 1)
    _correct(records, document, name="Wilhelmina")
    assert ([], [Closing.RENEWED]) == run(chases, 2)


def test_what_expires_is_listed_soonest_first_with_the_step_that_was_taken(records: Records, chases: Chases) -> None:
    later, sooner = filed(records, expiring(80)), filed(records, expiring(5, number="X2", name="Balthasar"))
    run(chases)
    found = chases.expiring(TODAY + dt.timedelta(days=90), limit=10)
    assert [(sooner, 7), (later, 90)] == [(one.document, one.chased) for one in found]
    assert [sooner] == [one.document for one in chases.expiring(TODAY + dt.timedelta(days=10), limit=10)]
    assert (1, 2) == tuple(chases.count_expiring(TODAY + dt.timedelta(days=days)) for days in (10, 90))


def test_the_plan_says_what_a_run_does_and_changes_nothing(records: Records, chases: Chases) -> None:
    filed(records, expiring(20))
    planned, _ = chases.plan(TODAY)
    assert planned == chases.open_due(actor="schedule", now=NOW)


def _correct(
    records: Records, document: DocumentId, *, now: dt.datetime = NOW + dt.timedelta(days=2), **corrections: str
) -> None:
    Stations(records.transactions).reopen(document, actor="ann", now=now, due_at=now)
    records.decide(document, Correction(verdict="correct", corrections=corrections), actor="ann", now=now)


def test_the_day_is_that_of_the_house_also_before_it_dawns_in_greenwich(records: Records) -> None:
    filed(records, expiring(31))
    evening = NOW.replace(hour=22)
    at_home = Chases(records.transactions, lambda _: True, ZoneInfo("Asia/Shanghai"))
    assert [90] == [one.days_before for one in at_home.plan(evening.date())[0]]
    assert [30] == [one.days_before for one in at_home.open_due(actor="schedule", now=evening)]


def test_what_expired_long_ago_is_chased_when_it_comes_and_not_looked_at_every_night(
    records: Records, chases: Chases
) -> None:
    old = filed(records, expiring(-400, number="X0"))
    assert ([EXPIRED], []) == run(chases)
    assert ([], []) == run(chases, 10)
    late = NOW + dt.timedelta(days=10)
    filed(records, expiring(-300, name="Balthasar"), now=late)
    assert ([EXPIRED], []) == run(chases, 11)
    _correct(records, old, expiry=(TODAY - dt.timedelta(days=390)).isoformat(), now=NOW + dt.timedelta(days=12))
    assert ([EXPIRED], [Closing.CORRECTED]) == run(chases, 12)


def test_after_a_long_break_without_a_run_nothing_was_missed(records: Records, chases: Chases) -> None:
    filed(records, expiring(20))
    filed(records, expiring(200, number="X2", name="Balthasar"))
    assert ([30], []) == run(chases)
    assert ([EXPIRED, EXPIRED], []) == run(chases, 400)
