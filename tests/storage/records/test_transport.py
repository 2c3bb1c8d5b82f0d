"""PostgreSQL elsewhere is spoken to by TLS with its name checked, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.records.database import Database
from strongroom.errors import BadSettings, RecordsUnavailable
from tests.postgres import Postgres, running_postgres
from tests.tls import Files, certificate_files


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://strongroom@db.example/records",
        "postgresql://strongroom@db.example/records?sslmode=require",
        "postgresql://strongroom@/records?host=db.example",
        "postgresql://strongroom@127.0.0.1/records?hostaddr=10.0.0.7",
        "postgresql://strongroom@127.0.0.1,db.example/records",
    ],
)
def test_a_server_elsewhere_in_the_clear_is_refused_before_a_password_is_sent(url: str) -> None:
    with pytest.raises(BadSettings) as caught:
        Database(url, RecordsUnavailable)
    assert "verify-full" in str(caught.value.facts["problem"])


@pytest.mark.parametrize(("variable", "url"), [("PGHOST", "///records"), ("PGHOSTADDR", "//127.0.0.1/records")])
def test_no_variable_of_the_driver_leads_elsewhere(variable: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "10.0.0.7")
    with pytest.raises(BadSettings):
        Database(f"postgresql:{url}", RecordsUnavailable)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://strongroom@db.example/records?sslmode=verify-full",
        "postgresql://strongroom@localhost/records",
        "postgresql://strongroom@/records?host=/run/postgresql",
        "postgresql:///records",
    ],
)
def test_a_server_on_this_machine_or_one_whose_name_is_checked_is_accepted(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("PGHOST", "PGHOSTADDR"):
        monkeypatch.delenv(variable, raising=False)
    Database(url, RecordsUnavailable).close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return certificate_files(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def server(files: Files) -> Iterator[Postgres]:
    with running_postgres(tls=files) as running:
        yield running


@pytest.mark.servers
def test_a_real_server_with_a_certificate_of_the_right_authority_is_used_and_any_other_is_not(
    server: Postgres, files: Files, tmp_path: Path
) -> None:
    url = f"{server.url('postgres')}?sslmode=verify-full&sslrootcert="
    right = Database(url + str(files.authority), RecordsUnavailable)
    found = right.read(
        lambda connection: connection.execute(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
    )
    right.close()
    assert found
    wrong = Database(url + str(certificate_files(tmp_path / "other").authority), RecordsUnavailable)
    with pytest.raises(RecordsUnavailable):
        wrong.read(lambda connection: connection.execute(text("SELECT 1")))
    wrong.close()
