"""Leases: disjoint, bounded in time, and fenced."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.records.store import Records
from storage.records.values import Lease
from strongroom.document import State
from strongroom.errors import LeaseLost
from tests.storage.records.invented import NOW, arrival, claim_one, invoice, outcome

WORKERS = 8
LATER = NOW + dt.timedelta(minutes=2)


def test_the_oldest_documents_are_claimed_first(records: Records) -> None:
    order = [records.accept(arrival(records)).document for _ in range(3)]
    leases = records.claim("worker", limit=2, now=NOW, lease_seconds=60)
    assert [lease.document for lease in leases] == order[:2]
    assert records.waiting(NOW) == 1


def test_eight_workers_claim_disjoint_documents_and_leave_none(records: Records) -> None:
    documents = {records.accept(arrival(records)).document for _ in range(40)}

    def work(worker: int) -> list[str]:
        claimed: list[str] = []
        while leases := records.claim(f"worker-{worker}", limit=3, now=NOW, lease_seconds=60):
            claimed += [lease.document for lease in leases]
        return claimed

    with ThreadPoolExecutor(WORKERS) as workers:
        claimed = [document for found in workers.map(work, range(WORKERS)) for document in found]
    # A worker that found nothing may have met rows that another had locked: what is left is claimed now.
    claimed += work(WORKERS)
    assert Counter(claimed) == Counter(documents)
    records.audit_verify()


def test_only_the_documents_asked_for_are_claimed(records: Records) -> None:
    documents = [records.accept(arrival(records)).document for _ in range(3)]
    (lease,) = records.claim_these("worker", documents[1:2], now=NOW, lease_seconds=60)
    assert lease.document == documents[1]
    assert records.claim_these("other", documents[1:2], now=NOW, lease_seconds=60) == ()


def test_a_lease_that_ran_out_is_claimed_by_another_with_a_higher_fence(records: Records) -> None:
    records.accept(arrival(records))
    first = claim_one(records, "first")
    assert records.claim("second", limit=1, now=NOW, lease_seconds=60) == ()
    second = claim_one(records, "second", LATER)
    assert (second.fence, second.attempt) == (first.fence + 1, first.attempt)
    assert (first.lost, second.lost) == (0, 1)


def _finish(records: Records, lease: Lease) -> None:
    records.finish(lease, outcome(lease, invoice()), now=LATER, due_hours=1)


def _quarantine(records: Records, lease: Lease) -> None:
    records.quarantine(lease, "damaged", {}, now=LATER)


def _release(records: Records, lease: Lease) -> None:
    records.release(lease, now=LATER, delay_seconds=0)


def _renew(records: Records, lease: Lease) -> None:
    records.renew(lease, now=LATER, lease_seconds=60)


def _look(records: Records, lease: Lease) -> None:
    records.assignment(lease)


@pytest.mark.parametrize("act", [_finish, _quarantine, _release, _renew, _look])
def test_a_worker_that_was_overtaken_can_do_nothing_more(records: Records, act: object) -> None:
    records.accept(arrival(records))
    first = claim_one(records, "first")
    second = claim_one(records, "second", LATER)
    events = records.audit_verify()
    with pytest.raises(LeaseLost):
        act(records, first)  # type: ignore[operator]
    assert records.audit_verify() == events
    _finish(records, second)


def test_a_finished_document_cannot_be_finished_again(records: Records) -> None:
    records.accept(arrival(records))
    lease = claim_one(records)
    _finish(records, lease)
    with pytest.raises(LeaseLost):
        _finish(records, lease)


def test_a_lease_that_ran_out_and_was_not_taken_over_still_holds(records: Records) -> None:
    records.accept(arrival(records))
    _finish(records, claim_one(records))
    assert records.counts()[State.FILED] == 1


def test_a_renewed_lease_keeps_others_away(records: Records) -> None:
    records.accept(arrival(records))
    lease = records.renew(claim_one(records), now=NOW, lease_seconds=600)
    assert lease.expires_at == NOW + dt.timedelta(minutes=10)
    assert records.claim("other", limit=1, now=LATER, lease_seconds=60) == ()


def test_a_released_document_waits_out_its_delay_and_no_attempt_is_counted(records: Records) -> None:
    records.accept(arrival(records))
    records.release(claim_one(records), now=NOW, delay_seconds=60)
    assert records.waiting(NOW) == 0
    assert claim_one(records, now=LATER).attempt == 1


def test_a_postponed_document_has_its_attempt_counted(records: Records) -> None:
    records.accept(arrival(records))
    records.postpone(claim_one(records), now=NOW, delay_seconds=60)
    assert claim_one(records, now=LATER).attempt == 2


def test_an_assignment_holds_what_was_taken_in(records: Records) -> None:
    given = arrival(records)
    records.accept(given)
    assignment = records.assignment(claim_one(records))
    assert assignment.blob == given.blob
    assert assignment.original_name == given.original_name
    assert assignment.folder_tags == given.folder_tags
    assert assignment.customer == given.customer


def test_the_age_of_the_queue_is_that_of_its_oldest_document(records: Records) -> None:
    assert records.oldest_waiting(NOW) is None
    records.accept(arrival(records))
    assert records.oldest_waiting(LATER) == dt.timedelta(minutes=2)
