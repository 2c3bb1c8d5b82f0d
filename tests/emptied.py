"""PostgreSQL databases that tests have one after the other: making one anew for each test takes most of a short test.

A database goes back to what it was: its rows are deleted, what it was born with is put back, its sequences begin
again. One whose schema or whose rights a test changed is dropped instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import psycopg
from psycopg import Connection, sql
from psycopg.rows import tuple_row

from tests.postgres import OWNER, Postgres

_SHAPE = """
SELECT 'class', count(*), sum(xmin::text::bigint) FROM pg_class WHERE oid >= 16384
UNION ALL SELECT 'attribute', count(*), sum(xmin::text::bigint) FROM pg_attribute WHERE attrelid >= 16384
UNION ALL SELECT 'constraint', count(*), sum(xmin::text::bigint) FROM pg_constraint WHERE oid >= 16384
UNION ALL SELECT 'index', count(*), sum(xmin::text::bigint) FROM pg_index WHERE indexrelid >= 16384
UNION ALL SELECT 'trigger', count(*), sum(xmin::text::bigint) FROM pg_trigger
UNION ALL SELECT 'default', count(*), sum(xmin::text::bigint) FROM pg_attrdef
UNION ALL SELECT 'function', count(*), sum(xmin::text::bigint) FROM pg_proc WHERE oid >= 16384
UNION ALL SELECT 'policy', count(*), sum(xmin::text::bigint) FROM pg_policy
UNION ALL SELECT 'namespace', count(*), sum(xmin::text::bigint) FROM pg_namespace
UNION ALL SELECT 'extension', count(*), sum(xmin::text::bigint) FROM pg_extension
UNION ALL SELECT 'acl', count(*), sum(xmin::text::bigint) FROM pg_default_acl
UNION ALL SELECT 'setting', count(*), sum(xmin::text::bigint) FROM pg_db_role_setting
UNION ALL SELECT 'database', oid, xmin::text::bigint FROM pg_database WHERE datname = current_database()
"""
"""Which transaction last changed any row of the catalogue; what ANALYZE notes there, it notes without a trace."""
_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
_TABLES = "SELECT oid::regclass::text FROM pg_class WHERE oid >= 16384 AND relkind = 'r' ORDER BY 1"
_SEQUENCES = (
    "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), start_value, last_value FROM pg_sequences"
)

Rows = list[tuple[object, ...]]


@dataclass(frozen=True, kw_only=True)
class Born:
    """What a database is when no test has had it yet."""

    shape: Rows
    tables: tuple[str, ...]
    contents: dict[str, bytes]
    """Of the tables that are not empty, as COPY tells them."""
    sequences: Rows


@dataclass(frozen=True, kw_only=True)
class Databases:
    """Copies of a template in one cluster."""

    server: Postgres
    template: str
    born: dict[str, Born] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def one(self) -> Iterator[str]:
        """The URL of a database that is as the template, for one test."""
        name = self.free.pop() if self.free else self._made()
        try:
            yield self.server.url(name)
        finally:
            if self._emptied(name):
                self.free.append(name)
            else:
                del self.born[name]
                self.server.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _made(self) -> str:
        name = f"{self.template}_{next(self.numbers)}"
        self.server.run(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        with self._entered(name) as connection:
            self.born[name] = _born(connection)
        return name

    def _emptied(self, name: str) -> bool:
        with self._entered(name) as connection:
            connection.execute(_OTHERS, [connection.info.backend_pid])
            born = self.born[name]
            if born.shape != connection.execute(_SHAPE).fetchall():
                return False
            with connection.transaction():
                _restore(connection, born)
            connection.execute("SELECT pg_stat_reset()")
        return True

    @contextmanager
    def _entered(self, name: str) -> Iterator[Connection[tuple[object, ...]]]:
        dsn = f"host=127.0.0.1 port={self.server.port} user={OWNER} dbname={name}"
        with psycopg.connect(dsn, autocommit=True, row_factory=tuple_row) as connection:
            yield connection


def _born(connection: Connection[tuple[object, ...]]) -> Born:
    tables = tuple(str(name) for (name,) in connection.execute(_TABLES).fetchall())
    return Born(
        shape=connection.execute(_SHAPE).fetchall(),
        tables=tables,
        contents={name: _told(connection, name) for name in _filled(connection, tables)},
        sequences=connection.execute(_SEQUENCES).fetchall(),
    )


def _filled(connection: Connection[tuple[object, ...]], tables: tuple[str, ...]) -> list[str]:
    """Which of these tables have rows."""
    asked = (sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(name, sql.SQL(name)) for name in tables)
    return [str(name) for (name,) in connection.execute(sql.SQL(" UNION ALL ").join(asked)).fetchall()]


def _told(connection: Connection[tuple[object, ...]], table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
        return b"".join(bytes(part) for part in copy)


def _restore(connection: Connection[tuple[object, ...]], born: Born) -> None:
    # Rows go and come in any order: neither foreign keys nor triggers are asked.
    connection.execute("SET LOCAL session_replication_role = replica")
    for table in {*_filled(connection, born.tables), *born.contents}:
        if table in born.contents and _told(connection, table) == born.contents[table]:
            continue
        connection.execute(f"DELETE FROM {table}".encode())
        if table in born.contents:
            with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                copy.write(born.contents[table])
    for name, start, last in born.sequences:
        connection.execute("SELECT setval(%s, %s, %s)", [name, start if last is None else last, last is not None])
