"""Concerns stand from the moment they begin until they are over, each change on record; keys have an age."""

import datetime as dt

from storage.audit import AuditEvent
from storage.records.audit_search import TrailQuestion, search
from storage.records.caring import CareAction, Cares
from storage.records.store import Records
from storage.records.telling import news
from strongroom.concern import Concern, Trouble
from tests.storage.records.invented import NOW

HOUR = dt.timedelta(hours=1)
MILD = Concern(trouble=Trouble.DISK_LOW, subject="data", step=10)
WORSE = Concern(trouble=Trouble.DISK_LOW, subject="data", step=2)
FAILED = Concern(trouble=Trouble.RUN_FAILED, subject="backup")
ROTATIONS = ("begun", "rotated")


def test_a_concern_keeps_the_moment_it_began_and_is_recorded_once(records: Records) -> None:
    cares = Cares(records.transactions)
    assert (FAILED, MILD) == tuple(sorted(cares.keep({MILD, FAILED}, now=NOW).begun, key=lambda one: one.subject))
    for hours in (1, 2):
        changed = cares.keep({MILD, FAILED}, now=NOW + hours * HOUR)
        assert ((), ()) == (changed.begun, changed.over)
    assert {MILD: NOW, FAILED: NOW} == cares.standing()
    assert {MILD, FAILED} == set(news(records.transactions, NOW).concerns)
    assert 2 == records.audit_verify()


def test_one_that_grew_is_another_and_one_that_is_over_is_gone(records: Records) -> None:
    cares = Cares(records.transactions)
    cares.keep({MILD}, now=NOW)
    grown = cares.keep({WORSE}, now=NOW + HOUR)
    assert ((WORSE,), (MILD,)) == (grown.begun, grown.over)
    assert {WORSE: NOW + HOUR} == cares.standing()
    assert (WORSE,) == cares.keep(frozenset(), now=NOW + 2 * HOUR).over
    assert {} == cares.standing()
    told = search(records.transactions, TrailQuestion(action=CareAction.OVER), limit=9)
    assert [2, 10] == [one.entry.facts["step"] for one in told]


def test_a_key_is_as_old_as_the_last_rotation_or_as_the_trail_and_stays_so_once_it_is_noted(records: Records) -> None:
    cares = Cares(records.transactions)
    assert cares.key_since("a1", rotations=ROTATIONS, now=NOW) == NOW
    for hours, action in ((1, "first"), (3, "begun"), (5, "other")):
        records.transactions.note(AuditEvent(at=NOW + hours * HOUR, actor="ann", action=action))
    late = NOW + 9 * HOUR
    assert cares.key_since("a1", rotations=(), now=late) == NOW + HOUR
    assert cares.note_key("a1", rotations=ROTATIONS, now=late) == NOW + 3 * HOUR
    records.transactions.note(AuditEvent(at=late, actor="ann", action="rotated"))
    assert cares.note_key("a1", rotations=ROTATIONS, now=late) == NOW + 3 * HOUR
    assert cares.key_since("b2", rotations=ROTATIONS, now=late) == late
