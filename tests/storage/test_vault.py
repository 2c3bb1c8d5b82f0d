"""The vault: what went in comes out, or nothing does."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage.crypto.keyring import Keyring
from storage.crypto.local import LocalProvider
from storage.crypto.memory_keys import MemoryKeys
from storage.objects.memory import MemoryStore
from storage.records.store import Records
from storage.records.values import Blob
from storage.vault import Vault, orphans, read
from strongroom.document import Role
from strongroom.errors import KeyMissing, ObjectMissing, Tampered
from strongroom.ids import BlobId, DocumentId, new_id
from tests.storage.records.invented import KINDS, NOW, arrival

DATA = b"%PDF-1.7 Wilhelmina Quastenflosse" * 1000
DOCUMENT = DocumentId(new_id(NOW))


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(LocalProvider("test-kek", bytes(range(32))), MemoryKeys())


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def vault(store: MemoryStore, keyring: Keyring) -> Vault:
    return Vault(store, keyring)


@pytest.fixture
def records(tmp_path: Path, keyring: Keyring) -> Iterator[Records]:
    opened = Records.open(f"sqlite:///{tmp_path / 'records.db'}", keyring, kinds={kind.id: kind for kind in KINDS})
    opened.migrate()
    yield opened
    opened.close()


def _put(vault: Vault, data: bytes = DATA, blob: str = "") -> Blob:
    return vault.put(data, document=DOCUMENT, role=Role.ORIGINAL, version=1, blob=BlobId(blob or new_id(NOW)))


@pytest.mark.parametrize("data", [b"", b"x", DATA])
def test_bytes_come_out_as_they_went_in(vault: Vault, data: bytes) -> None:
    blob = _put(vault, data)
    assert vault.get(blob) == data
    assert blob.bytes == len(data)


def test_the_store_sees_no_plaintext(vault: Vault, store: MemoryStore) -> None:
    blob = _put(vault)
    (key,) = store.keys("")
    assert b"Quastenflosse" not in store.get(key)
    assert len(store.get(key)) == blob.stored_bytes


def test_putting_the_same_bytes_under_the_same_id_again_gives_the_same(vault: Vault) -> None:
    first = _put(vault)
    assert _put(vault, blob=first.id) == first


def test_other_bytes_under_an_id_that_is_taken_are_refused_and_the_first_stay(vault: Vault) -> None:
    first = _put(vault)
    with pytest.raises(Tampered):
        _put(vault, b"other", blob=first.id)
    assert vault.get(first) == DATA


class LosingStore(MemoryStore):
    """A store that says yes and keeps something else."""

    def put(self, key: str, data: bytes) -> None:
        """Lose the last byte."""
        super().put(key, data[:-1])


def test_a_store_that_lies_is_found_out_before_the_blob_counts(keyring: Keyring) -> None:
    with pytest.raises(Tampered):
        _put(Vault(LosingStore(), keyring))


@pytest.mark.parametrize(
    "changes",
    [{"version": 2}, {"role": Role.PAGES}, {"sha256": "00" * 32}],
)
def test_a_blob_does_not_open_as_another(vault: Vault, changes: dict[str, object]) -> None:
    with pytest.raises(Tampered):
        vault.get(replace(_put(vault), **changes))  # type: ignore[arg-type]


def test_destroying_a_document_takes_its_keys_and_its_objects(vault: Vault, store: MemoryStore) -> None:
    blobs = [_put(vault), _put(vault)]
    done = vault.destroy(DOCUMENT)
    assert (done.keys, done.objects) == (2, 2)
    assert list(store.keys("")) == []
    for blob in blobs:
        with pytest.raises((KeyMissing, ObjectMissing)):
            vault.get(blob)
    assert vault.destroy(DOCUMENT).objects == 0


def test_a_copy_of_a_destroyed_object_does_not_open(vault: Vault, store: MemoryStore) -> None:
    blob = _put(vault)
    (key,) = store.keys("")
    copy = store.get(key)
    vault.destroy(DOCUMENT)
    store.put(key, copy)
    with pytest.raises(KeyMissing):
        vault.get(blob)


def test_reading_through_the_audited_door_is_recorded(vault: Vault, records: Records) -> None:
    given = arrival(records, DATA)
    blob = vault.put(DATA, document=given.document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(NOW)))
    records.accept(replace(given, blob=blob))
    data = read(vault, records, given.document, Role.ORIGINAL, actor="eve", purpose="audit 2026", now=NOW)
    assert data == DATA
    last = records.view(given.document, actor="me", purpose="test", now=NOW).history[-1]
    assert (last.actor, last.action, last.facts["purpose"]) == ("eve", "read", "audit 2026")


def test_blobs_that_were_stored_and_never_recorded_are_found_once_they_are_old(vault: Vault, records: Records) -> None:
    stray = _put(vault)
    given = arrival(records, DATA)
    blob = vault.put(DATA, document=given.document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(NOW)))
    records.accept(replace(given, blob=blob))
    assert list(orphans(vault, records, NOW)) == []
    found = list(orphans(vault, records, NOW + dt.timedelta(hours=1)))
    assert [(item.document, item.blob) for item in found] == [(DOCUMENT, stray.id)]
