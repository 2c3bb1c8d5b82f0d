"""What people did is read from the trail as it stands there, and each oddity is told once a day."""

import datetime as dt

from storage.audit import AuditEvent
from storage.records.store import Records
from storage.records.watching import deeds, opened_papers, tell_once
from strongroom.document import Role
from strongroom.unusual import Deed, Oddity, Sign
from tests.storage.records.invented import NOW, filed, passport

DAY = dt.timedelta(days=1)


def test_deeds_of_people_are_told_from_the_products_own(records: Records) -> None:
    document = filed(records, passport())
    records.view(document, actor="ann", purpose="view", now=NOW)
    records.view(document, actor="ann", purpose="the bank called", now=NOW)
    records.read_blob(document, Role.ORIGINAL, actor="ann", purpose="view", now=NOW)
    records.read_blob(document, Role.ORIGINAL, actor="ann", purpose="for the bank", now=NOW)
    records.read_blob(document, Role.ORIGINAL, actor="schedule", purpose="reconcile", now=NOW)
    records.transactions.note(AuditEvent(at=NOW, actor="ben", action="denied", facts={"code": "no_permission"}))
    found = [(act.who, act.deed) for act in deeds(records.transactions, since=NOW - DAY, until=NOW)]
    assert found == [
        ("ann", Deed.LOOKED),
        ("ann", Deed.REVEALED),
        ("ann", Deed.LOOKED),
        ("ann", Deed.EXPORTED),
        ("ben", Deed.DENIED),
    ]
    assert deeds(records.transactions, since=NOW + DAY, until=NOW + 2 * DAY) == ()


def test_who_opened_papers_at_such_moments_is_told_of_those_who_were_asked_about(records: Records) -> None:
    document = filed(records, passport())
    for who, at in (("ann", NOW), ("ben", NOW), ("eve", NOW), ("zoe", NOW - 2 * DAY)):
        records.view(document, actor=who, purpose="view", now=at)
    records.transactions.note(AuditEvent(at=NOW, actor="kim", action="denied", facts={"code": "no_permission"}))

    def opened(*people: str, when: bool = True) -> frozenset[str]:
        return opened_papers(records.transactions, people, since=NOW - DAY, until=NOW, when=lambda _: when)

    assert {"ann", "ben"} == opened("ann", "ben", "kim", "zoe", "nobody")
    assert frozenset() == opened("ann", when=False) == opened()


def test_an_oddity_is_told_once_a_day(records: Records) -> None:
    odd = (Oddity(who="ann", sign=Sign.MANY_EXPORTED, count=31),)
    assert tell_once(records.transactions, odd, since=NOW - DAY, now=NOW) == odd
    assert tell_once(records.transactions, odd, since=NOW - DAY, now=NOW) == ()
    later = NOW + dt.timedelta(hours=1)
    assert tell_once(records.transactions, odd, since=later - DAY, now=later) == ()
    tomorrow = NOW + 2 * DAY
    assert tell_once(records.transactions, odd, since=tomorrow - DAY, now=tomorrow) == odd
