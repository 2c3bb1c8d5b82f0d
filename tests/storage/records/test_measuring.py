"""The records in numbers."""

import datetime as dt

from storage.audit import AuditEvent
from storage.records.measuring import measure, went_wrong
from storage.records.pausing import Pauses
from storage.records.store import Records
from strongroom.document import State
from tests.storage.records.invented import NOW, arrival, filed, invoice


def test_what_waits_is_read_overdue_or_paused_is_counted(records: Records) -> None:
    filed(records, invoice())
    filed(records, invoice(sure=False))
    for _ in range(2):
        records.accept(arrival(records))
    records.claim("worker", limit=1, now=NOW, lease_seconds=60)
    records.accept_refused(arrival(records), "damaged", {})
    Pauses(records.transactions).pause("intake", actor="ann", now=NOW)
    found = measure(records.transactions, NOW + dt.timedelta(days=2))
    assert (1, 1, 1, 1) == tuple(
        found.states[state] for state in (State.FILED, State.IN_REVIEW, State.RECEIVED, State.READING)
    )
    assert (2, 1, 1, 172800.0) == (found.waiting, found.lapsed, found.overdue_reviews, found.oldest_seconds)
    assert {"damaged": 1} == found.quarantined
    assert ("intake",) == found.paused


def test_what_was_refused_or_set_aside_in_a_time_is_counted_by_code(records: Records) -> None:
    for _ in range(2):
        records.accept_refused(arrival(records), "damaged", {})
    records.transactions.note(AuditEvent(at=NOW, actor="ann", action="refused", facts={"request": "01J"}))
    day, early = dt.timedelta(days=1), dt.timedelta(days=-1)
    assert {"damaged": 2} == went_wrong(records.transactions, since=NOW + early, until=NOW + day)
    assert {} == went_wrong(records.transactions, since=NOW + day, until=NOW + 2 * day)


def test_empty_records_are_all_zeros(records: Records) -> None:
    found = measure(records.transactions, NOW)
    assert (0, 0.0, 0, {}, ()) == (
        found.waiting, found.oldest_seconds, found.chased, found.quarantined, found.paused
    )  # fmt: skip
