"""An installation without servers: objects in memory, keys and records in SQLite files of the test's own folder."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.stages.workroom import Workroom, open_workroom
from storage.objects.memory import MemoryStore
from storage.vault import Vault
from strongroom.settings import Limits, Objects, Settings, read_settings


def settings_in(folder: Path) -> Settings:
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    return read_settings(
        data=folder / "data", inbox=inbox, objects=Objects(backend="folder"), limits=Limits(max_bytes=500_000)
    )


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh installation; copied, because migrating for each test takes long."""
    folder = tmp_path_factory.mktemp("installation")
    with open_workroom(settings_in(folder)) as work:
        work.records.migrate()
    return folder


@pytest.fixture
def work(template: Path, tmp_path: Path) -> Iterator[Workroom]:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    with open_workroom(settings_in(tmp_path)) as opened:
        store = MemoryStore()
        yield replace(opened, store=store, vault=Vault(store, opened.keyring))
