"""``strongroom keys``: what is printed, and which exit code says what."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.faces import ExitCode
from cli.main import app
from flows.bench import utc_now
from flows.stages.decisions import Decisions
from flows.stages.office import Office
from flows.stages.workroom import open_workroom
from strongroom.permissions import Actor, StaffRole
from strongroom.settings import read_settings


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRONGROOM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STRONGROOM_INBOX", str(tmp_path / "inbox"))
    monkeypatch.setenv("STRONGROOM_OBJECTS__BACKEND", "folder")
    # A house key, so that there is a data key and with it a current key-encryption key.
    (tmp_path / "paper.txt").write_bytes(b"")
    run("add", str(tmp_path / "paper.txt"))


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=typed)


def ids() -> list[str]:
    return [one["id"] for one in json.loads(run("keys", "list", "--json").stdout)]


def test_a_key_is_rotated_and_then_retired() -> None:
    (old,) = ids()
    rotated = run("keys", "rotate")
    assert rotated.exit_code == ExitCode.FINE
    assert "0 are left" in rotated.stdout
    assert "can be retired" in run("keys", "list").stdout
    asked = run("keys", "retire", old, "--reason", "it is old", "--yes")
    assert "another person has to approve it" in asked.stdout
    request = asked.stdout.partition(" ")[0]
    assert run("access", "approve", request).exit_code != ExitCode.FINE
    assert "waits for another person" in run("keys", "retire", old, "--yes").stdout
    assert old in ids()
    _approved_by_another(request)
    refused = run("keys", "retire", old, typed="n\n")
    assert refused.exit_code == 1
    assert len(ids()) == 2
    assert "is destroyed" in run("keys", "retire", old, "--yes").stdout
    assert old not in ids()


def _approved_by_another(request: str) -> None:
    other = Actor(id="user:other", roles=frozenset({StaffRole.ADMIN}))
    with open_workroom(read_settings()) as work:
        Decisions(Office(work=work, actor=other, now=utc_now)).approve(request)


def test_the_current_key_is_not_retired() -> None:
    (only,) = ids()
    refused = run("keys", "retire", only, "--reason", "it is old")
    assert refused.exit_code == ExitCode.MISUSED
    assert "keys rotate" in refused.stderr


def test_a_passphrase_is_asked_for_and_needed_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("keys", "passphrase", typed="secret words\nsecret words\n").exit_code == ExitCode.FINE
    assert run("keys", "list").exit_code == ExitCode.MISUSED
    monkeypatch.setenv("STRONGROOM_KEYS__PASSPHRASE", "other words")
    assert run("keys", "list").exit_code == ExitCode.BROKEN
    monkeypatch.setenv("STRONGROOM_KEYS__PASSPHRASE", "secret words")
    assert run("keys", "list").exit_code == ExitCode.FINE


def test_a_lost_key_file_is_said_to_be_lost(tmp_path: Path) -> None:
    (tmp_path / "data" / "keys" / "keyring.json").unlink()
    missed = run("keys", "list")
    assert missed.exit_code == ExitCode.UNAVAILABLE
    assert "key file is not there" in missed.stderr


def test_the_search_key_is_changed_and_what_was_found_is_found() -> None:
    assert "search key 1: 1 documents" in run("keys", "list").stdout
    rotated = run("keys", "rotate", "search")
    assert rotated.exit_code == ExitCode.FINE
    assert "1 documents were entered under search key 2" in rotated.stdout
    assert "search key 2: 1 documents" in run("keys", "list").stdout
    assert "1 found" in run("find", "paper").stdout
