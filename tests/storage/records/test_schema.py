"""Migrations make exactly the tables that the code knows."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.crypto.keyring import Keyring
from storage.records.database import Database
from storage.records.keys import SqlKeys
from storage.records.schema import KEYS, RECORDS, differences
from storage.records.store import Records
from storage.records.tables import key_metadata, metadata
from strongroom.errors import BadSettings, NewerVersion, RecordsUnavailable
from strongroom.kind import Kind


def test_the_migrated_schema_is_that_of_the_code(records: Records) -> None:
    assert records._database.read(lambda connection: differences(connection, metadata, RECORDS)) == []


def test_the_migrated_schema_of_the_keys_is_that_of_the_code(url: str) -> None:
    # In the database of the records, as two schemas of one small PostgreSQL may be.
    keys = SqlKeys.open(url)
    assert keys._database.read(lambda connection: differences(connection, key_metadata, KEYS)) == []
    keys.close()


def test_migrating_again_changes_nothing(records: Records) -> None:
    records.migrate()
    records.check()


def test_several_processes_may_migrate_at_once(keyring: Keyring, kinds: Mapping[str, Kind], tmp_path: Path) -> None:
    opened = [Records.open(f"sqlite:///{tmp_path / 'fresh.db'}", keyring, kinds=kinds) for _ in range(4)]
    with ThreadPoolExecutor(4) as processes:
        list(processes.map(Records.migrate, opened))
    for records in opened:
        records.check()
        records.close()


def test_a_database_that_was_never_migrated_is_not_ready(
    keyring: Keyring, kinds: Mapping[str, Kind], tmp_path: Path
) -> None:
    records = Records.open(f"sqlite:///{tmp_path / 'fresh.db'}", keyring, kinds=kinds)
    with pytest.raises(RecordsUnavailable):
        records.check()
    records.close()


def test_a_database_of_a_later_version_is_not_touched(records: Records) -> None:
    records._database.write(lambda connection: connection.execute(text("UPDATE schema_version SET version_num = 'x'")))
    with pytest.raises(RecordsUnavailable):
        records.check()
    with pytest.raises(NewerVersion):
        records.migrate()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://somewhere/records", "sqlite://", "sqlite:///:memory:"])
def test_what_is_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(BadSettings):
        Database(url, RecordsUnavailable)
