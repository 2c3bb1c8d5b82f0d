"""Records on both databases. A test that takes ``records`` runs on each."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from storage.crypto.keyring import Keyring
from storage.crypto.local import LocalProvider
from storage.crypto.memory_keys import MemoryKeys
from storage.records.store import Records
from strongroom.kind import Kind
from tests.emptied import Databases
from tests.postgres import Postgres, running_postgres
from tests.storage.records.invented import KINDS

TEMPLATE = "template_records"


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(LocalProvider("test-kek", bytes(range(32))), MemoryKeys())


@pytest.fixture(scope="session")
def kinds() -> Mapping[str, Kind]:
    return {kind.id: kind for kind in KINDS}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and nothing else; copied, because migrating for each test takes long."""
    file = tmp_path_factory.mktemp("template") / "records.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> Postgres:
    postgres.run(f"CREATE DATABASE {TEMPLATE}")
    _migrate(postgres.url(TEMPLATE))
    return postgres


@pytest.fixture(scope="session")
def databases(migrated_postgres: Postgres) -> Databases:
    return Databases(server=migrated_postgres, template=TEMPLATE)


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    file = tmp_path / "records.db"
    shutil.copy(migrated_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(databases: Databases) -> Iterator[str]:
    with databases.one() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of each sort."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def records(url: str, keyring: Keyring, kinds: Mapping[str, Kind]) -> Iterator[Records]:
    opened = Records.open(url, keyring, kinds=kinds)
    yield opened
    opened.close()


def _migrate(url: str) -> None:
    records = Records.open(url, Keyring(LocalProvider("unused", bytes(32)), MemoryKeys()))
    records.migrate()
    records.close()
