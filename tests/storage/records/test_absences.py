"""When people are away: one absence at a time, said by somebody, both days included."""

import datetime as dt

import pytest
from sqlalchemy import text

from storage.crypto.profile import CHEAPEST
from storage.records.absences import Absence, Absences
from storage.records.accounts import Accounts
from storage.records.store import Records
from strongroom.errors import BadForm, NotFound
from strongroom.permissions import StaffRole
from tests.storage.records.invented import NOW

FIRST = dt.date(2026, 12, 1)
DAY = dt.timedelta(days=1)
WEEK = Absence(first=FIRST, last=FIRST + 6 * DAY)


def test_somebody_is_away_on_both_days_and_between(records: Records) -> None:
    accounts = Accounts(records.transactions, profile=CHEAPEST)
    ann, _ = accounts.add("ann", "Ann", frozenset({StaffRole.REVIEWER}), by="x", now=NOW)
    absences = Absences(records.transactions)
    absences.set(ann.id, Absence(first=FIRST, last=FIRST), by="x", now=NOW)
    absences.set(ann.id, WEEK, by="x", now=NOW)
    assert {ann.id: WEEK} == absences.all()
    days = (FIRST - DAY, FIRST, WEEK.last, WEEK.last + DAY)
    assert [set(), {ann.actor}, {ann.actor}, set()] == [absences.away(day) for day in days]
    for _ in range(2):
        absences.end(ann.id, by="x", now=NOW)
    assert {} == absences.all()
    wanted = text("SELECT action FROM audit_events WHERE action LIKE 'absence%' ORDER BY sequence")
    acts = records._database.read(lambda connection: connection.execute(wanted).scalars().all())
    assert ["absence_set", "absence_set", "absence_ended"] == acts


def test_an_absence_that_ends_before_it_begins_and_one_of_nobody_are_refused(records: Records) -> None:
    absences = Absences(records.transactions)
    with pytest.raises(BadForm):
        absences.set("x", Absence(first=FIRST, last=FIRST - DAY), by="x", now=NOW)
    with pytest.raises(NotFound):
        absences.set("x", WEEK, by="x", now=NOW)
