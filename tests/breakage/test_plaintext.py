"""The scanner for texts in the clear finds what is there. (That nothing is there shows ``test_journey``.)"""

import base64
import json
import sqlite3
from pathlib import Path

import pytest

from tests.breakage.plaintext import sightings

TEXT = "欧阳样本 99010119900314204X"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"\0" * 70_001 + TEXT.encode() + b"\0" * 70_001,
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16"),
        TEXT.encode("gb18030"),
        json.dumps({"name": TEXT}).encode(),
        TEXT.encode().hex().encode(),
        *(base64.b64encode(b"x" * before + TEXT.encode() + b"tail") for before in range(4)),
    ],
)
def test_a_planted_text_is_found_however_it_is_written(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "file").write_bytes(content)
    assert TEXT in {sighting.text for sighting in sightings([tmp_path], [TEXT])}


def test_a_text_in_the_name_of_a_file_or_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / TEXT).mkdir()
    (tmp_path / TEXT / "empty").touch()
    assert [TEXT] == [sighting.text for sighting in sightings([tmp_path], [TEXT])]


def test_a_text_in_a_row_of_a_database_is_found_while_it_is_only_in_the_log(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE t (c)")
        database.execute("INSERT INTO t VALUES (?)", (TEXT,))
        database.commit()
        assert "a.db-wal" in {sighting.file.name for sighting in sightings([tmp_path], [TEXT])}
    database.close()


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(range(256)) * 100)
    assert [] == list(sightings([tmp_path], [TEXT]))
