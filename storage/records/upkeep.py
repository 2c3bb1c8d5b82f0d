"""The upkeep of a database: statistics for its planner, the index merged, free pages given back, and a look for damage.

SQLite does none of it by itself. PostgreSQL does all of it; it is asked how far behind it is, and for fresh statistics,
which it makes of the tables that the role may analyse.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from storage.records.database import Database

_MERGE_PAGES: Final = 500
_MERGES: Final = 40
"""Each is a transaction of its own, so that nobody waits for all of them; the next run goes on."""
_FREED_PAGES: Final = 20_000
_SHOWN: Final = 5
_DEAD_SHARE: Final = 0.2
_FEW: Final = 10_000
"""Dead rows that are nothing to vacuum for."""
_INDEXES: Final = ("search_index", "search_index_even")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How a database is after its upkeep.

    ``pages`` and ``free`` count SQLite's (of PostgreSQL there are none), ``freed`` those given back. ``faults`` counts
    what the look for damage found; ``behind`` are tables that PostgreSQL should have vacuumed and did not.
    """

    pages: int = 0
    free: int = 0
    freed: int = 0
    faults: int = 0
    behind: tuple[str, ...] = ()


def look_after(database: Database, *, shrink: bool) -> Kept:
    """Do the upkeep of a database, while people work; run twice it does no more.

    ``shrink`` gives free pages back to the file system. Never for keys: pages that move leave copies behind, in blocks
    of the disk that nobody overwrites, and a key that is destroyed later would stay in them.
    """
    return _sqlite(database, shrink=shrink) if database.is_sqlite else _postgres(database)


def standing(database: Database) -> Kept:
    """How a database is; nothing is done."""
    if not database.is_sqlite:
        return Kept(behind=database.read(_behind))
    pages, free = database.read(_pages)
    return Kept(pages=pages, free=free)


def _sqlite(database: Database, *, shrink: bool) -> Kept:
    faults = database.read(_faults)
    if faults:  # nothing is moved about in a file that is damaged: a restore is what it needs
        pages, free = database.read(_pages)
        return Kept(pages=pages, free=free, faults=faults)
    for index in database.read(_indexes):
        _merge(database, index)
    before, _ = database.read(_pages)
    if shrink:
        database.alone(_give_back)
    database.write(_optimise)
    database.alone(lambda connection: connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")))
    pages, free = database.read(_pages)
    return Kept(pages=pages, free=free, freed=before - pages)


def _faults(connection: Connection) -> int:
    found = connection.execute(text(f"PRAGMA quick_check({_SHOWN})")).scalars().all()
    return 0 if found == ["ok"] else len(found)


def _pages(connection: Connection) -> tuple[int, int]:
    return (
        connection.execute(text("PRAGMA page_count")).scalar_one(),
        connection.execute(text("PRAGMA freelist_count")).scalar_one(),
    )


def _indexes(connection: Connection) -> tuple[str, ...]:
    known = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
    return tuple(sorted(set(known) & set(_INDEXES)))


def _merge(database: Database, index: str) -> None:
    """Merge the segments of a full-text index: with them goes what still stands there of papers that left it."""

    def work(connection: Connection) -> int:
        before = _changes(connection)
        connection.execute(text(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', {_MERGE_PAGES})"))  # noqa: S608 - one of two names
        return _changes(connection) - before

    for _ in range(_MERGES):
        if database.write(work) < 2:  # SQLite's own sign that there was nothing left to merge
            return


def _give_back(connection: Connection) -> None:
    # As a script: the pragma frees a page at each step and gives no rows, and the driver steps a statement without rows
    # only once. Outside any transaction, for a script would commit it.
    connection.connection.cursor().executescript(f"PRAGMA incremental_vacuum({_FREED_PAGES})")


def _changes(connection: Connection) -> int:
    return int(connection.execute(text("SELECT total_changes()")).scalar_one())


def _optimise(connection: Connection) -> None:
    # Not by "PRAGMA optimize", which makes statistics only of what this very connection was asked for: of nothing.
    connection.execute(text("PRAGMA analysis_limit = 1000"))
    connection.execute(text("ANALYZE"))


def _postgres(database: Database) -> Kept:
    database.alone(lambda connection: connection.execute(text("ANALYZE")))
    return Kept(behind=database.read(_behind))


def _behind(connection: Connection) -> tuple[str, ...]:
    query = text(
        "SELECT relname FROM pg_stat_user_tables WHERE n_dead_tup > :few AND n_dead_tup > :share * (n_live_tup + 1) "
        "ORDER BY relname"
    )
    return tuple(connection.execute(query, {"few": _FEW, "share": _DEAD_SHARE}).scalars())
