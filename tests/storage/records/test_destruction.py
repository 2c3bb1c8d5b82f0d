"""What was decided is carried out: nothing opens, nothing is listed, and a signed certificate says so."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from storage.certificate import CERTIFICATE, Copies
from storage.certificate_pdf import attached_certificate, certificate_pdf
from storage.crypto.keyring import Keyring
from storage.crypto.signing import Signature, Signer, verify
from storage.destruction import Destruction, Outcome, Proofs
from storage.objects.memory import MemoryStore
from storage.records.dispositions import Dispositions
from storage.records.endings import Endings
from storage.records.store import Records
from storage.records.values import Blob
from storage.statement_file import verified
from storage.vault import Vault, orphans
from strongroom.disposition import Obstacle, Stage
from strongroom.document import Role, State
from strongroom.errors import BadSignature, KeyMissing, ObjectMissing, StoreUnavailable
from strongroom.ids import BlobId, DocumentId, new_id
from tests.storage.records.invented import NOW, arrival, blob, invoice, outcome

DATA = b"%PDF-1.7 Wilhelmina Quastenflosse"
LATER = NOW + dt.timedelta(days=8)
COPIES = Copies(keys_days=7, data_days=35)
OLD = {"issued": dt.date(2010, 3, 1), "seller": "Pinkel"}


class Shop:
    """A vault with a clock that tests move."""

    def __init__(self, records: Records, keyring: Keyring, store: MemoryStore) -> None:
        self.records = records
        self.store = store
        self.vault = Vault(store, keyring)
        self.ends = Dispositions(records.transactions)
        self.register = Endings(records.transactions)
        self.proofs = Proofs(keyring=keyring, keys=keyring._keys, copies=COPIES)
        self.time = LATER
        self.destruction = Destruction(records.transactions, self.vault, self.proofs, now=lambda: self.time)

    def kept(self) -> tuple[DocumentId, Blob]:
        """A filed invoice that is really in the vault."""
        given = arrival(self.records)
        original = self.vault.put(
            DATA, document=given.document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(NOW))
        )
        self.records.accept(replace(given, blob=original))
        (lease,) = self.records.claim_these("worker", [given.document], now=NOW, lease_seconds=60)
        pages = self.vault.put(
            b"pages", document=given.document, role=Role.PAGES, version=lease.version, blob=BlobId(new_id(NOW))
        )
        self.records.finish(lease, replace(outcome(lease, invoice(values=OLD)), pages=pages), now=NOW, due_hours=1)
        return given.document, original

    def approved(self) -> tuple[DocumentId, Blob]:
        document, original = self.kept()
        self.records.propose_dispositions(NOW)
        self.ends.request(document, actor="ann", now=NOW)
        self.ends.approve(document, actor="ben", now=NOW, due_at=NOW + dt.timedelta(days=7))
        return document, original

    def run(self) -> list[Outcome]:
        return list(self.destruction.carry_out("clock"))


@pytest.fixture
def shop(records: Records, keyring: Keyring) -> Iterator[Shop]:
    return Shop(records, keyring, MemoryStore())


def test_nothing_of_a_destroyed_document_opens_or_is_listed(shop: Shop) -> None:
    document, original = shop.approved()
    (done,) = shop.run()
    assert (done.document, done.failure, done.obstacle) == (document, None, None)
    assert list(shop.store.keys(f"{document}/")) == []
    with pytest.raises((KeyMissing, ObjectMissing)):
        shop.vault.get(original)
    assert shop.ends.one(document).stage is Stage.DESTROYED
    assert shop.records.counts()[State.DESTROYED] == 1
    assert shop.run() == []


def test_the_certificate_says_what_why_by_whom_and_when_and_nothing_personal(shop: Shop) -> None:
    document, original = shop.approved()
    (done,) = shop.run()
    (issued,) = shop.register.of(document)
    said = verified(CERTIFICATE, issued.body, public_key=shop.proofs.signer().public_key)
    assert (said["id"], said["document"]["id"], said["step"]) == (done.certificate, document, "shredded")
    assert said["decision"]["requested_by"] == "ann"
    assert said["decision"]["approved_by"] == "ben"
    assert said["retention"] == {"basis": "invented law", "starts": "2011-01-01", "ended": "2021-01-01"}
    objects = said["destruction"]["objects"]
    assert f"{document}/{original.id}" in [one["key"] for one in objects]
    assert all(one["size"] and len(one["sha256"]) == 64 for one in objects)
    assert said["copies"]["key_backups_expire"] == (LATER + dt.timedelta(days=7)).date().isoformat()
    assert shop.records.audit_verify() >= said["audit"]["sequence"]
    for secret in ("Quastenflosse", "Pinkel", "paper.pdf", "1234.50"):
        assert secret not in issued.body


def test_the_pdf_carries_the_signed_certificate_and_is_in_the_vault(shop: Shop) -> None:
    document, _ = shop.approved()
    shop.run()
    (issued,) = shop.register.of(document)
    pdf = shop.destruction.pdf(issued)
    assert attached_certificate(pdf) == issued.body
    assert certificate_pdf(issued.body) == pdf
    assert list(orphans(shop.vault, shop.records, LATER + dt.timedelta(days=1))) == []
    with pytest.raises(BadSignature):
        attached_certificate(b"%PDF-1.7 nothing")


def test_a_certificate_that_was_changed_or_that_another_house_signed_does_not_verify(shop: Shop) -> None:
    document, _ = shop.approved()
    shop.run()
    (issued,) = shop.register.of(document)
    ours = shop.proofs.signer().public_key
    for old, new in (("ben", "eve"), ('"in_force": 0', '"in_force": 1')):
        with pytest.raises(BadSignature):
            verified(CERTIFICATE, issued.body.replace(old, new), public_key=ours)
    with pytest.raises(BadSignature):
        verified(CERTIFICATE, issued.body, public_key=bytes(32))
    for nonsense in ("", "[]", "{}", '{"certificate": {}, "signature": {"public_key": "zz", "value": ""}}'):
        with pytest.raises(BadSignature):
            verified(CERTIFICATE, nonsense, public_key=ours)


def test_a_signature_for_one_purpose_is_none_for_another() -> None:
    signature = Signer(bytes(range(32)), "checkpoint").sign(b"{}")
    verify(b"{}", signature, purpose="checkpoint")
    for statement, given in ((b"{}", signature), (b"{}", Signature(public_key=b"x", value=b"y"))):
        with pytest.raises(BadSignature):
            verify(statement, given, purpose=CERTIFICATE.purpose)


def test_erasure_is_complete_when_no_backup_of_keys_can_hold_the_keys(shop: Shop) -> None:
    document, _ = shop.approved()
    shop.run()
    shop.time = LATER + dt.timedelta(days=6)
    assert shop.destruction.complete("clock", oldest_key_backup=None) == ()
    shop.time = LATER + dt.timedelta(days=8)
    assert shop.destruction.complete("clock", oldest_key_backup=LATER - dt.timedelta(days=1)) == ()
    assert shop.destruction.complete("clock", oldest_key_backup=LATER + dt.timedelta(days=1)) == (document,)
    assert shop.destruction.complete("clock", oldest_key_backup=None) == ()
    assert [json.loads(one.body)["certificate"]["step"] for one in shop.register.of(document)] == ["shredded", "erased"]
    assert len(shop.register.register(limit=10)) == 2


def test_a_store_that_is_away_leaves_an_end_that_the_next_run_finishes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, _ = shop.approved()

    def away(_self: object, _key: str) -> None:
        raise StoreUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(MemoryStore, "delete", away)
        (first,) = shop.run()
    assert first.failure == "store_unavailable"
    assert shop.ends.one(document).stage is Stage.DESTROYING
    (second,) = shop.run()
    assert second.certificate
    (issued,) = shop.register.of(document)
    assert len(json.loads(issued.body)["certificate"]["destruction"]["objects"]) == 2


def test_what_stands_in_the_way_is_told_and_the_others_go_on(shop: Shop) -> None:
    early, _ = shop.approved()
    shop.ends.cancel(early, actor="ann", now=NOW)
    shop.ends.request(early, actor="ann", now=NOW)
    shop.ends.approve(early, actor="ben", now=NOW, due_at=LATER + dt.timedelta(days=1))
    other, _ = shop.approved()
    outcomes = {one.document: one for one in shop.run()}
    assert outcomes[early].obstacle is Obstacle.COOLING_OFF
    assert outcomes[other].certificate


def test_the_same_file_may_come_again_after_the_end(shop: Shop) -> None:
    content = b"the same bytes"
    given = arrival(shop.records, content)
    shop.records.accept(given)
    (lease,) = shop.records.claim_these("worker", [given.document], now=NOW, lease_seconds=60)
    shop.records.finish(lease, outcome(lease, invoice(values=OLD)), now=NOW, due_hours=1)
    shop.records.propose_dispositions(NOW)
    shop.ends.request(given.document, actor="ann", now=NOW)
    shop.ends.approve(given.document, actor="ben", now=NOW, due_at=NOW)
    shop.run()
    again = arrival(shop.records, content)
    again = replace(again, blob=blob(again.document, content=content))
    assert not shop.records.accept(again).duplicate
