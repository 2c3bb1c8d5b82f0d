"""The command line over an installation in a folder: no servers, and readers that answer what the test says."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.faces import ExitCode, bring_up_to_date
from cli.main import app
from extractors.intake import Inspected, inspect
from flows.bench import Bench
from flows.stages.paper import Paper
from flows.stages.workroom import open_workroom
from strongroom.ids import DocumentId
from strongroom.settings import Objects, Settings, read_settings
from tests.flows.doubles import Readers
from tests.flows.files import picture


class InspectsHere:
    """A pool that looks at structure in this process; what a process of its own adds is tested with the pool."""

    def __init__(self, settings: Settings, *, size: int) -> None:
        self._limits = settings.limits

    def inspect(self, data: bytes) -> Inspected:
        return inspect(data, self._limits)

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class CommandLine:
    folder: Path

    def __call__(self, *words: str | Path) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words])

    def typing(self, typed: str, *words: str) -> Result:
        """The same with what a person types when asked."""
        return CliRunner().invoke(app, list(words), input=typed)

    def json(self, *words: str) -> Any:
        found = self(*words, "--json")
        return json.loads(found.stdout)

    def drop(self, name: str, data: bytes) -> Path:
        path = self.folder / "papers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def read(self, *papers: Paper) -> tuple[DocumentId, ...]:
        """What the intake service would do with everything that waits; ``papers`` are what reading gives, in turn."""
        with open_workroom(read_settings()) as work:
            bench = Bench(work, Readers(*papers))  # type: ignore[arg-type]
            documents = bench.claim(100)
            for document in documents:
                bench.work_on(document)
            return documents

    def history(self, document: str) -> list[tuple[str, str]]:
        """What was done with a document, by whom, without leaving a trace."""
        with open_workroom(read_settings()) as work:
            now = dt.datetime.now(dt.UTC)
            view = work.records.view(DocumentId(document), actor="test", purpose="test", now=now)
            return [(event.action, event.actor) for event in view.history if event.actor != "test"]


def filed(strongroom: CommandLine, found: Paper, data: bytes | None = None) -> str:
    """The id of a document that was added and read at the command line."""
    path = strongroom.drop("a.pdf", data or picture())
    assert ExitCode.FINE == strongroom("add", path).exit_code
    (document,) = strongroom.read(found)
    return document


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    settings = read_settings(data=folder / "data", inbox=folder / "inbox", objects=Objects(backend="folder"))
    with open_workroom(settings) as work:
        bring_up_to_date(work)
    return folder


@pytest.fixture
def strongroom(fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    shutil.copytree(fresh, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STRONGROOM_OBJECTS__BACKEND", "folder")
    monkeypatch.setenv("STRONGROOM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("STRONGROOM_INBOX", str(tmp_path / "inbox"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("cli.add.ReaderPool", InspectsHere)
    return CommandLine(tmp_path)
