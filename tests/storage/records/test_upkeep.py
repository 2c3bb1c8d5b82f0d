"""Upkeep: a database is whole and findable after it, smaller where it may shrink, and damage is seen."""

from pathlib import Path

import pytest
from sqlalchemy import text

from storage.records.database import Database
from storage.records.store import Records
from storage.records.upkeep import look_after, standing
from strongroom.errors import RecordsUnavailable
from strongroom.query import parse
from tests.storage.records.invented import NOW, filed, passport


def test_what_was_filed_is_found_after_the_upkeep_and_a_second_run_finds_nothing_to_do(records: Records) -> None:
    document = filed(records, passport())
    database = records._database
    for _ in range(2):
        kept = look_after(database, shrink=True)
        assert (0, ()) == (kept.faults, kept.behind)
    found = records.find(parse("kind:passport"), actor="ann", now=NOW)
    assert [document] == [row.id for row in found.rows]
    assert standing(database).pages == look_after(database, shrink=True).pages


def test_sqlite_has_statistics_for_its_planner_after_the_upkeep(tmp_path: Path) -> None:
    database = crowded(tmp_path / "a.db")
    database.write(lambda connection: connection.execute(text("CREATE TABLE names (name TEXT UNIQUE)")))
    database.write(lambda connection: connection.execute(text("INSERT INTO names VALUES ('a'), ('b')")))
    look_after(database, shrink=False)
    known = database.read(lambda connection: connection.execute(text("SELECT tbl FROM sqlite_stat1")).scalars().all())
    database.close()
    assert known == ["names"]


def crowded(file: Path) -> Database:
    database = Database(f"sqlite:///{file}", RecordsUnavailable)
    database.write(lambda connection: connection.execute(text("CREATE TABLE papers (body BLOB)")))
    many = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
        "INSERT INTO papers SELECT randomblob(4000) FROM n"
    )
    database.write(lambda connection: connection.execute(many))
    database.write(lambda connection: connection.execute(text("DELETE FROM papers")))
    return database


@pytest.mark.parametrize("shrink", [True, False])
def test_free_pages_are_given_back_where_told_and_never_of_keys(tmp_path: Path, shrink: bool) -> None:
    database = crowded(tmp_path / "a.db")
    before = (tmp_path / "a.db").stat().st_size
    kept = look_after(database, shrink=shrink)
    database.close()
    assert shrink is (kept.freed > 400)
    assert shrink is ((tmp_path / "a.db").stat().st_size < before // 10)


def test_damage_is_seen_and_nothing_is_moved_about_in_a_damaged_file(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    database = Database(f"sqlite:///{file}", RecordsUnavailable)
    database.write(lambda connection: connection.execute(text("CREATE TABLE papers (name TEXT UNIQUE)")))
    rows = text("INSERT INTO papers VALUES ('a'), ('b')")
    database.write(lambda connection: connection.execute(rows))
    look_after(database, shrink=True)
    database.close()
    content = bytearray(file.read_bytes())
    content[4096] ^= 0xFF  # the map of pages, which is the second page
    file.write_bytes(content)
    again = Database(f"sqlite:///{file}", RecordsUnavailable)
    kept = look_after(again, shrink=True)
    again.close()
    assert kept.faults
