"""What is paused stays paused until somebody resumes it, and both are on record."""

import datetime as dt

from storage.records.pausing import INTAKE, Pauses
from storage.records.store import Records
from tests.storage.records.invented import NOW


def test_a_pause_lasts_until_it_is_resumed(records: Records) -> None:
    pauses = Pauses(records.transactions)
    assert pauses.pause(INTAKE, actor="ann", now=NOW)
    assert pauses.is_paused("maintenance", INTAKE)
    assert pauses.resume(INTAKE, actor="ben", now=NOW)
    assert not pauses.is_paused(INTAKE)
    assert 2 == records.audit_verify()


def test_whoever_paused_first_is_remembered(records: Records) -> None:
    pauses = Pauses(records.transactions)
    pauses.pause(INTAKE, actor="ann", now=NOW)
    assert not pauses.pause(INTAKE, actor="ben", now=NOW + dt.timedelta(hours=1))
    assert ("ann", NOW) == (pauses.now()[INTAKE].actor, pauses.now()[INTAKE].since)


def test_what_is_not_paused_cannot_be_resumed(records: Records) -> None:
    assert not Pauses(records.transactions).resume(INTAKE, actor="ann", now=NOW)
    assert 0 == records.audit_verify()
