"""A database as a stream of bytes, consistent though people go on working, and back.

SQLite: ``VACUUM INTO`` makes a second file; the stream is that file. Copying a live file would tear it.
PostgreSQL: one transaction that sees one moment (REPEATABLE READ), each table in the text format of COPY, which every
version reads; tables come in the order in which their foreign keys allow them to be filled. The stream is frames: one
byte of sort (``T``: name and columns of a table as JSON, ``D``: data of it), four bytes of length, big endian, bytes.

Records never carry data keys, also where both share one PostgreSQL database: that is what keeps a destroyed document
destroyed when its records come back.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, create_engine, inspect, text

from storage.durable import NEW, private_folder, sync_folder
from storage.records.database import Database
from storage.records.schema import KEYS, RECORDS, migrate, migrate_within, revision, version_table
from storage.records.tables import key_metadata
from strongroom.errors import BadSettings, NotEmpty, RecordsUnavailable

PIECE: Final = 16 * 2**20
_KEY_TABLES: Final = frozenset(key_metadata.tables)
_HISTORIES: Final = frozenset({version_table(RECORDS), version_table(KEYS)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A database at one moment: ``connection`` reads it, ``pieces`` gives all of it, 16 MiB at a time."""

    engine: str
    revision: str
    connection: Connection
    pieces: Callable[[], Iterator[bytes]]


@contextmanager
def snapshot(database: Database, versions: str) -> Iterator[Snapshot]:
    """Hold a database at one moment; it goes on being written to meanwhile.

    Raises:
        BadSettings: records and data keys are in one SQLite file, so that one cannot go without the other.
    """
    with _sqlite(database, versions) if database.is_sqlite else _postgres(database, versions) as held:
        yield held


def check_empty(database: Database, versions: str) -> None:
    """Return if nothing was ever put into a database (NotEmpty)."""
    if is_loaded(database, versions):
        raise NotEmpty(place=version_table(versions))


def is_loaded(database: Database, versions: str) -> bool:
    """Whether a database has its tables: after ``load`` was cut off, whether it had come to its end."""
    return database.read(lambda connection: inspect(connection).has_table(version_table(versions)))


def load(database: Database, versions: str, *, to: str, pieces: Callable[[], Iterable[bytes]]) -> None:
    """Fill an empty database with what ``snapshot`` gave, made at the revision ``to``, and bring it up to date.

    Whole or not at all, and in the second case it may be run again.

    Raises:
        NotEmpty: there are tables already.
    """
    check_empty(database, versions)
    if database.is_sqlite:
        _replace_file(database, pieces())
        migrate(database, versions)
        return

    def work(connection: Connection) -> None:
        migrate_within(connection, versions, to=to)
        _copy_in(connection, pieces())
        migrate_within(connection, versions)

    database.write(work)


@contextmanager
def _sqlite(database: Database, versions: str) -> Iterator[Snapshot]:
    beside = Path(database.engine.url.database or "").parent
    # Beside the database: on the same disk, and readable by the same owner alone.
    folder = Path(tempfile.mkdtemp(dir=beside, prefix=NEW))
    copy = folder / "copy.db"
    try:
        database.alone(lambda connection: connection.execute(text("VACUUM INTO :copy"), {"copy": str(copy)}))
        engine = create_engine(f"sqlite:///file:{copy}?mode=ro&uri=true")
        try:
            with engine.connect() as connection:
                if versions == RECORDS and _KEY_TABLES & set(inspect(connection).get_table_names()):
                    raise BadSettings(setting="databases.keys", problem="records and data keys share one file")
                found = revision(connection, versions) or "head"
                yield Snapshot(engine="sqlite", revision=found, connection=connection, pieces=lambda: _pieces_of(copy))
        finally:
            engine.dispose()
    finally:
        shutil.rmtree(folder)


def _pieces_of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


def _replace_file(database: Database, pieces: Iterable[bytes]) -> None:
    path = Path(database.engine.url.database or "")
    database.close()
    private_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=NEW)
    with open(handle, "wb") as out:  # noqa: PTH123 - a handle, not a path
        for piece in pieces:
            out.write(piece)
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    Path(name).replace(path)
    sync_folder(path.parent)


@contextmanager
def _postgres(database: Database, versions: str) -> Iterator[Snapshot]:
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        found = revision(connection, versions) or "head"
        yield Snapshot(
            engine="postgresql",
            revision=found,
            connection=connection,
            pieces=lambda: _gathered(_copy_out(connection, versions)),
        )


def _copy_out(connection: Connection, versions: str) -> Iterator[bytes]:
    inspector = inspect(connection)
    for table, _ in inspector.get_sorted_table_and_fkc_names():
        if table is None or table in _HISTORIES or (table in _KEY_TABLES) != (versions == KEYS):
            continue
        columns = [column["name"] for column in inspector.get_columns(table)]
        yield _frame(b"T", json.dumps({"table": table, "columns": columns}).encode())
        with _translated(), _cursor(connection).copy(f"COPY {_listed(table, columns)} TO STDOUT") as copy:
            for data in copy:
                yield _frame(b"D", bytes(data))


def _copy_in(connection: Connection, pieces: Iterable[bytes]) -> None:
    frames = _frames(pieces)
    frame = next(frames, None)
    while frame is not None:
        head = json.loads(frame[1])
        # Emptied first: a migration puts first rows into some tables. What refers to it comes later in the stream.
        connection.execute(text(f'TRUNCATE "{head["table"]}" CASCADE'))
        with _translated(), _cursor(connection).copy(f"COPY {_listed(**head)} FROM STDIN") as copy:
            while (frame := next(frames, None)) is not None and frame[0] == b"D":
                copy.write(frame[1])
        _set_sequences(connection, **head)


def _set_sequences(connection: Connection, table: str, columns: Iterable[str]) -> None:
    for column in columns:
        find = text("SELECT pg_get_serial_sequence(:table, :column)")
        sequence = connection.execute(find, {"table": f'"{table}"', "column": column}).scalar()
        if sequence is not None:
            highest = connection.execute(text(f'SELECT max("{column}") FROM "{table}"')).scalar()  # noqa: S608 - our schema
            connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": highest or 1})


def _listed(table: str, columns: Iterable[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f'"{table}" ({names})'


def _frame(sort: bytes, body: bytes) -> bytes:
    return sort + len(body).to_bytes(4, "big") + body


def _frames(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    held = bytearray()
    for piece in pieces:
        held += piece
        start = 0
        while len(held) - start >= 5:
            size = int.from_bytes(held[start + 1 : start + 5], "big")
            if len(held) - start - 5 < size:
                break
            yield bytes(held[start : start + 1]), bytes(held[start + 5 : start + 5 + size])
            start += 5 + size
        del held[:start]


def _gathered(frames: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for frame in frames:
        held += frame
        if len(held) >= PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _cursor(connection: Connection) -> "psycopg.Cursor[Any]":
    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    return driver.cursor()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except psycopg.OperationalError as error:
        raise RecordsUnavailable from error
