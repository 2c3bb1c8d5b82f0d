"""How long backups are kept: data for weeks, keys for days; what no kept backup lists is removed."""

import datetime as dt
import heapq

from storage.backup.copying import listed
from storage.backup.repository import OBJECTS, Repository, Sort
from strongroom.ids import made_at
from strongroom.in_order import InOrder


def expire(repository: Repository, sort: Sort, *, keep_days: int, now: dt.datetime) -> tuple[str, ...]:
    """Remove sets that are older than this, but never the newest; and what cut-off runs left. Return the sets' ids."""
    ids = repository.ids(sort)
    before = now - dt.timedelta(days=keep_days)
    old = tuple(one for one in ids[:-1] if made_at(one) < before)
    for one in old:
        repository.remove(sort, one)
    # A set that somebody writes right now has no manifest either; nobody writes for a day.
    for one in repository.unfinished(sort):
        if made_at(one) < now - dt.timedelta(days=1):
            repository.remove(sort, one)
    return old


def sweep(repository: Repository) -> int:
    """Remove copies of objects that no kept backup lists; return how many.

    Not while a backup is unfinished: one that runs, or was cut off a moment ago, has copies that nothing lists yet.
    """
    if repository.unfinished("data"):
        return 0
    kept = (listed(repository, repository.open("data", one)) for one in repository.ids("data"))
    wanted = InOrder(heapq.merge(*((item.key for item in listing) for listing in kept)))
    # All are compared before any is deleted: a listing out of order is an error, and nothing has gone.
    doomed = [key for key in repository.store.keys(OBJECTS) if not wanted.has(key.removeprefix(OBJECTS))]
    for key in doomed:
        repository.store.delete(key)
    return len(doomed)
