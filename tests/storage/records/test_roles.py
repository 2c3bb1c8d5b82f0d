"""On PostgreSQL the product runs under two roles that can do its work, and next to nothing else."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from pydantic import SecretStr

from flows.stages.backing_up import back_up
from flows.stages.drilling import Luck, drill
from flows.stages.workroom import Workroom, open_workroom
from storage.records.keys import SqlKeys
from storage.vault import read
from strongroom.document import Role
from strongroom.errors import BadSettings, NotFound
from strongroom.settings import Databases, Objects, Settings
from strongroom.settings_backup import Backup
from tests.breakage.destroying import LATER, approve, content_of, destroy_once, keep
from tests.postgres import Postgres
from tests.storage.records.conftest import TEMPLATE
from tests.storage.records.invented import NOW

pytestmark = pytest.mark.servers

SCRIPTS = Path("infra/postgresql")
Names = tuple[str, str]


@pytest.fixture(scope="module")
def names(migrated_postgres: Postgres) -> Iterator[Names]:
    """Two databases with their tables, and the scripts of infra run on them, twice."""
    postgres = migrated_postgres
    records, keys = f"records_{uuid4().hex}", f"keys_{uuid4().hex}"
    postgres.run(f"CREATE DATABASE {records} TEMPLATE {TEMPLATE}")
    postgres.run(f"CREATE DATABASE {keys}")
    SqlKeys.open(postgres.url(keys)).close()
    for script, name in (("roles", records), ("keys", keys)) * 2:
        postgres.run((SCRIPTS / f"{script}.sql").read_text(encoding="utf-8"), database=name)
    yield records, keys
    for name in (records, keys):
        postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def work(postgres: Postgres, names: Names, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workroom]:
    """An installation that runs under the two roles."""
    tmp_path = tmp_path_factory.mktemp("roles")
    urls = (postgres.url(names[0], "strongroom_app"), postgres.url(names[1], "strongroom_keys"))
    settings = Settings(
        data=tmp_path / "data",
        inbox=tmp_path / "inbox",
        objects=Objects(backend="folder"),
        databases=Databases(records=SecretStr(urls[0]), keys=SecretStr(urls[1])),
        backup=Backup(to="folder", folder=tmp_path / "away", keys_folder=tmp_path / "keys-away"),
    )
    with open_workroom(settings) as room:
        room.records.migrate()
        yield room


def test_papers_are_kept_backed_up_proved_and_destroyed_under_the_two_roles(work: Workroom) -> None:
    stays, goes = keep(work), keep(work)
    approve(work, goes)
    back_up(work, actor="me", now=lambda: LATER)
    luck = Luck(now=lambda: LATER, watch=lambda: 0.0, choose=lambda many, _few: many)
    assert 2 == drill(work, luck, actor="me").decrypted
    (done,) = destroy_once(work)
    assert (goes, None) == (done.document, done.failure)
    found = read(work.vault, work.records, stays, Role.ORIGINAL, actor="me", purpose="test", now=NOW)
    assert content_of(stays) == found
    with pytest.raises(NotFound):
        read(work.vault, work.records, goes, Role.ORIGINAL, actor="me", purpose="test", now=NOW)
    assert work.records.audit_verify() > 0


def test_a_destroyed_key_is_gone_from_the_files_of_the_table(work: Workroom, postgres: Postgres) -> None:
    others = [keep(work) for _ in range(4)]
    stays, goes = keep(work), keep(work)
    work.keys.destroy(others[1])  # holes, into which copies of others fall
    held = {
        document: [key.wrapped for key in work.keys.under(str(work.keys.current())) if key.document == document]
        for document in (stays, goes)
    }
    work.keys.destroy(goes)
    postgres.run("CHECKPOINT")
    files = [file.read_bytes() for file in (postgres.data / "base").rglob("*") if file.is_file()]
    assert all(any(key in file for file in files) for key in held[stays])
    assert not any(key in file for file in files for key in held[goes])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor = 'x'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "UPDATE audit_head SET sequence = 0",
        "DELETE FROM documents",
        "DELETE FROM certificates",
        "UPDATE schema_version SET version_num = 'x'",
        "DROP TABLE documents",
        "CREATE TABLE public.mine (x int)",
        "ALTER TABLE audit_events DISABLE TRIGGER ALL",
        "SET ROLE strongroom_keys",
        "SET session_replication_role = replica",
        "COPY documents TO PROGRAM 'cat'",
        "CREATE ROLE mallory",
    ],
)
def test_the_role_of_the_records_can_do_nothing_else(postgres: Postgres, names: Names, statement: str) -> None:
    with (
        as_role(postgres, names[0], "strongroom_app") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    ("database", "role"), [(0, "strongroom_keys"), (1, "strongroom_app")], ids=["keys to records", "records to keys"]
)
def test_neither_role_reaches_the_database_of_the_other(
    postgres: Postgres, names: Names, database: int, role: str
) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        as_role(postgres, names[database], role)


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM current_kek", "UPDATE key_schema_version SET version_num = 'x'", "CREATE TABLE public.mine (x int)"],
)
def test_the_role_of_the_keys_can_do_nothing_else(postgres: Postgres, names: Names, statement: str) -> None:
    with (
        as_role(postgres, names[1], "strongroom_keys") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_where_records_and_keys_share_a_database_their_roles_still_do_not_share_tables(
    postgres: Postgres, postgres_url: str
) -> None:
    name = postgres_url.rpartition("/")[2]
    SqlKeys.open(postgres.url(name)).close()
    for script in ("roles", "keys", "roles"):
        postgres.run((SCRIPTS / f"{script}.sql").read_text(encoding="utf-8"), database=name)
    for role, table in (("strongroom_app", "wrapped_keys"), ("strongroom_keys", "documents")):
        with as_role(postgres, name, role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SELECT * FROM {table}".encode())


def test_a_role_that_could_delete_keys_and_not_wipe_them_is_refused_at_the_start(
    postgres: Postgres, names: Names
) -> None:
    postgres.run("ALTER TABLE wrapped_keys OWNER TO owner", database=names[1])
    postgres.run("GRANT SELECT, INSERT, UPDATE, DELETE ON wrapped_keys TO strongroom_keys", database=names[1])
    try:
        with pytest.raises(BadSettings) as caught:
            SqlKeys.open(postgres.url(names[1], "strongroom_keys"))
    finally:
        postgres.run((SCRIPTS / "keys.sql").read_text(encoding="utf-8"), database=names[1])
    assert "wrapped_keys" in str(caught.value.facts["problem"])


def as_role(postgres: Postgres, database: str, role: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(f"host=127.0.0.1 port={postgres.port} user={role} dbname={database}", autocommit=True)
