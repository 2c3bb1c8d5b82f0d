"""Backups, as the settings ask for them: taken, expired, restored."""

import datetime as dt
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flows.stages.places import Places
from flows.stages.workroom import Workroom, open_restored
from storage.audit import AuditEvent
from storage.backup.keeping import expire, sweep
from storage.backup.repository import KEY_COPY, Manifest, Repository
from storage.backup.restoring import (
    Copied,
    EndedAgain,
    end_destroyed_again,
    kept_key_file,
    restore_keys,
    restore_objects,
    restore_records,
)
from storage.backup.taking import Taken, copy_certificates, keep_key_copy, take_data, take_keys
from storage.certificate import CERTIFICATE
from storage.crypto.key_file import KeyFile
from storage.crypto.keyring import KeyProvider
from storage.crypto.signing import Signer
from storage.durable import create_once, sync_folder
from storage.objects.open import open_backup_stores
from storage.objects.store import ObjectStore
from storage.records.contents import proofs
from storage.records.database import Database
from storage.records.dump import check_empty, is_loaded
from storage.records.rebuilding import Rebuilding
from storage.records.schema import KEYS, RECORDS
from storage.records.values import Action
from strongroom.errors import KeyFileMissing, KeysUnavailable, NotEmpty, RecordsUnavailable, WrongKey
from strongroom.ids import made_at
from strongroom.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Repositories:
    """Where backups of data and of keys lie."""

    data: Repository
    keys: Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """What a run of backups did. ``expired`` counts the sets that were removed, ``swept`` the copies of objects."""

    data: Taken
    keys: str
    expired: int
    swept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore brought back, and what it ended once more."""

    backup: str
    objects: Copied
    ended: EndedAgain


def backup_key_file(settings: Settings) -> Path:
    """The key file of the backups."""
    return settings.backup.key_file or Places(settings).keys.parent / "backup-key.json"


def open_repositories(settings: Settings) -> Repositories:
    """Open the places of the backups; their key is made at first use, or taken from the copy that lies with them.

    Raises:
        BadSettings: there is no place, or the key needs its passphrase; WrongKey: it has another.
    """
    data, keys = open_backup_stores(settings)
    path = backup_key_file(settings)
    source = KeyFile(path, settings.backup.passphrase.get_secret_value())
    if not path.exists():
        _fetch_key(path, settings, data, keys)
    providers = {one.id: one for one in source.load()}
    newest = list(providers.values())[-1]

    def find(kek: str) -> KeyProvider:
        if kek not in providers:
            raise WrongKey(wanted=kek, given=newest.id)
        return providers[kek]

    return Repositories(data=Repository(data, newest, find), keys=Repository(keys, newest, find))


def back_up(work: Workroom, *, actor: str, now: Callable[[], dt.datetime]) -> BackedUp:
    """Back up data, then keys; remove what is too old.

    In this order the keys of everything in the newest data are in the newest keys.
    """
    settings, places = work.settings, Places(work.settings)
    to = open_repositories(settings)
    # Made before the first backup of keys: else certificates could not be verified against one that is older.
    Signer.open(work.keyring, CERTIFICATE.purpose)
    with closing(Database(places.records_url, RecordsUnavailable)) as records:
        taken = take_data(records, work.store, to.data, now=now())
    facts: dict[str, int | str] = {
        "backup": taken.id,
        "objects": taken.objects,
        "copied": taken.copied,
        "missing": len(taken.missing),
        "asleep": len(taken.asleep),
    }
    _note(work, Action.BACKED_UP, actor, now(), facts)
    keys = back_up_keys(work, to, actor=actor, now=now)
    backup = settings.backup
    expired = len(expire(to.data, "data", keep_days=backup.keep_days, now=now()))
    return BackedUp(data=taken, keys=keys, expired=expired, swept=sweep(to.data))


def back_up_keys(work: Workroom, to: Repositories, *, actor: str, now: Callable[[], dt.datetime]) -> str:
    """Back up the keys and remove the backups of keys that are too old; return the id of the new one.

    The certificates of destruction come along: should this backup fail later, and an older one be all that is left,
    they say whose keys in it are to be removed.
    """
    places, backup = Places(work.settings), work.settings.backup
    with closing(Database(places.records_url, RecordsUnavailable)) as records:
        records.read(lambda connection: copy_certificates(to.keys, proofs(connection)))
    with closing(Database(places.keys_url, KeysUnavailable)) as keys:
        made = take_keys(keys, to.keys, key_file=places.keys, now=now())
    if backup.passphrase.get_secret_value():
        for repository in (to.data, to.keys):
            keep_key_copy(repository, backup_key_file(work.settings).read_bytes())
    expired = expire(to.keys, "keys", keep_days=backup.keys_days, now=now())
    _note(work, Action.KEYS_BACKED_UP, actor, now(), {"backup": made, "expired": len(expired)})
    return made


def back_up_keys_after_destruction(work: Workroom, *, actor: str, now: Callable[[], dt.datetime]) -> None:
    """Have a backup of keys without those that were just destroyed, so that the newest one brings nothing back."""
    if work.settings.backup.to != "nowhere":
        back_up_keys(work, open_repositories(work.settings), actor=actor, now=now)


def oldest_key_backup(settings: Settings) -> dt.datetime | None:
    """When the oldest backup of keys that is still kept was begun; None if there is none."""
    if settings.backup.to == "nowhere":
        return None
    ids = open_repositories(settings).keys.ids("keys")
    return made_at(ids[0]) if ids else None


def restore_parts(settings: Settings, repositories: Repositories, data: Manifest, keys: Manifest) -> None:
    """Fill the databases that the settings name, and put the key file where they say.

    What an earlier run has brought back stays as it is: each part is there whole or not at all.
    """
    places = Places(settings)
    places.make_all()
    kept = kept_key_file(repositories.keys, keys)
    if kept is not None and not places.keys.exists():
        create_once(places.keys, kept)
    with closing(Database(places.keys_url, KeysUnavailable)) as database:
        if not is_loaded(database, KEYS):
            restore_keys(repositories.keys, keys, database)
    with closing(Database(places.records_url, RecordsUnavailable)) as database:
        if not is_loaded(database, RECORDS):
            restore_records(repositories.data, data, database)


def end_again(work: Workroom, repositories: Repositories, *, now: dt.datetime) -> EndedAgain:
    """End what was destroyed after the backups that were restored, in records and keys."""
    signer = Signer.open(work.keyring, CERTIFICATE.purpose)
    both = (repositories.data, repositories.keys)
    return end_destroyed_again(work.records.transactions, work.keys, signer, both, now)


def restore(settings: Settings, store: ObjectStore, backup: str | None, *, actor: str, now: dt.datetime) -> Restored:
    """Restore a backup of data (the newest unless told) with the newest backup of keys, into empty places.

    May be cut off anywhere and run again: it goes on with the backup that it began with. Until it has ended, nothing
    else opens what it brings back, for that may hold keys of what was destroyed since.

    Raises:
        NoBackup, NotEmpty, BadSettings, WrongKey; Tampered: a copy is not what was backed up.
    """
    repositories = open_repositories(settings)
    data = _begun(settings, repositories, backup)
    copied = restore_objects(repositories.data, data, store)
    restore_parts(settings, repositories, data, repositories.keys.newest("keys"))
    with open_restored(settings) as work:
        work.records.migrate()
        ended = end_again(work, repositories, now=now)
        for document in ended.documents:
            work.vault.destroy(document)
        # The search key may have been changed since, and its old one destroyed.
        Rebuilding(work.records.transactions, lambda: now).mend(actor=actor)
        facts: dict[str, int | str] = {"backup": data.id, "objects": copied.objects, "destroyed": len(ended.documents)}
        _note(work, Action.RESTORED, actor, now, facts | {"refused": ended.refused})
    marker = Places(settings).restoring
    marker.unlink()
    sync_folder(marker.parent)
    return Restored(backup=data.id, objects=copied, ended=ended)


def _begun(settings: Settings, repositories: Repositories, wished: str | None) -> Manifest:
    """The backup to restore: the one that was begun with, or the wished one, into places that are empty."""
    places = Places(settings)
    if places.restoring.exists():
        begun = json.loads(places.restoring.read_bytes())["backup"]
        if wished not in (None, begun):
            raise NotEmpty(place=str(places.data))
        return repositories.data.open("data", begun)
    data = repositories.data.open("data", wished) if wished else repositories.data.newest("data")
    repositories.keys.newest("keys")  # NoBackup now, and not after the objects
    places.make_all()
    with closing(Database(places.keys_url, KeysUnavailable)) as database:
        check_empty(database, KEYS)
    with closing(Database(places.records_url, RecordsUnavailable)) as database:
        check_empty(database, RECORDS)
    create_once(places.restoring, json.dumps({"backup": data.id}).encode())
    return data


def _fetch_key(path: Path, settings: Settings, *stores: ObjectStore) -> None:
    passphrase = settings.backup.passphrase.get_secret_value()
    copies = {key: store for store in stores for key in store.keys("") if key.endswith(KEY_COPY)}
    anything = any(True for store in stores for _ in store.keys(""))
    if not anything:
        KeyFile(path, passphrase).make_first()
        return
    for key, store in copies.items():
        create_once(path, store.get(key))
        try:
            KeyFile(path, passphrase).load()
        except WrongKey:
            path.unlink()  # a copy from before the passphrase was changed
        else:
            return
    # There are backups, and a key that was made now would open none of them.
    raise WrongKey(wanted="of the backups", given="") if copies else KeyFileMissing


def _note(work: Workroom, action: Action, actor: str, now: dt.datetime, facts: dict[str, int | str]) -> None:
    work.records.transactions.note(AuditEvent(at=now, actor=actor, action=action, facts=facts))
