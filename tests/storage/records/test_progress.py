"""How far long documents are, on both databases."""

import datetime as dt

import pytest

from storage.records.progress import LongReadings
from storage.records.store import Records
from storage.records.values import Lease, PagesRead
from strongroom.errors import LeaseLost
from tests.storage.records.invented import NOW, arrival, claim_one, invoice, outcome

TWELVE = PagesRead(done=12, of=300)
LATER = NOW + dt.timedelta(minutes=2)


@pytest.fixture
def lease(records: Records) -> Lease:
    records.accept(arrival(records))
    return claim_one(records)


def told_of(records: Records, lease: Lease) -> PagesRead | None:
    return records.for_policy(lease.document).pages_read


def test_a_document_of_which_nobody_told_shows_nothing(records: Records, lease: Lease) -> None:
    assert told_of(records, lease) is None
    assert {} == LongReadings(records.transactions).now()


def test_what_the_holder_of_a_lease_tells_is_shown_wherever_the_document_is(records: Records, lease: Lease) -> None:
    LongReadings(records.transactions).tell(lease, TWELVE)
    assert TWELVE == told_of(records, lease)
    assert {lease.document: TWELVE} == LongReadings(records.transactions).now()


def test_what_is_read_shows_no_progress_any_more(records: Records, lease: Lease) -> None:
    LongReadings(records.transactions).tell(lease, TWELVE)
    records.finish(lease, outcome(lease, invoice()), now=NOW, due_hours=1)
    assert told_of(records, lease) is None
    assert {} == LongReadings(records.transactions).now()


def test_another_worker_begins_at_the_beginning(records: Records, lease: Lease) -> None:
    LongReadings(records.transactions).tell(lease, TWELVE)
    claim_one(records, "another", now=LATER)
    assert told_of(records, lease) is None
    with pytest.raises(LeaseLost):
        LongReadings(records.transactions).tell(lease, TWELVE)


def test_telling_leaves_no_trace_in_the_audit_trail(records: Records, lease: Lease) -> None:
    before = records.audit_verify()
    LongReadings(records.transactions).tell(lease, TWELVE)
    LongReadings(records.transactions).now()
    assert before == records.audit_verify()
