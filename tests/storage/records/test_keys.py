"""The SQL database of wrapped keys keeps the contract, and deletes really."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from storage.records.database import Database
from storage.records.keys import SqlKeys
from storage.records.tables import wrapped_keys
from strongroom.errors import KeysUnavailable
from tests.postgres import Postgres
from tests.storage.crypto.contract_keys import KeysContract, under, wrapped


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


@pytest.fixture
def sqlite_keys(file: Path) -> Iterator[SqlKeys]:
    opened = SqlKeys.open(f"sqlite:///{file}")
    yield opened
    opened.close()


class TestSqliteKeys(KeysContract):
    """In a SQLite file."""

    @pytest.fixture
    def keys(self, sqlite_keys: SqlKeys) -> SqlKeys:
        return sqlite_keys


@pytest.mark.servers
class TestPostgresKeys(KeysContract):
    """In PostgreSQL."""

    @pytest.fixture
    def keys(self, postgres: Postgres) -> Iterator[SqlKeys]:
        name = f"keys_{uuid4().hex}"
        postgres.run(f"CREATE DATABASE {name}")
        opened = SqlKeys.open(postgres.url(name))
        yield opened
        opened.close()
        postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


def _on_disk(file: Path) -> bytes:
    return b"".join(path.read_bytes() for path in file.parent.iterdir())


def test_destroyed_keys_are_in_no_file(file: Path, sqlite_keys: SqlKeys) -> None:
    key = wrapped(1)
    sqlite_keys.add(key)
    assert key.wrapped in _on_disk(file)
    assert sqlite_keys.destroy(key.document) == 1
    assert key.wrapped not in _on_disk(file)


def test_replaced_keys_are_in_no_file(file: Path, sqlite_keys: SqlKeys) -> None:
    old = wrapped(1)
    sqlite_keys.add(old)
    sqlite_keys.promote("kek-2", over="kek-1")
    assert sqlite_keys.replace([under(old, "kek-2")]) == 1
    assert old.wrapped not in _on_disk(file)


def test_the_keys_of_an_earlier_version_are_under_the_current_provider(file: Path) -> None:
    old = Database(f"sqlite:///{file}", KeysUnavailable)
    with old.engine.begin() as connection:
        connection.execute(text("CREATE TABLE key_schema_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO key_schema_version VALUES ('keys_0001')"))
        wrapped_keys.create(connection)
        connection.execute(insert(wrapped_keys).values(id="blob", document="document", kek="kek-1", wrapped=b"1"))
    old.close()
    keys = SqlKeys.open(f"sqlite:///{file}")
    assert keys.current() == "kek-1"
    keys.close()


def test_keys_that_cannot_be_wiped_yet_are_said_to_be_so_and_the_next_run_wipes_them(
    file: Path, sqlite_keys: SqlKeys
) -> None:
    key = wrapped(1)
    sqlite_keys.add(key)
    impatient = SqlKeys(Database(f"sqlite:///{file}", KeysUnavailable, lock_seconds=0.1))
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM wrapped_keys").fetchall()
    with pytest.raises(KeysUnavailable):
        impatient.destroy(key.document)
    reader.close()
    assert impatient.destroy(key.document) == 0
    impatient.close()
    assert key.wrapped not in _on_disk(file)


def test_the_file_is_for_the_owner_alone(file: Path, sqlite_keys: SqlKeys) -> None:
    assert {path.stat().st_mode & 0o777 for path in file.parent.glob("keys.db*")} == {0o600}
