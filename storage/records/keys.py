"""The database of wrapped keys: a SQLite file or a PostgreSQL database of its own, apart from the records.

How really a deleted key is deleted (measured):

- SQLite: ``secure_delete`` overwrites the row, and the write-ahead log is folded into the file and cut to nothing
  before ``destroy`` returns. A session that still reads an older state makes ``destroy`` wait, and then fail.
- PostgreSQL: the row is deleted and the table written anew (VACUUM FULL: 2.7 s for 300,000 keys on a busy machine, in
  which others wait). A plain VACUUM moves the rows of a page together and leaves what stood there before, the deleted
  row or copies of others, in the gap. The bytes stay in the new file too as long as any session holds an older
  snapshot, and in write-ahead log segments until those are recycled or, where they are archived, expire. Destruction
  is therefore certified in two steps.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, inspect, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.crypto.keyring import Swap, WrappedKey
from storage.records.database import Database
from storage.records.schema import KEYS, migrate
from storage.records.session import AnyRow
from storage.records.tables import current_kek, wrapped_keys
from strongroom.errors import BadSettings, KeyMissing, KeysInUse, KeysUnavailable, WrongKey

_BATCH: Final = 500
_PAUSE_SECONDS: Final = 0.05
_ONE_ROW: Final = 1


class SqlKeys:
    """``WrappedKeys`` in SQL. Safe to use from many threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> "SqlKeys":
        """Open the database by its SQLAlchemy URL, and make its tables where they are not there.

        Raises:
            BadSettings: its role could delete keys and not wipe them.
        """
        database = Database(url, KeysUnavailable)
        keys = cls(database)
        if not database.read(lambda connection: inspect(connection).has_table(current_kek.name)):
            keys.migrate()
        if not database.is_sqlite and not database.read(_may_wipe):
            problem = "its role has to own the table wrapped_keys, or destroyed keys stay in its file (keys.sql)"
            raise BadSettings(setting="databases.keys", problem=problem)
        return keys

    def migrate(self) -> None:
        """Bring the schema up to date."""
        migrate(self._database, KEYS)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep a key once; return what is kept."""

        def work(connection: Connection) -> WrappedKey:
            kept = _find(connection, key.id)
            if kept is not None:
                return kept
            if connection.execute(_CURRENT).scalar() is None:
                self._insert(connection, current_kek, id=_ONE_ROW, kek=key.kek)
            _check_current(connection, {key.kek})
            self._insert(connection, wrapped_keys, id=key.id, document=key.document, kek=key.kek, wrapped=key.wrapped)
            return _get(connection, key.id)

        return self._database.write(work)

    def get(self, id: str) -> WrappedKey:  # noqa: A002 - the protocol's name
        """Return the key, or raise KeyMissing."""
        return self._database.read(lambda connection: _get(connection, id))

    def get_many(self, ids: Collection[str]) -> Mapping[str, WrappedKey]:
        """Return those that are there, a few hundred a statement."""
        wanted, found = list(ids), dict[str, WrappedKey]()
        for start in range(0, len(wanted), _BATCH):
            asked = select(wrapped_keys).where(wrapped_keys.c.id.in_(wanted[start : start + _BATCH]))
            rows = self._database.read(lambda connection, asked=asked: connection.execute(asked).all())  # type: ignore[misc]
            found |= {row.id: _key(row) for row in rows}
        return found

    def discard(self, id: str) -> bool:  # noqa: A002 - the protocol's name
        """Delete one key, really."""
        return self._delete(wrapped_keys.c.id == id) == 1

    def destroy(self, document: str) -> int:
        """Delete all keys of a document, really."""
        return self._delete(wrapped_keys.c.document == document)

    def _delete(self, which: ColumnElement[bool]) -> int:
        count = self._database.write(lambda connection: connection.execute(delete(wrapped_keys).where(which)).rowcount)
        # Also when there was none: the run before may have been cut off between deleting and wiping.
        self._wipe()
        return count

    def under(self, kek: str) -> Iterator[WrappedKey]:
        """All keys of a provider, by id, a batch at a time: no read is open while the caller works on one."""
        last = ""
        while batch := self._database.read(partial(_after, kek=kek, last=last)):
            yield from batch
            last = batch[-1].id

    def replace(self, swaps: Iterable[Swap]) -> int:
        """Compare and swap, all in one transaction."""
        # In the order of their ids, so that two rotations at once wait for each other and do not lock each other out.
        wanted = sorted(swaps, key=lambda swap: swap.old.id)
        rows = [_exchanged(swap) for swap in wanted]

        def work(connection: Connection) -> int:
            _check_current(connection, {swap.new.kek for swap in wanted})
            return connection.execute(_EXCHANGE, rows).rowcount if rows else 0

        done = self._database.write(work)
        if done:
            # Batch after batch of them: what a plain VACUUM leaves behind goes when the old key is retired.
            self._wipe("VACUUM")
        return done

    def counts(self) -> Mapping[str, int]:
        """How many keys each key-encryption key wraps."""
        counting = select(wrapped_keys.c.kek, func.count()).group_by(wrapped_keys.c.kek)
        return self._database.read(lambda connection: dict(connection.execute(counting).tuples().all()))

    def current(self) -> str | None:
        """The current key-encryption key."""
        return self._database.read(lambda connection: connection.execute(select(current_kek.c.kek)).scalar())

    def promote(self, kek: str, *, over: str) -> bool:
        """Compare and swap. The update waits for all who are adding: they hold the row (``_check_current``)."""
        change = update(current_kek).where(current_kek.c.kek == over).values(kek=kek)
        return self._database.write(lambda connection: connection.execute(change).rowcount == 1)

    def retire(self, kek: str) -> None:
        """Check in one transaction that nothing is under it; then wipe, for a rotation may have died before it did."""
        counting = select(func.count()).select_from(wrapped_keys).where(wrapped_keys.c.kek == kek)

        def work(connection: Connection) -> None:
            current = connection.execute(_CURRENT).scalar()
            count = connection.execute(counting).scalar_one()
            if count or kek == current:
                raise KeysInUse(kek=kek, count=count)

        self._database.write(work)
        self._wipe()

    def _insert(self, connection: Connection, table: Table, **values: object) -> None:
        insert = sqlite_insert if self._database.is_sqlite else pg_insert
        connection.execute(insert(table).values(values).on_conflict_do_nothing(index_elements=["id"]))

    def _wipe(self, vacuum: str = "VACUUM FULL") -> None:
        if not self._database.is_sqlite:
            self._database.alone(lambda connection: connection.execute(text(f"{vacuum} {wrapped_keys.name}")))
            return
        give_up = time.monotonic() + self._database.lock_seconds
        while self._database.alone(_log_is_held):
            if time.monotonic() > give_up:
                # Deleted, but a reader keeps the log with the old bytes alive. Whoever asked has to ask again.
                raise KeysUnavailable
            time.sleep(_PAUSE_SECONDS)


def _log_is_held(connection: Connection) -> bool:
    # SQLite itself waits for readers, as long as for any lock; for another checkpoint it does not wait.
    return bool(connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one())


def _may_wipe(connection: Connection) -> bool:
    # Anybody else's VACUUM is passed over with a warning, which reads like success.
    query = "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:name)"
    return bool(connection.execute(text(query), {"name": wrapped_keys.name}).scalar())


# PostgreSQL: whoever adds holds the row until the end of the transaction, and with others; ``promote`` waits for them.
# A transaction that waited for a promotion is given the new row. SQLite has one writer at a time.
_CURRENT: Final = select(current_kek.c.kek).with_for_update(read=True)


def _check_current(connection: Connection, keks: Set[str]) -> None:
    current = connection.execute(_CURRENT).scalar_one()
    for kek in keks - {current}:
        raise WrongKey(wanted=current, given=kek)


_EXCHANGE: Final = (
    update(wrapped_keys)
    .where(
        wrapped_keys.c.id == bindparam("old_id"),
        wrapped_keys.c.document == bindparam("old_document"),
        wrapped_keys.c.kek == bindparam("old_kek"),
        wrapped_keys.c.wrapped == bindparam("old_wrapped"),
    )
    .values(document=bindparam("new_document"), kek=bindparam("new_kek"), wrapped=bindparam("new_wrapped"))
)


def _exchanged(swap: Swap) -> dict[str, object]:
    old, new = swap.old, swap.new
    return {
        "old_id": old.id,
        "old_document": old.document,
        "old_kek": old.kek,
        "old_wrapped": old.wrapped,
        "new_document": new.document,
        "new_kek": new.kek,
        "new_wrapped": new.wrapped,
    }


def _find(connection: Connection, key_id: str) -> WrappedKey | None:
    row = connection.execute(select(wrapped_keys).where(wrapped_keys.c.id == key_id)).one_or_none()
    return None if row is None else _key(row)


def _get(connection: Connection, key_id: str) -> WrappedKey:
    kept = _find(connection, key_id)
    if kept is None:
        raise KeyMissing(key=key_id)
    return kept


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
