"""Taking in: once for each arrival, one document for equal bytes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.crypto.keyring import Keyring
from storage.records.store import Records
from storage.records.values import Accepted
from strongroom.document import Role, State
from strongroom.errors import IllegalMove, NotFound
from strongroom.ids import BlobId, DocumentId, new_id
from tests.storage.records.invented import NOW, arrival, claim_one

RACERS = 8


def test_an_arrival_becomes_a_document_that_waits(records: Records) -> None:
    given = arrival(records)
    assert records.accept(given) == Accepted(document=given.document, duplicate=False)
    assert records.counts()[State.RECEIVED] == 1
    assert records.waiting(NOW) == 1


def test_accepting_an_arrival_again_changes_nothing_and_says_the_same(records: Records) -> None:
    given = arrival(records)
    first = records.accept(given)
    events = records.audit_verify()
    assert records.accept(given) == first
    assert sum(records.counts().values()) == 1
    assert records.audit_verify() == events


def test_equal_bytes_are_linked_to_the_first_document(records: Records) -> None:
    first = records.accept(arrival(records, b"the same bytes"))
    again = arrival(records, b"the same bytes")
    assert records.accept(again) == Accepted(document=first.document, duplicate=True)
    assert sum(records.counts().values()) == 1
    seen = records.view(first.document, actor="me", purpose="test", now=NOW)
    assert seen.duplicates == 1
    assert [entry.action for entry in seen.history] == ["accepted", "duplicate"]


def test_a_duplicate_that_was_not_stored_again_is_linked_too_and_only_once(records: Records) -> None:
    first = records.accept(arrival(records, b"the same bytes"))
    again = arrival(records, b"the same bytes", blob=None)
    for _ in range(2):
        assert records.accept_duplicate(again) == Accepted(document=first.document, duplicate=True)
    assert records.view(first.document, actor="me", purpose="test", now=NOW).duplicates == 1


def test_bytes_that_no_document_has_cannot_be_linked(records: Records) -> None:
    with pytest.raises(NotFound):
        records.accept_duplicate(arrival(records, blob=None))


def test_a_new_document_needs_its_blob(records: Records) -> None:
    with pytest.raises(ValueError, match="blob"):
        records.accept(arrival(records, blob=None))


def test_bytes_are_found_by_their_keyed_hash(records: Records) -> None:
    given = arrival(records, b"some bytes")
    assert records.find_by_content(given.content_hash) is None
    records.accept(given)
    assert records.find_by_content(given.content_hash) == given.document


def test_what_cannot_be_read_starts_in_quarantine_with_its_reason(records: Records) -> None:
    given = arrival(records)
    records.accept_refused(given, "too_large", {"bytes": 12, "limit": 10})
    assert records.waiting(NOW) == 0
    (reason,) = records.quarantined(10).values()
    assert (reason.code, reason.facts, reason.since) == ("too_large", {"bytes": 12, "limit": 10}, NOW)


def test_a_refused_file_that_is_dropped_again_is_linked_to_the_first(records: Records) -> None:
    first = records.accept_refused(arrival(records, b"broken"), "damaged", {})
    assert records.accept_refused(arrival(records, b"broken"), "damaged", {}) == Accepted(
        document=first.document, duplicate=True
    )


def test_a_quarantined_document_can_be_read_again(records: Records) -> None:
    given = arrival(records)
    records.accept_refused(given, "password_needed", {})
    records.read_again(given.document, actor="me", now=NOW)
    assert records.quarantined(10) == {}
    assert claim_one(records).document == given.document


def test_a_document_that_is_being_read_cannot_be_sent_to_be_read(records: Records) -> None:
    records.accept(arrival(records))
    lease = claim_one(records)
    with pytest.raises(IllegalMove):
        records.read_again(lease.document, actor="me", now=NOW)


def test_of_many_equal_arrivals_at_once_one_makes_the_document(records: Records) -> None:
    rivals = [arrival(records, b"the same bytes") for _ in range(RACERS)]
    with ThreadPoolExecutor(RACERS) as racers:
        accepted = list(racers.map(records.accept, rivals))
    assert len({each.document for each in accepted}) == 1
    assert sorted(each.duplicate for each in accepted) == [False] + [True] * (RACERS - 1)
    assert records.audit_verify() == RACERS


def test_one_arrival_accepted_by_many_at_once_is_one_document_and_no_duplicate(records: Records) -> None:
    given = arrival(records)
    with ThreadPoolExecutor(RACERS) as racers:
        accepted = set(racers.map(records.accept, [given] * RACERS))
    assert accepted == {Accepted(document=given.document, duplicate=False)}
    assert records.audit_verify() == 1


def test_blobs_that_were_stored_and_never_accepted_are_known_as_such(records: Records) -> None:
    given = arrival(records)
    records.accept(given)
    stray = BlobId(new_id(NOW))
    assert given.blob is not None
    assert records.unrecorded([given.blob.id, stray]) == {stray}


def test_a_crash_after_the_key_was_made_leaves_no_document_and_the_next_run_succeeds(
    records: Records, keyring: Keyring
) -> None:
    given = arrival(records)
    keyring.create(f"fields:{given.document}", given.document)  # as far as the crashed run came
    assert records.find_by_content(given.content_hash) is None
    records.accept(given)
    assert claim_one(records).document == given.document


def test_the_original_blob_is_handed_out_and_the_reading_of_it_is_recorded(records: Records) -> None:
    given = arrival(records)
    records.accept(given)
    assert records.read_blob(given.document, Role.ORIGINAL, actor="eve", purpose="export", now=NOW) == given.blob
    last = records.view(given.document, actor="me", purpose="test", now=NOW).history[-1]
    assert (last.actor, last.action, last.facts["purpose"]) == ("eve", "read", "export")


@pytest.mark.parametrize("role", [Role.PAGES, Role.RENDITION])
def test_a_role_that_a_document_does_not_have_is_not_found(records: Records, role: Role) -> None:
    given = arrival(records)
    records.accept(given)
    with pytest.raises(NotFound):
        records.read_blob(given.document, role, actor="eve", purpose="export", now=NOW)


def test_a_document_that_never_was_is_not_found(records: Records) -> None:
    with pytest.raises(NotFound):
        records.view(DocumentId(new_id(NOW)), actor="me", purpose="test", now=NOW)
