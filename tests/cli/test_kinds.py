"""``strongroom kinds``: what there is, and whether a file is sound."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from strongroom.kind import catalogue
from tests.strongroom.test_kind_toml import EXAMPLE


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "pallet_note.toml").write_text(EXAMPLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_list_holds_the_product_s_kinds_and_the_house_s(folder: Path) -> None:
    result = CliRunner().invoke(app, ["kinds", "list", "--json"])
    entries = {entry["id"]: entry for entry in json.loads(result.output)}

    assert entries.keys() == {*catalogue(), "pallet_note"}
    assert (entries["pallet_note"]["from"], entries["receipt"]["from"]) == ("house", "product")
    assert "to be confirmed" in entries["pallet_note"]["kept"]


def test_a_sound_file_is_told_to_be_sound(folder: Path) -> None:
    result = CliRunner().invoke(app, ["kinds", "check", str(folder / "kinds" / "pallet_note.toml")])

    assert result.exit_code == 0
    assert "pallet_note is sound" in result.output


def test_what_a_sound_file_lacks_is_hinted_at(folder: Path) -> None:
    file = folder / "loose.toml"
    file.write_text(
        EXAMPLE.replace("required = true\n", "").replace("title = true ", "title = false "), encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["kinds", "check", str(file)])

    assert "No field is required" in result.output
    assert "No cue is a title" in result.output


def test_a_file_that_is_not_sound_ends_in_an_error_that_says_why(folder: Path) -> None:
    file = folder / "wrong.toml"
    file.write_text(EXAMPLE.replace("{date}_pallet", "{night}_pallet"), encoding="utf-8")
    result = CliRunner().invoke(app, ["kinds", "check", str(file)])

    assert result.exit_code != 0
    assert "night" in result.output + result.stderr
