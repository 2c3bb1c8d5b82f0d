"""The kinds of a house, from its folder."""

from pathlib import Path

import pytest

from flows.stages.house_kinds import kinds_of
from flows.stages.reading_process import open_reader
from strongroom.errors import BadKind, BadSettings, KindsUnavailable
from strongroom.kind import catalogue
from strongroom.settings import Filing, Settings
from tests.strongroom.test_kind_toml import LEAST


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "slip.toml").write_text(LEAST, encoding="utf-8")
    return tmp_path


def test_a_file_in_the_folder_is_a_kind(folder: Path) -> None:
    assert kinds_of(Settings(kinds=folder)).keys() - catalogue().keys() == {"slip"}


def test_without_a_folder_there_are_the_kinds_of_the_product(tmp_path: Path) -> None:
    assert kinds_of(Settings(kinds=tmp_path / "none")) is catalogue()
    assert kinds_of(Settings()) is catalogue()


def test_other_files_are_passed_over(folder: Path) -> None:
    (folder / "notes.txt").write_text("not a kind", encoding="utf-8")
    (folder / "old.toml").mkdir()

    assert "slip" in kinds_of(Settings(kinds=folder))


@pytest.mark.parametrize("data", [b"id = ", b"\xff\xfe", b"", LEAST.encode()])
def test_one_file_that_is_not_sound_stops_all(folder: Path, data: bytes) -> None:
    (folder / "wrong.toml").write_bytes(data)

    with pytest.raises(BadKind):
        kinds_of(Settings(kinds=folder))


def test_a_kind_that_is_not_sound_is_no_document_s_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.engines.engine.open_engine", lambda _: None)
    (folder / "wrong.toml").write_text("id = ", encoding="utf-8")

    with pytest.raises(KindsUnavailable):
        open_reader(Settings(kinds=folder))


def test_an_error_target_for_a_kind_that_is_not_there_is_a_slip_of_the_settings() -> None:
    with pytest.raises(BadSettings, match="recept"):
        kinds_of(Settings(filing=Filing(error_targets={"recept": 0.02})))
