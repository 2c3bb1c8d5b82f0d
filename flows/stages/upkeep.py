"""The upkeep of the two databases of this installation."""

from collections.abc import Callable, Mapping
from contextlib import closing

from flows.stages.places import Places
from storage.records.database import Database
from storage.records.upkeep import Kept, look_after, standing
from strongroom.errors import KeysUnavailable, RecordsUnavailable
from strongroom.settings import Settings


def look_after_all(settings: Settings) -> Mapping[str, Kept]:
    """Do the upkeep of both, by name (RecordsUnavailable, KeysUnavailable)."""
    return _of_each(
        settings,
        records=lambda database: look_after(database, shrink=True),
        keys=lambda database: look_after(database, shrink=False),
    )


def standing_of_all(settings: Settings) -> Mapping[str, Kept]:
    """How both are; nothing is done."""
    return _of_each(settings, records=standing, keys=standing)


def _of_each(
    settings: Settings, *, records: Callable[[Database], Kept], keys: Callable[[Database], Kept]
) -> Mapping[str, Kept]:
    places = Places(settings)
    with closing(Database(places.records_url, RecordsUnavailable)) as database:
        of_records = records(database)
    with closing(Database(places.keys_url, KeysUnavailable)) as database:
        of_keys = keys(database)
    return {"records": of_records, "keys": of_keys}
