"""Several workers on one PostgreSQL and one S3: the queue is shared, and every document is read by one of them."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from flows.stages.workroom import open_workroom
from flows.worker_service import check_shareable
from storage.crypto.primitives import random_bytes
from storage.records.audit_search import TrailQuestion, search
from storage.records.values import Action
from strongroom.document import State
from strongroom.errors import BadSettings
from strongroom.settings import Databases, Objects, Settings, read_settings
from tests.flows.test_read_and_file import received
from tests.postgres import Postgres, running_postgres
from tests.servers import running_seaweed

DOCUMENTS = 12
SECONDS = 120


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        for name in ("records", "keys"):
            server.run(f"CREATE DATABASE {name}")
        yield server


@contextmanager
def worker(environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.flows.worker_program"],
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


@pytest.mark.servers
@pytest.mark.timeout(2 * SECONDS)
def test_two_workers_share_a_queue_and_each_document_is_read_once(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_seaweed(tmp_path / "seaweed") as s3:
        environment = {
            "STRONGROOM_OBJECTS__BACKEND": "s3",
            "STRONGROOM_OBJECTS__ENDPOINT": s3.endpoint,
            "STRONGROOM_OBJECTS__ACCESS_KEY": s3.access_key.get_secret_value(),
            "STRONGROOM_OBJECTS__SECRET_KEY": s3.secret_key.get_secret_value(),
            "STRONGROOM_DATABASES__RECORDS": postgres.url("records"),
            "STRONGROOM_DATABASES__KEYS": postgres.url("keys"),
            "STRONGROOM_KEYS__PROVIDER": "credential",
            "STRONGROOM_KEYS__CREDENTIAL": random_bytes(32).hex(),
            "STRONGROOM_INTAKE__BATCH_DOCUMENTS": "2",
            "STRONGROOM_INTAKE__BATCH_SECONDS": "0.1",
        }
        homes = [{**environment, "STRONGROOM_DATA": str(tmp_path / name)} for name in ("a", "b", "c")]
        for name, value in homes[2].items():
            monkeypatch.setenv(name, value)
        with open_workroom(read_settings()) as work:
            work.records.migrate()
            with worker(homes[0], tmp_path / "a.log") as first, worker(homes[1], tmp_path / "b.log") as second:
                for number in range(DOCUMENTS):
                    received(work, f"paper {number}".encode(), name=f"{number}.png")
                until = time.monotonic() + SECONDS
                while work.records.counts()[State.FILED] < DOCUMENTS:
                    assert time.monotonic() < until, (tmp_path / "a.log").read_text() + (tmp_path / "b.log").read_text()
                    assert (None, None) == (first.poll(), second.poll())
                    time.sleep(0.2)
            claims = search(work.records.transactions, TrailQuestion(action=Action.CLAIMED), limit=10 * DOCUMENTS)
            assert {1} == set(Counter(one.document for one in claims).values())
            assert 2 == len({one.entry.actor for one in claims}), "one of them did everything"
            work.records.audit_verify()


SHARED = Settings(
    databases=Databases(records=SecretStr("postgresql://a@127.0.0.1/records"), keys=SecretStr("postgresql://a@/keys")),
    objects=Objects(backend="s3", endpoint="https://s3.example.org"),
)


@pytest.mark.parametrize(
    ("change", "setting"),
    [
        ({"databases": Databases(keys=SecretStr("postgresql://a@/keys"))}, "databases.records"),
        ({"databases": Databases(records=SecretStr("postgresql://a@/records"))}, "databases.keys"),
        ({"databases": Databases(records=SecretStr("sqlite:///records.db"))}, "databases.records"),
        ({"objects": Objects(backend="seaweed")}, "objects.backend"),
    ],
)
def test_what_lies_on_one_machine_alone_has_no_workers(change: dict[str, object], setting: str) -> None:
    check_shareable(SHARED)
    with pytest.raises(BadSettings) as refused:
        check_shareable(SHARED.model_copy(update=change))
    assert refused.value.facts["setting"] == setting
