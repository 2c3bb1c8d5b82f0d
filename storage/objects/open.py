"""From settings to a store."""

from pathlib import Path

from storage.objects.folder import FolderStore
from storage.objects.s3 import Connection, S3Store
from storage.objects.seaweed import running_store
from storage.objects.store import ObjectStore
from strongroom.settings import Settings


def open_store(settings: Settings) -> ObjectStore:
    """The store that the settings name. A local SeaweedFS has to have been prepared; it need not answer yet.

    Raises:
        StoreUnavailable: the local SeaweedFS never was started on this data folder.
    """
    objects = settings.objects
    if objects.backend == "folder":
        return FolderStore(settings.data / "objects" / "folder")
    if objects.backend == "seaweed":
        return running_store(seaweed_folder(settings))
    return S3Store(
        Connection(
            endpoint=objects.endpoint,
            region=objects.region,
            bucket=objects.bucket,
            access_key=objects.access_key,
            secret_key=objects.secret_key,
        )
    )


def seaweed_folder(settings: Settings) -> Path:
    """Where the local SeaweedFS keeps everything."""
    return settings.data / "objects" / "seaweed"
