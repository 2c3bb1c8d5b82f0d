"""Everything a stage works with, opened once from the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from storage.records.keys import SqlKeys
from storage.vault import Vault

from flows.stages.places import Places
from storage.crypto.key_file import open_key_file
from storage.crypto.keyring import Keyring
from storage.objects.open import open_store
from storage.objects.store import ObjectStore
from storage.records.store import Records
from strongroom.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Workroom:
    """The open vault, records and store of one installation."""

    settings: Settings
    records: Records
    vault: Vault
    store: ObjectStore
    keyring: Keyring


@contextmanager
def open_workroom(settings: Settings) -> Iterator[Workroom]:
    """Open keys, records and store, and close them at the end.

    Raises:
        WrongKey, KeysUnavailable, RecordsUnavailable, StoreUnavailable, BadSettings.
    """
    places = Places(settings)
    places.make_private(places.keys.parent)
    provider = open_key_file(places.keys, settings.keys.passphrase.get_secret_value())
    keys = SqlKeys.open(places.keys_url)
    keyring = Keyring(provider, keys)
    records = Records.open(places.records_url, keyring)
    try:
        store = open_store(settings)
        yield Workroom(settings=settings, records=records, vault=Vault(store, keyring), store=store, keyring=keyring)
    finally:
        records.close()
        keys.close()
