"""The runbooks: every command line in them does what it says, on an installation in a folder."""

import datetime as dt
import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.main import app
from flows.stages.audit_room import AuditRoom
from flows.stages.office import Office
from flows.stages.workroom import open_workroom
from storage.crypto.profile import Profile
from storage.records.accounts import Accounts
from strongroom.permissions import StaffRole, local_owner
from strongroom.settings import read_settings
from tests.flows.doubles import paper

RUNBOOKS = Path(__file__).parents[2] / "docs" / "runbooks"
NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
ELSEWHERE = {
    "strongroom up": "it stays up; tests/breakage starts whole installations",
    "strongroom status": "it is healthy only where all services run",
    "strongroom restore": "it wants an empty machine; the tests of backups restore",
    "strongroom backup drill": "the tests of backups drill",
}
"""Commands that are only asked for their help here, and why."""
TYPED = {"strongroom keys passphrase": "new words\nnew words\n"}


def lines(runbook: Path) -> list[str]:
    """Every command line in the code blocks of a runbook, in its order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", runbook.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


EVERY = sorted(path for path in RUNBOOKS.glob("*.md") if path.name != "README.md")


@pytest.fixture
def words(strongroom: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """What the capitals in the runbooks stand for, in an installation with a document, two people and two keys."""
    monkeypatch.setenv("STRONGROOM_BACKUP__TO", "folder")
    monkeypatch.setenv("STRONGROOM_BACKUP__FOLDER", str(tmp_path / "backups"))
    monkeypatch.setenv("STRONGROOM_BACKUP__KEYS_FOLDER", str(tmp_path / "key-backups"))
    strongroom("add", strongroom.drop("a.txt", b"an invented paper"))  # type: ignore[attr-defined]
    (document,) = strongroom.read(paper())  # type: ignore[attr-defined]
    with open_workroom(read_settings()) as work:
        (key,) = (one.id for one in work.providers._source.load())
        accounts = Accounts(work.records.transactions, profile=Profile(memory_kib=64, iterations=1, lanes=1))
        accounts.add_first("admin", "Admin", "a long invented password", now=NOW)
        accounts.add("eve", "Eve", frozenset({StaffRole.OPERATOR}), by="test", now=NOW)
        kept = AuditRoom(Office(work=work, actor=local_owner("test"), now=lambda: NOW)).anchor()
    assert kept is not None
    (tmp_path / "KEPT").write_text(kept.note)
    return {"NAME": "eve", "DOCUMENT": document, "OLD-KEY": key}


@pytest.mark.parametrize("runbook", EVERY, ids=lambda path: path.stem)
def test_every_command_of_a_runbook_runs_in_its_order(
    runbook: Path, words: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = lines(runbook)
    assert found
    for line in found:
        program, *arguments = [words.get(word, word) for word in shlex.split(line)]
        assert program == "strongroom", line
        if line in ELSEWHERE:
            arguments.append("--help")
        done = CliRunner().invoke(app, arguments, input=TYPED.get(line))
        assert done.exit_code == 0, f"{line}: {done.output}"
        if line in TYPED:
            monkeypatch.setenv("STRONGROOM_KEYS__PASSPHRASE", "new words")


def test_the_list_of_runbooks_names_each() -> None:
    listed = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
    assert all(f"({path.name})" in listed for path in EVERY)


def test_every_link_in_a_runbook_leads_somewhere() -> None:
    for path in RUNBOOKS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).is_file(), (path.name, target)
