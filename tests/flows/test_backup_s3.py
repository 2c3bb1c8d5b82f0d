"""Backups in buckets of a real S3 server: taken while people work, incremental, expired, restored, drilled."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from flows.stages.backing_up import back_up, open_repositories, restore
from flows.stages.drilling import Luck, drill
from flows.stages.workroom import Workroom, open_workroom
from storage.objects.open import open_store
from storage.objects.s3 import Connection, S3Store
from storage.objects.seaweed import Seaweed
from storage.vault import read
from strongroom.document import Role
from strongroom.errors import NotFound
from strongroom.ids import DocumentId
from strongroom.settings import Objects, Settings
from strongroom.settings_backup import Backup
from tests.breakage.destroying import LATER, approve, content_of, destroy_once, keep
from tests.servers import running_seaweed
from tests.storage.records.invented import NOW

pytestmark = pytest.mark.servers

LUCK = Luck(now=lambda: LATER, watch=lambda: 0.0, choose=lambda many, _few: many)
BUCKETS = ("papers", "papers-again", "backup-data", "backup-keys")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with running_seaweed(tmp_path_factory.mktemp("seaweed")) as running:
        for bucket in BUCKETS:
            S3Store(
                Connection(
                    endpoint=running.endpoint,
                    region="us-east-1",
                    bucket=bucket,
                    access_key=running.access_key,
                    secret_key=running.secret_key,
                )
            ).make_bucket()
        yield running


def settings_on(server: Seaweed, data: Path, bucket: str) -> Settings:
    """A machine with its objects in a bucket; the buckets of the backups are the same for all."""
    keys = {"endpoint": server.endpoint, "access_key": server.access_key, "secret_key": server.secret_key}
    return Settings(
        data=data,
        inbox=data / "inbox",
        objects=Objects(backend="s3", bucket=bucket, **keys),  # type: ignore[arg-type]
        backup=Backup(
            to="s3",
            bucket="backup-data",
            keys_bucket="backup-keys",
            passphrase=SecretStr("of the backups"),
            **keys,  # type: ignore[arg-type]
        ),
    )


def original(work: Workroom, document: DocumentId) -> bytes:
    return read(work.vault, work.records, document, Role.ORIGINAL, actor="me", purpose="test", now=NOW)


def test_a_house_is_backed_up_while_people_work_and_comes_back_on_another_machine(
    server: Seaweed, tmp_path: Path
) -> None:
    with open_workroom(settings_on(server, tmp_path / "first", "papers")) as work:
        work.records.migrate()
        kept = [keep(work) for _ in range(3)]
        first = back_up(work, actor="me", now=lambda: NOW).data
        assert (6, 6, ()) == (first.objects, first.copied, first.missing)
        goes, late = keep(work), list[DocumentId]()
        people = threading.Thread(target=lambda: late.extend(keep(work) for _ in range(5)))
        people.start()
        second = back_up(work, actor="me", now=lambda: NOW + dt.timedelta(hours=1)).data
        people.join()
        # What was copied once is not copied again; what the records knew at their moment is all there.
        assert second.copied == second.objects - 6 >= 2
        assert () == second.missing
        approve(work, goes)
        (done,) = destroy_once(work)
        assert goes == done.document
        third = back_up(work, actor="me", now=lambda: LATER).data
        proved = drill(work, LUCK, actor="me")
        assert (third.id, 3 + 5, True) == (proved.backup, proved.decrypted, proved.destroyed >= 1)
    there = settings_on(server, tmp_path / "second", "papers-again")
    done_again = restore(there, open_store(there), first.id, actor="me", now=LATER)
    assert done_again.ended.documents == {goes}
    with open_workroom(there) as work:
        assert [content_of(one) for one in kept] == [original(work, one) for one in kept]
        with pytest.raises(NotFound):
            original(work, goes)
        assert work.records.audit_verify() > 0
        far = LATER + dt.timedelta(days=60)
        back_up(work, actor="me", now=lambda: far)
        assert 1 == len(open_repositories(there).data.ids("data")), "those that are too old went, in S3 too"
        assert 1 == len(open_repositories(there).keys.ids("keys"))
