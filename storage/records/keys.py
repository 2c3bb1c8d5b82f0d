"""The database of wrapped keys: a SQLite file or a PostgreSQL database of its own, apart from the records.

How really a deleted key is deleted (measured):

- SQLite: ``secure_delete`` overwrites the row, and the write-ahead log is folded into the file and cut to nothing
  before ``destroy`` returns. A session that still reads an older state makes ``destroy`` wait, and then fail.
- PostgreSQL: the row is deleted and the table vacuumed. The bytes stay in the heap as long as any session holds an
  older snapshot, and in write-ahead log segments until those are recycled or, where they are archived, expire.
  Destruction is therefore certified in two steps.
"""

import time
from collections.abc import Iterator
from functools import partial
from typing import Final

from sqlalchemy import Connection, and_, delete, func, inspect, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.crypto.keyring import WrappedKey
from storage.records.database import LOCK_SECONDS, Database
from storage.records.schema import KEYS, migrate
from storage.records.session import AnyRow
from storage.records.tables import wrapped_keys
from strongroom.errors import KeyMissing, KeysUnavailable

_BATCH: Final = 500
_PAUSE_SECONDS: Final = 0.05


class SqlKeys:
    """``WrappedKeys`` in SQL. Safe to use from many threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> "SqlKeys":
        """Open the database by its SQLAlchemy URL, and make its table at first use."""
        database = Database(url, KeysUnavailable)
        keys = cls(database)
        if not database.read(lambda connection: inspect(connection).has_table(wrapped_keys.name)):
            keys.migrate()
        return keys

    def migrate(self) -> None:
        """Bring the schema up to date."""
        migrate(self._database, KEYS)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep a key once; return what is kept."""
        insert = sqlite_insert if self._database.is_sqlite else pg_insert
        statement = insert(wrapped_keys).values(id=key.id, document=key.document, kek=key.kek, wrapped=key.wrapped)

        def work(connection: Connection) -> WrappedKey:
            connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))
            return _get(connection, key.id)

        return self._database.write(work)

    def get(self, id: str) -> WrappedKey:  # noqa: A002 - the protocol's name
        """Return the key, or raise KeyMissing."""
        return self._database.read(lambda connection: _get(connection, id))

    def destroy(self, document: str) -> int:
        """Delete all keys of a document, really."""
        count = self._database.write(
            lambda connection: (
                connection.execute(delete(wrapped_keys).where(wrapped_keys.c.document == document)).rowcount
            )
        )
        # Also when there was none: the run before may have been cut off between deleting and wiping.
        self._wipe()
        return count

    def under(self, kek: str) -> Iterator[WrappedKey]:
        """All keys of a provider, by id, a batch at a time: no read is open while the caller works on one."""
        last = ""
        while batch := self._database.read(partial(_after, kek=kek, last=last)):
            yield from batch
            last = batch[-1].id

    def replace(self, old: WrappedKey, new: WrappedKey) -> bool:
        """Compare and swap."""
        exactly = and_(
            wrapped_keys.c.id == old.id,
            wrapped_keys.c.document == old.document,
            wrapped_keys.c.kek == old.kek,
            wrapped_keys.c.wrapped == old.wrapped,
        )
        change = update(wrapped_keys).where(exactly).values(document=new.document, kek=new.kek, wrapped=new.wrapped)
        done = self._database.write(lambda connection: connection.execute(change).rowcount == 1)
        if done:
            self._wipe()
        return done

    def count(self, kek: str) -> int:
        """How many keys a provider wraps."""
        counting = select(func.count()).select_from(wrapped_keys).where(wrapped_keys.c.kek == kek)
        return self._database.read(lambda connection: connection.execute(counting).scalar_one())

    def _wipe(self) -> None:
        if not self._database.is_sqlite:
            self._database.alone(lambda connection: connection.execute(text(f"VACUUM {wrapped_keys.name}")))
            return
        for _ in range(int(LOCK_SECONDS / _PAUSE_SECONDS)):
            busy = self._database.alone(
                lambda connection: connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
            )
            if not busy:
                return
            time.sleep(_PAUSE_SECONDS)
        # Deleted, but a reader keeps the log with the old bytes alive. Whoever asked has to ask again.
        raise KeysUnavailable


def _get(connection: Connection, key_id: str) -> WrappedKey:
    row = connection.execute(select(wrapped_keys).where(wrapped_keys.c.id == key_id)).one_or_none()
    if row is None:
        raise KeyMissing(key=key_id)
    return _key(row)


def _after(connection: Connection, *, kek: str, last: str) -> list[WrappedKey]:
    rows = connection.execute(
        select(wrapped_keys)
        .where(wrapped_keys.c.kek == kek, wrapped_keys.c.id > last)
        .order_by(wrapped_keys.c.id)
        .limit(_BATCH)
    )
    return [_key(row) for row in rows]


def _key(row: AnyRow) -> WrappedKey:
    return WrappedKey(id=row.id, document=row.document, kek=row.kek, wrapped=row.wrapped)
