"""Whether the keys of the vault open as a whole, told apart from one document that does not."""

import pytest

from storage.crypto.keyring import Keyring
from storage.crypto.local import LocalProvider
from storage.crypto.memory_keys import MemoryKeys
from storage.records.key_check import check_keys
from storage.records.sealing import field_key_id
from storage.records.store import Records
from strongroom.errors import KeysLost
from strongroom.ids import DocumentId
from tests.storage.records.invented import filed, invoice


@pytest.fixture
def url(sqlite_url: str) -> str:
    """One database is enough: what is asked of it is one plain list."""
    return sqlite_url


def _lose(records: Records, *documents: DocumentId) -> None:
    for document in documents:
        assert records.transactions.keyring._keys.discard(field_key_id(document))


def test_a_vault_without_documents_has_no_keys_to_lose(records: Records) -> None:
    check_keys(records.transactions)


def test_keys_that_open_are_well(records: Records) -> None:
    filed(records, invoice())
    check_keys(records.transactions)


def test_one_document_without_its_key_is_that_document_alone(records: Records) -> None:
    documents = [filed(records, invoice()) for _ in range(4)]
    _lose(records, documents[-1])
    check_keys(records.transactions)


def test_without_the_house_key_nothing_goes_on(records: Records, keyring: Keyring) -> None:
    filed(records, invoice())
    keyring.discard_house("equality")
    with pytest.raises(KeysLost):
        check_keys(records.transactions)


def test_when_none_of_the_newest_documents_opens_it_is_no_documents_fault(records: Records) -> None:
    _lose(records, *[filed(records, invoice()) for _ in range(5)])
    with pytest.raises(KeysLost):
        check_keys(records.transactions)


def test_keys_that_were_changed_are_as_good_as_lost(sqlite_url: str, records: Records, keyring: Keyring) -> None:
    filed(records, invoice())
    stranger = Keyring(LocalProvider("test-kek", bytes(32)), keyring._keys)
    other = Records.open(sqlite_url, stranger)
    with pytest.raises(KeysLost):
        check_keys(other.transactions)
    other.close()


def test_an_emptied_database_of_keys_is_told(sqlite_url: str, records: Records) -> None:
    filed(records, invoice())
    emptied = Records.open(sqlite_url, Keyring(LocalProvider("test-kek", bytes(32)), MemoryKeys()))
    with pytest.raises(KeysLost):
        check_keys(emptied.transactions)
    emptied.close()
