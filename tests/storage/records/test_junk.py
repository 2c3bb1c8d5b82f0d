"""What could never be read is destroyed by two people too, with a wait, a certificate, and no way around a hold."""

import datetime as dt
import hashlib

import pytest

from storage.certificate import Copies
from storage.crypto.keyring import Keyring
from storage.destruction import Destruction, Proofs
from storage.objects.memory import MemoryStore
from storage.records.dispositions import Dispositions
from storage.records.endings import Endings
from storage.records.holding import Holds, Why
from storage.records.store import Records
from storage.records.values import Correction
from storage.vault import Vault
from strongroom.disposition import Obstacle, Stage
from strongroom.document import Role, State
from strongroom.errors import Denied, Held, IllegalMove, NotFound, WrongStage
from strongroom.ids import BlobId, DocumentId, new_id
from tests.storage.records.invented import NOW, arrival, filed, invoice

DUE = NOW + dt.timedelta(days=7)


class Junkyard:
    """A vault with a document that lies in quarantine."""

    def __init__(self, records: Records, keyring: Keyring) -> None:
        self.records = records
        self.ends = Dispositions(records.transactions)
        self.store = MemoryStore()
        self.vault = Vault(self.store, keyring)
        copies = Copies(keys_days=7, data_days=35)
        proofs = Proofs(keyring=keyring, keys=keyring._keys, copies=copies)
        self.destruction = Destruction(records.transactions, self.vault, proofs, now=lambda: DUE)
        self.document = self.set_aside(b"not a paper at all")

    def set_aside(self, data: bytes) -> DocumentId:
        given = arrival(self.records, content=data)
        blob = self.vault.put(data, document=given.document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(NOW)))
        assert blob.sha256 == hashlib.sha256(data).hexdigest()
        wanted = arrival(self.records, content=data, id=given.id, document=given.document, blob=blob)
        return self.records.accept_refused(wanted, "unknown_type", {}).document


@pytest.fixture
def yard(records: Records, keyring: Keyring) -> Junkyard:
    return Junkyard(records, keyring)


def test_two_people_and_a_wait_destroy_it_and_a_certificate_says_so(yard: Junkyard) -> None:
    yard.ends.request(yard.document, actor="ann", now=NOW)
    with pytest.raises(Denied):
        yard.ends.approve(yard.document, actor="ann", now=NOW, due_at=DUE)
    yard.ends.approve(yard.document, actor="ben", now=NOW, due_at=DUE)
    assert [one.obstacle for one in yard.ends.plan(NOW)] == [Obstacle.COOLING_OFF]
    (done,) = yard.destruction.carry_out("clock")
    assert (done.failure, done.obstacle) == (None, None)
    assert list(yard.store.keys(f"{yard.document}/")) == []
    (issued,) = Endings(yard.records.transactions).of(yard.document)
    assert "set aside, never read as a paper of any kind: unknown_type" in issued.body
    assert yard.records.counts()[State.DESTROYED] == 1
    yard.records.audit_verify()


def test_a_hold_keeps_what_could_not_be_read(yard: Junkyard) -> None:
    Holds(yard.records.transactions).on_document(yard.document, Why(matter="m", reason="r"), actor="rita", now=NOW)
    with pytest.raises(Held):
        yard.ends.request(yard.document, actor="ann", now=NOW)


def test_what_is_sent_back_to_be_read_is_destroyed_by_no_old_decision(yard: Junkyard) -> None:
    yard.ends.request(yard.document, actor="ann", now=NOW)
    yard.ends.approve(yard.document, actor="ben", now=NOW, due_at=DUE)
    yard.records.read_again(yard.document, actor="cat", now=NOW)
    assert list(yard.destruction.carry_out("clock")) == []
    with pytest.raises(NotFound):
        yard.ends.one(yard.document)


def test_what_was_taken_back_is_as_if_it_had_never_been_asked_for(yard: Junkyard) -> None:
    yard.ends.request(yard.document, actor="ann", now=NOW)
    yard.ends.cancel(yard.document, actor="cat", now=NOW)
    with pytest.raises(NotFound):
        yard.ends.one(yard.document)
    yard.ends.request(yard.document, actor="ann", now=NOW)
    with pytest.raises(WrongStage):
        yard.ends.request(yard.document, actor="ann", now=NOW)
    assert yard.ends.one(yard.document).stage is Stage.REQUESTED


def test_what_was_read_as_a_paper_of_a_kind_is_left_to_its_rule(records: Records) -> None:

    rejected = filed(records, invoice(sure=False))
    records.decide(rejected, Correction(verdict="reject", reason="upside down"), actor="ann", now=NOW)
    for document in (rejected, filed(records, invoice(name="b.pdf"))):
        with pytest.raises((NotFound, IllegalMove)):
            Dispositions(records.transactions).request(document, actor="ann", now=NOW)
