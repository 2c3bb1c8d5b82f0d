"""Looking into a folder where nothing was begun says so, and leaves nothing there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.faces import ExitCode
from cli.main import app


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_looking_begins_no_installation(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRONGROOM_OBJECTS__BACKEND", "folder")
    monkeypatch.setenv("COLUMNS", "200")
    found = CliRunner().invoke(app, [command])
    assert ExitCode.UNHEALTHY == found.exit_code
    assert "Nothing is kept here yet" in found.stdout
    assert [] == sorted(tmp_path.rglob("*"))
