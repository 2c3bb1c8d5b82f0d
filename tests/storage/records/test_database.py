"""The database: private files, bounded waiting, and errors that say whose fault it is."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage.records.database import Database
from strongroom.errors import RecordsUnavailable


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "records.db"


def _open(file: Path) -> Database:
    return Database(f"sqlite:///{file}", RecordsUnavailable)


def test_files_are_for_the_owner_alone(file: Path) -> None:
    opened = _open(file)
    opened.write(lambda connection: connection.execute(text("CREATE TABLE t (x)")))
    assert file.parent.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    assert modes == {"records.db": 0o600, "records.db-wal": 0o600, "records.db-shm": 0o600}
    opened.close()


def test_commits_survive_power_loss_and_deleted_rows_are_overwritten(file: Path) -> None:
    opened = _open(file)
    pragmas = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
    values = [
        opened.read(lambda connection, name=name: connection.execute(text(f"PRAGMA {name}")).scalar_one())
        for name in pragmas
    ]
    assert values == ["wal", 2, 1, 1]
    opened.close()


def test_waiting_for_a_locked_database_has_an_end(file: Path) -> None:
    opened = Database(f"sqlite:///{file}", RecordsUnavailable, lock_seconds=0.1)
    opened.write(lambda connection: connection.execute(text("CREATE TABLE t (x)")))
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordsUnavailable):
        opened.write(lambda connection: connection.execute(text("INSERT INTO t VALUES (1)")))
    # Readers are not held up, and afterwards all is well.
    assert opened.read(lambda connection: connection.execute(text("SELECT count(*) FROM t")).scalar_one()) == 0
    holder.close()
    opened.write(lambda connection: connection.execute(text("INSERT INTO t VALUES (1)")))
    opened.close()


def test_a_file_that_is_no_database_is_not_available(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is not a database, it only lies where one should" * 20)
    opened = _open(file)
    with pytest.raises(RecordsUnavailable):
        opened.read(lambda connection: connection.execute(text("SELECT 1")))
    opened.close()


def test_our_own_mistakes_are_not_called_unavailable(file: Path) -> None:
    opened = _open(file)
    with pytest.raises(OperationalError):
        opened.read(lambda connection: connection.execute(text("SELECT no_such_column")))
    opened.close()


def test_errors_of_the_database_do_not_show_values(file: Path) -> None:
    opened = _open(file)
    with pytest.raises(OperationalError) as error:
        opened.read(
            lambda connection: connection.execute(text("SELECT :secret FROM nowhere"), {"secret": "Quastenflosse"})
        )
    assert "Quastenflosse" not in str(error.value)
    opened.close()


def test_a_server_that_is_not_there_is_not_available() -> None:
    opened = Database("postgresql://nobody@127.0.0.1:1/nothing", RecordsUnavailable)
    with pytest.raises(RecordsUnavailable):
        opened.read(lambda connection: connection.execute(text("SELECT 1")))
    opened.close()
