"""From settings to a store."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from storage.objects.folder import FolderDepot, FolderStore
from storage.objects.s3 import Coldness, Connection, LockedS3Store, S3Depot, S3Store
from storage.objects.seaweed import running_store
from storage.objects.store import Depot, ObjectStore
from storage.objects.tiers import Tiers
from strongroom.errors import BadSettings
from strongroom.settings import Objects, Settings
from strongroom.settings_archive import Archive
from strongroom.settings_backup import Anchors, Backup


def open_store(settings: Settings) -> ObjectStore:
    """The store that the settings name, with the archive behind it. A local SeaweedFS need not answer yet.

    Raises:
        StoreUnavailable: the local SeaweedFS never was started on this data folder.
        BadSettings: the archive cannot be as it is told.
    """
    near, far = open_near_store(settings), open_archive(settings)
    return near if far is None else Tiers(near, far)


def open_near_store(settings: Settings) -> ObjectStore:
    """The store alone, without the archive (StoreUnavailable)."""
    objects = settings.objects
    if objects.backend == "folder":
        return FolderStore(settings.data / "objects" / "folder")
    if objects.backend == "seaweed":
        return running_store(seaweed_folder(settings))
    return S3Store(_connection(objects, objects.bucket))


def open_archive(settings: Settings) -> Depot | None:
    """Where papers lie that nobody uses, as the settings say; None where there is no such place.

    Raises:
        BadSettings: what is said does not fit together.
    """
    archive = settings.archive
    if archive.to == "nowhere":
        return None
    if archive.to == "folder":
        if archive.folder is None:
            raise BadSettings(setting="archive.folder", problem="it says which folder")
        return FolderDepot(archive.folder)
    if archive.to == "class" and settings.objects.backend != "s3":
        raise BadSettings(setting="archive.to", problem="storage classes are of objects.backend = s3")
    place = settings.objects if archive.to == "class" else archive
    connection = _connection(place, place.bucket)
    return S3Depot(connection, Coldness(storage_class=archive.storage_class, awake_days=archive.awake_days))


def open_backup_stores(settings: Settings) -> tuple[ObjectStore, ObjectStore]:
    """Where backups of data and of keys go, as the settings say.

    Raises:
        BadSettings: nowhere, or to one place for both.
    """
    backup = settings.backup
    if backup.to == "nowhere":
        raise BadSettings(setting="backup.to", problem="it says where backups go: folder or s3")
    if backup.to == "folder":
        if backup.folder is None or backup.keys_folder is None:
            raise BadSettings(setting="backup.folder", problem="backup.folder and backup.keys_folder are both needed")
        if backup.folder.absolute() == backup.keys_folder.absolute():
            raise BadSettings(setting="backup.keys_folder", problem="data and keys go to two places")
        return FolderStore(backup.folder), FolderStore(backup.keys_folder)
    if backup.bucket == backup.keys_bucket:
        raise BadSettings(setting="backup.keys_bucket", problem="data and keys go to two places")
    return S3Store(_connection(backup, backup.bucket)), S3Store(_connection(backup, backup.keys_bucket))


def open_anchor_store(settings: Settings, store: ObjectStore, *, now: Callable[[], dt.datetime]) -> ObjectStore:
    """Where checkpoints of the audit chain are anchored: the store of the objects itself, or a locked bucket."""
    anchors = settings.anchors
    if anchors.to == "objects":
        return store
    return LockedS3Store(_connection(anchors, anchors.bucket), days=anchors.lock_days, now=now)


def seaweed_folder(settings: Settings) -> Path:
    """Where the local SeaweedFS keeps everything."""
    return settings.data / "objects" / "seaweed"


def _connection(place: Objects | Archive | Backup | Anchors, bucket: str) -> Connection:
    return Connection(
        endpoint=place.endpoint,
        region=place.region,
        bucket=bucket,
        access_key=place.access_key,
        secret_key=place.secret_key,
    )
