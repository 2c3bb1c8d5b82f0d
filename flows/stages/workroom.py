"""Everything a stage works with, opened once from the settings."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from flows.stages.house_checklists import checklists_of
from flows.stages.house_kinds import kinds_of
from flows.stages.places import Places
from storage.crypto.keyring import Keyring
from storage.crypto.providers import Providers, open_keyring, open_providers
from storage.objects.open import open_store
from storage.objects.store import ObjectStore
from storage.objects.tiers import Tiers
from storage.records.keys import SqlKeys
from storage.records.store import Records
from storage.vault import Vault
from strongroom.checklist import Sort
from strongroom.errors import RestoreUnfinished
from strongroom.kind import UNKNOWN, Kind, catalogue
from strongroom.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Workroom:
    """The open vault, records and store of one installation."""

    settings: Settings
    records: Records
    vault: Vault
    store: ObjectStore
    keyring: Keyring
    keys: SqlKeys
    providers: Providers
    kinds: Mapping[str, Kind] = field(default_factory=catalogue, repr=False)
    sorts: Mapping[str, Sort] = field(default_factory=dict, repr=False)
    """Of customers, with what their files need."""

    def kind(self, known_as: str | None) -> Kind:
        """The kind of an id; what has not been read yet, and what is no longer a kind here, counts as unknown."""
        return self.kinds.get(known_as or UNKNOWN, self.kinds[UNKNOWN])

    @property
    def tiers(self) -> Tiers | None:
        """The store and the archive behind it; None where the settings name no archive."""
        return self.store if isinstance(self.store, Tiers) else None


@contextmanager
def open_workroom(settings: Settings) -> Iterator[Workroom]:
    """Open keys, records and store, and close them at the end.

    Raises:
        WrongKey, KeysUnavailable (KeyFileMissing), RecordsUnavailable, StoreUnavailable, BadSettings, BadKind,
            BadChecklist.
        RestoreUnfinished: what was destroyed may still be in here.
    """
    if Places(settings).restoring.exists():
        raise RestoreUnfinished
    with open_restored(settings) as work:
        yield work


@contextmanager
def open_restored(settings: Settings) -> Iterator[Workroom]:
    """The same for a restore that ends what was destroyed since its backup: nobody else opens it before."""
    kinds = kinds_of(settings)
    sorts = checklists_of(settings, kinds)
    places = Places(settings)
    places.make_private(places.keys.parent)
    with ExitStack() as open_things:
        providers = open_things.enter_context(closing(open_providers(settings, key_file=places.keys)))
        keys = open_things.enter_context(closing(SqlKeys.open(places.keys_url)))
        keyring = open_keyring(providers, keys)
        zone = ZoneInfo(settings.unusual.zone)
        records = open_things.enter_context(closing(Records.open(places.records_url, keyring, kinds=kinds, zone=zone)))
        store = open_store(settings)
        yield Workroom(
            settings=settings,
            records=records,
            vault=Vault(store, keyring),
            store=store,
            keyring=keyring,
            keys=keys,
            providers=providers,
            kinds=kinds,
            sorts=sorts,
        )
