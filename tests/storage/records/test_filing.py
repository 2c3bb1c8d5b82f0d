"""Filing: outcomes come back as they were given, names are unique, and doubtful papers wait for a person."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.crypto.keyring import Keyring
from storage.records.names import is_numbered, numbered
from storage.records.store import Records
from strongroom.document import Role, State
from strongroom.errors import KeyMissing
from tests.storage.records.invented import NOW, arrival, claim_one, filed, invoice, outcome, passport

ATTEMPTS = 12


def test_what_was_read_comes_back_as_it_was_given(records: Records) -> None:
    records.accept(arrival(records))
    lease = claim_one(records)
    given = outcome(lease, invoice())
    records.finish(lease, given, now=NOW, due_hours=24)
    seen = records.view(lease.document, actor="me", purpose="test", now=NOW)
    assert seen.summary.readings == given.extraction.readings
    assert seen.tables == given.extraction.tables
    assert (seen.summary.kind, seen.summary.kind_confidence) == ("invoice", 0.97)
    assert (seen.summary.name, seen.summary.tags, seen.summary.customer) == (given.name, given.tags, given.customer)
    assert (seen.summary.state, seen.summary.straight_through, seen.summary.filed_at) == (State.FILED, True, NOW)
    assert seen.summary.page_count == 2
    assert given.pages in seen.blobs


def test_a_doubtful_paper_waits_for_a_person_with_its_reasons(records: Records) -> None:
    document = filed(records, passport(sure=False))
    summary = records.view(document, actor="me", purpose="test", now=NOW).summary
    assert summary.state is State.IN_REVIEW
    assert [reason.code for reason in summary.reasons] == ["field_missing"]
    assert records.due_reviews(NOW) == ()
    (task,) = records.due_reviews(NOW + dt.timedelta(hours=24))
    assert (task.document, task.due_at) == (document, NOW + dt.timedelta(hours=24))


def test_a_name_that_is_taken_gets_a_number(records: Records) -> None:
    documents = [filed(records, invoice(name="scan.pdf")) for _ in range(3)]
    rows = records.summaries(documents, actor="me", now=NOW)
    assert [row.name for row in rows] == ["scan.pdf", "scan-2.pdf", "scan-3.pdf"]


def test_a_name_that_was_asked_for_with_its_number_is_not_given_twice(records: Records) -> None:
    wishes = ("scan-2.pdf", "scan.pdf", "SCAN.pdf", "scan-2.pdf")
    documents = [filed(records, invoice(name=wish)) for wish in wishes]
    names = [row.name for row in records.summaries(documents, actor="me", now=NOW)]
    assert len({name.casefold() for name in names if name}) == len(wishes)


def test_names_stay_unique_when_many_file_at_once(records: Records) -> None:
    documents = [records.accept(arrival(records)).document for _ in range(ATTEMPTS)]
    leases = records.claim("worker", limit=ATTEMPTS, now=NOW, lease_seconds=60)
    wishes = ["scan.pdf", "scan-2.pdf"] * (ATTEMPTS // 2)

    def finish(place: int) -> None:
        records.finish(leases[place], outcome(leases[place], invoice(name=wishes[place])), now=NOW, due_hours=1)

    with ThreadPoolExecutor(ATTEMPTS) as workers:
        list(workers.map(finish, range(ATTEMPTS)))
    names = {row.name for row in records.summaries(documents, actor="me", now=NOW)}
    assert len(names) == ATTEMPTS
    records.audit_verify()


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [("a.pdf", 1, "a.pdf"), ("a.pdf", 2, "a-2.pdf"), ("a.b.pdf", 3, "a.b-3.pdf"), ("a", 2, "a-2")],
)
def test_numbers_stand_before_the_extension(name: str, number: int, expected: str) -> None:
    assert numbered(name, number) == expected
    assert is_numbered(expected, name)


def test_a_name_with_more_behind_it_is_not_the_same_with_a_number() -> None:
    assert not is_numbered("a-2b.pdf", "a.pdf")
    assert not is_numbered("a-2.png", "a.pdf")


def test_a_document_that_is_read_again_keeps_its_name_and_its_versions(records: Records) -> None:
    document = filed(records, invoice(name="scan.pdf", sure=False))
    records.read_again(document, actor="me", now=NOW)
    lease = claim_one(records)
    assert lease.version == 2
    records.finish(lease, outcome(lease, invoice(name="scan.pdf")), now=NOW, due_hours=1)
    seen = records.view(document, actor="me", purpose="test", now=NOW)
    assert (seen.summary.name, seen.version) == ("scan.pdf", 2)
    assert [(blob.role, blob.version) for blob in seen.blobs] == [
        (Role.ORIGINAL, 1),
        (Role.PAGES, 1),
        (Role.PAGES, 2),
    ]
    assert records.due_reviews(NOW + dt.timedelta(days=9)) == ()


def test_an_unreadable_paper_is_set_aside_with_its_reason(records: Records) -> None:
    records.accept(arrival(records))
    lease = claim_one(records)
    records.quarantine(lease, "reading_crashed", {"attempts": 3}, now=NOW)
    (reason,) = records.quarantined(10).values()
    assert (reason.code, reason.facts) == ("reading_crashed", {"attempts": 3})
    assert records.counts()[State.QUARANTINED] == 1


def test_nothing_of_a_document_opens_once_its_keys_are_destroyed_and_lists_go_on_without_it(
    records: Records, keyring: Keyring
) -> None:
    shredded, kept = filed(records, invoice()), filed(records, passport())
    keyring.destroy(shredded)
    with pytest.raises(KeyMissing):
        records.view(shredded, actor="me", purpose="test", now=NOW)
    assert [row.id for row in records.in_state(State.FILED, actor="me", now=NOW, limit=9)] == [kept]


def test_a_list_is_one_event_with_the_ids_that_were_shown(records: Records) -> None:
    documents = [filed(records, invoice()) for _ in range(2)]
    before = records.audit_verify()
    rows = records.in_state(State.FILED, actor="me", now=NOW, limit=9)
    assert [row.id for row in rows] == documents[::-1]
    assert records.audit_verify() == before + 1


def test_personal_values_do_not_show_when_a_view_is_printed(records: Records) -> None:
    document = filed(records, passport())
    printed = repr(records.view(document, actor="me", purpose="test", now=NOW))
    for secret in ("Quastenflosse", "X1234567Q", "1980"):
        assert secret not in printed
