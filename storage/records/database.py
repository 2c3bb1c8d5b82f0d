"""One database behind one engine: transactions, durability, and the translation of SQLAlchemy's errors.

SQLite: write-ahead log, ``synchronous=FULL`` (a commit survives power loss), ``BEGIN IMMEDIATE`` for whatever writes
(a transaction that begins by reading and then writes can fail halfway with nobody to wait for), ``secure_delete``
(deleted rows are overwritten), files that the owner alone can read.
PostgreSQL: read committed; rows are locked where it matters; waiting for a lock is bounded.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from strongroom.errors import BadSettings, Unavailable
from strongroom.transport import database_is_encrypted

T = TypeVar("T")

LOCK_SECONDS: Final = 20
"""How long a transaction waits for another one before the database counts as unavailable."""
_ATTEMPTS: Final = 4
_WAL_ATTEMPTS: Final = 100
_WAL_PAUSE: Final = 0.05
_SERIALIZATION_FAILURE: Final = "40001"
_DEADLOCK: Final = "40P01"
_TAKEN: Final = "23505"


class Database:
    """A SQLite file or a PostgreSQL database.

    ``unavailable`` is the error raised when it does not answer, or when others hold it for longer than
    ``lock_seconds``. Safe to use from many threads.
    """

    def __init__(self, url: str, unavailable: type[Unavailable], *, lock_seconds: float = LOCK_SECONDS) -> None:
        self._unavailable = unavailable
        self._url = _parse(url)
        self.lock_seconds = lock_seconds
        self.engine = _engine(self._url, lock_seconds)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; otherwise it is PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run work that only reads, in one transaction."""
        return self._run(self.engine, work, begin="BEGIN")

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run work in one transaction and commit it; durable on return.

        The work may be run again when the database asks for it (deadlock), so it must have no effect elsewhere.
        """
        return self._run(self.engine, work, begin="BEGIN IMMEDIATE")

    def alone(self, work: Callable[[Connection], T]) -> T:
        """Run work outside any transaction, for statements that the databases refuse inside one."""
        return self._run(self.engine.execution_options(isolation_level="AUTOCOMMIT"), work, begin=None)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _run(self, engine: Engine, work: Callable[[Connection], T], *, begin: str | None) -> T:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with engine.begin() as connection:
                    # Not by an event of the engine: with one, SQLAlchemy looks for listeners at every statement.
                    if begin is not None and self.is_sqlite:
                        connection.exec_driver_sql(begin)
                    return work(connection)
            except PoolTimeout as error:
                raise self._unavailable from error
            except DBAPIError as error:
                if _asks_again(error) and attempt < _ATTEMPTS:
                    continue
                if _is_our_fault(error):
                    raise
                raise self._unavailable from error
        raise AssertionError("unreachable: the last attempt returns or raises")


def is_shared(url: str) -> bool:
    """Whether a URL names a server that several machines can use; an empty one is a file here (BadSettings)."""
    return bool(url) and _parse(url).get_backend_name() == "postgresql"


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadSettings(setting="databases", problem="this is no database URL") from None
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadSettings(setting="databases", problem="the database has to be sqlite or postgresql")
    if parsed.get_backend_name() == "postgresql" and not database_is_encrypted(_hosts(parsed), _one(parsed, "sslmode")):
        problem = "it leaves this machine, so the URL has to end in ?sslmode=verify-full (and sslrootcert=...)"
        raise BadSettings(setting="databases", problem=problem)
    return parsed


def _hosts(url: URL) -> Iterator[str]:
    # What is not in the URL, libpq takes from its variables; with none of them, it takes the machine's own socket.
    given = [url.host or "", _one(url, "host"), _one(url, "hostaddr")]
    if not any(given):
        given.append(os.environ.get("PGHOST", ""))
    if not given[2]:
        given.append(os.environ.get("PGHOSTADDR", ""))
    for hosts in given:
        yield from (host for host in hosts.split(",") if host)


def _one(url: URL, name: str) -> str:
    value = url.query.get(name, "")
    return value if isinstance(value, str) else ",".join(value)


def _engine(url: URL, lock_seconds: float) -> Engine:
    # Parameters are kept out of error messages and logs: they hold envelopes, hashes and ids of persons' papers.
    if url.get_backend_name() == "sqlite":
        _make_private(url)
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": lock_seconds}, max_overflow=30)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        max_overflow=30,
        connect_args={"connect_timeout": 10, "options": _pg_options(url, lock_seconds)},
    )


def _pg_options(url: URL, lock_seconds: float) -> str:
    given = url.query.get("options", "")
    settings = given if isinstance(given, str) else " ".join(given)
    return f"{settings} -c lock_timeout={lock_seconds}s -c timezone=UTC".strip()


def _make_private(url: URL) -> None:
    if not url.database or url.database == ":memory:":
        raise BadSettings(setting="databases", problem="a SQLite database needs a file")
    file = Path(url.database)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made here because SQLite makes files by the umask; its -wal and -shm files copy the mode of the database.
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    # Transactions are begun by Database._run; the driver's own way would begin them deferred, at the first write.
    connection.isolation_level = None
    # A new file can shrink (``upkeep``); once anything is written this changes nothing.
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    _write_ahead(connection)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Keep a write-ahead log. SQLite does not wait here as it does elsewhere: of several that open a new file at the
    same moment, all but one are told at once that it is locked.
    """
    for attempt in range(1, _WAL_ATTEMPTS + 1):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or attempt == _WAL_ATTEMPTS:
                raise
            time.sleep(_WAL_PAUSE)
        else:
            return


def _asks_again(error: DBAPIError) -> bool:
    # A unique value taken by a transaction that committed while ours ran: run again, ours sees it and chooses another.
    return getattr(error.orig, "sqlstate", None) in (_SERIALIZATION_FAILURE, _DEADLOCK, _TAKEN)


def _is_our_fault(error: DBAPIError) -> bool:
    # SQLite says OperationalError for a locked file as for a misspelt table. Only the first is the world's fault.
    misspelt = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    return misspelt or isinstance(error, (IntegrityError, ProgrammingError, DataError, NotSupportedError))
