"""Reconciliation: what does not agree is told, and only what is surely left over is deleted."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from flows.stages.inbox import claim
from flows.stages.reconcile import (
    MOST_ORPHANS,
    Fault,
    Finding,
    Reconciled,
    Sighting,
    judge,
    reconcile,
    repairable,
    survey,
)
from flows.stages.workroom import Workroom
from storage.anchors import Anchors
from storage.audit import AuditEvent
from storage.objects.memory import MemoryStore
from storage.records.audit_search import TrailQuestion, search
from storage.records.freezing import freeze
from storage.records.reconciling import Compared, compare, still_expected
from storage.records.tables import audit_head, documents
from storage.records.values import Arrival
from storage.vault import StoredBlob, Vault, object_key
from strongroom.document import Role
from strongroom.ids import ArrivalId, BlobId, DocumentId, new_id

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
OLD = NOW - dt.timedelta(days=2)
PAPER = DocumentId(new_id(OLD))


def every(many: Iterable[DocumentId], _: int) -> Iterable[DocumentId]:
    return many


def compared(work: Workroom) -> Reconciled:
    return reconcile(work, sample=10, choose=every, actor="schedule", now=lambda: NOW)


def stored(work: Workroom, document: DocumentId, when: dt.datetime = OLD) -> BlobId:
    return work.vault.put(b"invented", document=document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(when))).id


@pytest.fixture
def kept(work: Workroom) -> BlobId:
    """A document that is in the records and in the vault."""
    blob = work.vault.put(b"a paper", document=PAPER, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(OLD)))
    work.records.accept(
        Arrival(
            id=ArrivalId(PAPER),
            document=PAPER,
            blob=blob,
            content_hash=work.records.content_hash(blob.sha256),
            media="text/plain",
            original_name="a.txt",
            received_at=OLD,
            actor="test",
        )
    )
    return blob.id


@pytest.mark.usefixtures("kept")
def test_where_all_agree_nothing_is_told_and_the_run_is_recorded(work: Workroom) -> None:
    done = compared(work)
    assert (done.blobs, done.opened, done.findings) == (1, 1, ())
    (event,) = search(work.records.transactions, TrailQuestion(action="reconciled"), limit=9)
    assert event.entry.facts == {"blobs": 1, "opened": 1, "findings": 0, "repaired": 0}


class Late(MemoryStore):
    """A store that lists nothing: what it holds was brought to where the listing had already passed."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        return iter(())


@pytest.mark.usefixtures("kept")
def test_an_object_that_moved_during_the_walk_is_not_missing(work: Workroom) -> None:
    late = Late()
    for key in work.store.keys(""):
        late.put(key, work.store.get(key))
    assert compared(replace(work, store=late, vault=Vault(late, work.keyring))).findings == ()


def test_a_document_that_was_destroyed_during_the_walk_is_not_missing(work: Workroom, kept: BlobId) -> None:
    class Destroying(MemoryStore):
        def keys(self, prefix: str = "") -> Iterator[str]:
            gone = update(documents).values(state="destroyed")
            work.records.transactions.write(lambda session: session.connection.execute(gone))
            return iter(())

    empty = Destroying()
    done = compared(replace(work, store=empty, vault=Vault(empty, work.keyring)))
    assert (done.blobs, done.findings) == (1, ())
    assert still_expected(work.records.transactions, [(PAPER, kept)]) == ()


def test_of_a_store_that_lost_nearly_all_so_much_is_listed_and_the_rest_counted(work: Workroom, kept: BlobId) -> None:
    none = compare(work.records.transactions, lambda: (), most=0)
    assert none == Compared(blobs=1, missing=(), more=1)
    some = compare(work.records.transactions, lambda: (), most=1)
    assert some == Compared(blobs=1, missing=((PAPER, kept),), more=0)
    assert Reconciled(blobs=3, opened=0, findings=(Finding(fault=Fault.ORPHAN, repaired=True),), untold=2).open == 2


def test_a_lost_object_is_told(work: Workroom, kept: BlobId) -> None:
    work.store.delete(object_key(PAPER, kept))
    assert compared(work).findings == (
        Finding(fault=Fault.OBJECT_MISSING, document=PAPER, blob=kept),
        Finding(fault=Fault.UNREADABLE, document=PAPER, code="object_missing"),
    )


def test_a_changed_object_and_a_lost_key_are_told(work: Workroom, kept: BlobId) -> None:
    key = object_key(PAPER, kept)
    sealed = work.store.get(key)
    work.store.delete(key)
    work.store.put(key, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert compared(work).findings == (Finding(fault=Fault.UNREADABLE, document=PAPER, code="tampered"),)
    work.keyring.destroy(PAPER)
    assert compared(work).findings == (Finding(fault=Fault.UNREADABLE, document=PAPER, code="key_missing"),)


@pytest.mark.usefixtures("kept")
def test_an_old_orphan_is_deleted_and_a_young_one_is_left_in_peace(work: Workroom) -> None:
    old, young = DocumentId(new_id(OLD)), DocumentId(new_id(NOW))
    orphan = stored(work, old)
    stored(work, young, NOW - dt.timedelta(minutes=59))
    wanted = Finding(fault=Fault.ORPHAN, document=old, blob=orphan)
    assert survey(work, sample=0, choose=every, actor="me", now=lambda: NOW).findings == (wanted,)
    done = compared(work)
    assert [(one.document, one.repaired) for one in done.findings] == [(old, True)]
    assert done.open == 0
    assert {key.partition("/")[0] for key in work.store.keys("")} >= {PAPER, young}
    assert not list(work.store.keys(old))


@pytest.mark.usefixtures("kept")
def test_an_orphan_of_a_living_document_goes_and_the_document_stays_readable(work: Workroom) -> None:
    stored(work, PAPER)
    assert [one.repaired for one in compared(work).findings] == [True]
    assert compared(work).findings == ()


def test_a_frozen_vault_is_compared_and_not_repaired(work: Workroom) -> None:
    stored(work, DocumentId(new_id(OLD)))
    freeze(work.records.transactions, actor="me", now=NOW)
    assert [one.repaired for one in compared(work).findings] == [False]


def test_after_a_restore_what_was_stored_before_it_is_told_and_kept(work: Workroom) -> None:
    stored(work, DocumentId(new_id(OLD)))
    work.records.transactions.note(AuditEvent(at=OLD + dt.timedelta(hours=1), actor="me", action="restored"))
    assert [one.repaired for one in compared(work).findings] == [False]


def test_records_that_are_behind_their_anchors_are_told_and_nothing_is_deleted(work: Workroom) -> None:
    work.records.transactions.note(AuditEvent(at=OLD, actor="me", action="test"))
    Anchors(work.records.transactions, work.store, work.keyring).anchor("me", now=lambda: OLD)
    orphan = stored(work, DocumentId(new_id(OLD)))
    work.records.transactions.write(
        lambda session: session.connection.execute(update(audit_head).values(sequence=0, hash=bytes(32)))
    )
    found = survey(work, sample=0, choose=every, actor="me", now=lambda: NOW)
    assert found.findings[0] == Finding(fault=Fault.CHAIN_BROKEN, code="audit_truncated")
    assert found.findings[-1].blob == orphan
    seen = sighting(orphans=(blob(),), chain="audit_truncated")
    assert repairable(seen, restored_at=None) == ()


def test_a_lease_that_nobody_took_up_and_a_claim_that_waits_are_told(work: Workroom) -> None:
    inbox = work.settings.inbox
    (inbox / "a.txt").write_bytes(b"a")
    (inbox / "b.txt").write_bytes(b"b")
    left, fresh = new_id(OLD), new_id(NOW)
    assert claim(inbox, inbox / "a.txt", left)
    assert claim(inbox, inbox / "b.txt", fresh)
    assert compared(work).findings == (Finding(fault=Fault.CLAIM_LEFT, document=left),)


@pytest.mark.usefixtures("kept")
def test_a_lease_that_ran_out_long_ago_is_told(work: Workroom) -> None:
    work.records.claim("worker", limit=1, now=OLD, lease_seconds=60)
    assert compared(work).findings == (Finding(fault=Fault.LEASE_LEFT, document=PAPER),)
    later = {"expires_at": NOW}
    work.records.transactions.write(lambda session: session.connection.execute(update(documents).values(later)))
    assert compared(work).findings == ()


def blob(when: dt.datetime = OLD, document: str = PAPER) -> StoredBlob:
    return StoredBlob(document=DocumentId(document), blob=BlobId(new_id(when)))


def sighting(*, orphans: tuple[StoredBlob, ...] = (), claims: tuple[str, ...] = (), chain: str = "") -> Sighting:
    return Sighting(
        missing=(),
        left=(),
        orphans=orphans,
        unreadable=(),
        claims=claims,
        chain=chain,
    )


@pytest.mark.parametrize(
    ("seen", "restored_at", "repaired"),
    [
        (sighting(orphans=(blob(),)), None, 1),
        (sighting(orphans=(blob(),) * MOST_ORPHANS), None, MOST_ORPHANS),
        (sighting(orphans=(blob(),) * (MOST_ORPHANS + 1)), None, 0),
        (sighting(orphans=(blob(),), claims=(PAPER,)), None, 0),
        (sighting(orphans=(blob(),), chain="audit_broken"), None, 0),
        (sighting(orphans=(blob(), blob(NOW))), OLD + dt.timedelta(hours=1), 1),
    ],
)
def test_what_may_be_deleted_is_decided_by_all_that_was_seen(
    seen: Sighting, restored_at: dt.datetime | None, repaired: int
) -> None:
    assert len(repairable(seen, restored_at=restored_at)) == repaired


def test_the_worst_comes_first() -> None:
    seen = Sighting(
        missing=((PAPER, BlobId("1")),),
        left=(PAPER,),
        orphans=(blob(),),
        unreadable=((PAPER, "tampered"),),
        claims=(PAPER,),
        chain="audit_broken",
    )
    assert [one.fault for one in judge(seen)] == [
        Fault.CHAIN_BROKEN,
        Fault.OBJECT_MISSING,
        Fault.UNREADABLE,
        Fault.LEASE_LEFT,
        Fault.CLAIM_LEFT,
        Fault.ORPHAN,
    ]
