"""Backups bring everything back on an empty machine, and nothing that was destroyed."""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from flows.stages.backing_up import (
    back_up,
    back_up_keys,
    back_up_keys_after_destruction,
    open_repositories,
    restore,
)
from flows.stages.drilling import Luck, drill
from flows.stages.keeping import destruction
from flows.stages.places import Places
from flows.stages.workroom import Workroom, open_workroom
from storage.backup.repository import CERTIFICATES, OBJECTS
from storage.certificate import CERTIFICATE
from storage.crypto.signing import Signer
from storage.objects.open import open_store
from storage.records.endings import Endings
from storage.records.rebuilding import Rebuilding
from storage.records.values import Action
from storage.statement_file import signed
from storage.vault import read
from strongroom.document import Role, State
from strongroom.errors import (
    BadSettings,
    DrillFailed,
    KeyFileMissing,
    KeyMissing,
    NoBackup,
    NotEmpty,
    NotFound,
    StrongroomError,
    Tampered,
    WrongKey,
)
from strongroom.ids import DocumentId
from strongroom.query import parse
from strongroom.settings import Databases, Objects, Settings
from strongroom.settings_backup import Backup
from strongroom.settings_keys import Keys
from tests.breakage.destroying import LATER, approve, content_of, keep
from tests.postgres import Postgres, running_postgres
from tests.storage.records.invented import NOW

LUCK = Luck(now=lambda: LATER, watch=lambda: 0.0, choose=lambda many, _few: many)
WINDOW = dt.timedelta(days=7)


class House:
    """An installation whose machine can burn down."""

    def __init__(self, root: Path, postgres: Postgres | None) -> None:
        self.root = root
        self._postgres = postgres
        self.settings = self.at("first")

    def at(self, machine: str, **backup: object) -> Settings:
        """The settings on a machine; the places of the backups are the same on all."""
        given: dict[str, object] = {
            "to": "folder",
            "folder": self.root / "away" / "data",
            "keys_folder": self.root / "away" / "keys",
            "passphrase": SecretStr("of the backups"),
        }
        return Settings(
            data=self.root / machine,
            inbox=self.root / machine / "inbox",
            objects=Objects(backend="folder"),
            databases=self._databases(),
            keys=Keys(),
            backup=Backup(**(given | backup)),  # type: ignore[arg-type]
        )

    def _databases(self) -> Databases:
        if self._postgres is None:
            return Databases()
        urls = []
        for _ in range(2):
            name = f"house_{uuid4().hex}"
            self._postgres.run(f"CREATE DATABASE {name}")
            urls.append(SecretStr(self._postgres.url(name)))
        return Databases(records=urls[0], keys=urls[1])

    def burn(self) -> None:
        """Everything on the machine is gone."""
        shutil.rmtree(self.settings.data)

    def restored(self, **backup: object) -> Settings:
        """Restore on another machine, and continue there."""
        self.settings = self.at(f"machine-{uuid4().hex}", **backup)
        self.done = restore(self.settings, open_store(self.settings), None, actor="me", now=NOW)
        return self.settings


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    server = request.getfixturevalue("postgres") if request.param == "postgres" else None
    found = House(tmp_path, server)
    with open_workroom(found.settings) as work:
        work.records.migrate()
    return found


@pytest.fixture
def small(tmp_path: Path) -> House:
    found = House(tmp_path, None)
    with open_workroom(found.settings) as work:
        work.records.migrate()
    return found


def original(work: Workroom, document: DocumentId) -> bytes:
    return read(work.vault, work.records, document, Role.ORIGINAL, actor="me", purpose="test", now=NOW)


def backed_up(house: House, now: dt.datetime = NOW) -> None:
    with open_workroom(house.settings) as work:
        back_up(work, actor="me", now=lambda: now)


def test_everything_comes_back_on_an_empty_machine(house: House) -> None:
    with open_workroom(house.settings) as work:
        documents = [keep(work) for _ in range(3)]
        back_up(work, actor="me", now=lambda: NOW)
    house.burn()
    with open_workroom(house.restored()) as work:
        assert [original(work, document) for document in documents] == [content_of(document) for document in documents]
        assert work.records.counts()[State.FILED] == 3
        assert work.records.find(parse("quastenflosse"), actor="me", now=NOW).total == 3
        assert work.records.audit_verify() > 3
        fresh = keep(work)
        assert original(work, fresh) == content_of(fresh)  # and it goes on from there


def test_data_from_before_a_new_search_key_is_found_again(small: House) -> None:
    with open_workroom(small.settings) as work:
        for _ in range(2):
            keep(work)
        back_up(work, actor="me", now=lambda: NOW)
        Rebuilding(work.records.transactions, lambda: NOW).rotate(actor="me")
        back_up_keys(work, open_repositories(small.settings), actor="me", now=lambda: LATER)
    small.burn()
    with open_workroom(small.restored()) as work:
        assert work.records.find(parse("quastenflosse"), actor="me", now=NOW).total == 2


def test_a_destroyed_document_does_not_come_back_from_any_backup(house: House) -> None:
    with open_workroom(house.settings) as work:
        document, other = keep(work), keep(work)
        back_up(work, actor="me", now=lambda: NOW)
        approve(work, document)
        destruction_run = list(destruction(work, lambda: LATER).carry_out("clock"))
        assert destruction_run[0].certificate
        back_up_keys(work, open_repositories(house.settings), actor="me", now=lambda: LATER)
    house.burn()
    with open_workroom(house.restored()) as work:
        assert original(work, other) == content_of(other)
        with pytest.raises(NotFound):
            original(work, document)
        with pytest.raises(KeyMissing):
            work.keyring.get(f"fields:{document}")
        assert list(work.store.keys(f"{document}/")) == []
        assert work.records.counts()[State.DESTROYED] == 1
        assert [one.document for one in Endings(work.records.transactions).register(limit=9)] == [document]
        work.records.audit_verify()
        assert work.records.find(parse("quastenflosse"), actor="me", now=NOW).total == 1


def test_certificates_beside_the_backups_end_what_an_older_backup_of_keys_still_opens(small: House) -> None:
    small.settings = small.at("first", keys_days=30)
    with open_workroom(small.settings) as work:
        document = keep(work)
        back_up(work, actor="me", now=lambda: NOW)
        approve(work, document)
        list(destruction(work, lambda: LATER).carry_out("clock"))
        back_up(work, actor="me", now=lambda: LATER)
    repositories = open_repositories(small.settings)
    repositories.keys.remove("keys", repositories.keys.ids("keys")[-1])  # only the one with its key is left
    repositories.data.remove("data", repositories.data.ids("data")[-1])
    small.burn()
    with open_workroom(small.restored()) as work:
        assert small.done.ended.documents == {document}
        with pytest.raises(NotFound):
            original(work, document)
        with pytest.raises(KeyMissing):
            work.keyring.get(f"fields:{document}")
        assert work.records.find(parse("quastenflosse"), actor="me", now=NOW).total == 0


def test_a_certificate_that_somebody_else_laid_beside_the_backups_ends_nothing(small: House) -> None:
    with open_workroom(small.settings) as work:
        document = keep(work)
        back_up(work, actor="me", now=lambda: NOW)
    said = {"format": CERTIFICATE.format, "id": "0" * 26, "step": "shredded", "document": {"id": document}}
    forged = signed(CERTIFICATE, said, Signer(bytes(32), CERTIFICATE.purpose))
    store = open_repositories(small.settings).keys.store
    store.put(f"{CERTIFICATES}{document}/forged", forged.encode())
    store.put(f"{CERTIFICATES}{document}/garbage", b"\xff{}")
    small.burn()
    with open_workroom(small.restored()) as work:
        assert (small.done.ended.documents, small.done.ended.refused) == (frozenset(), 2)
        assert original(work, document) == content_of(document)


def test_objects_are_copied_once_and_swept_when_no_backup_lists_them(small: House) -> None:
    with open_workroom(small.settings) as work:
        document = keep(work)
        first = back_up(work, actor="me", now=lambda: NOW).data
        keep(work)
        second = back_up(work, actor="me", now=lambda: NOW).data
        assert (first.objects, first.copied, second.objects, second.copied) == (2, 2, 4, 2)
        approve(work, document)
        list(destruction(work, lambda: LATER).carry_out("clock"))
        back_up(work, actor="me", now=lambda: LATER)
        copies = open_repositories(small.settings).data.store
        assert list(copies.keys(f"{OBJECTS}{document}/"))
        later = LATER + dt.timedelta(days=60)
        done = back_up(work, actor="me", now=lambda: later)
        assert (done.expired, done.swept) == (3, 2)
        assert list(copies.keys(f"{OBJECTS}{document}/")) == []


def test_backups_of_keys_expire_and_then_erasure_is_complete(small: House) -> None:
    with open_workroom(small.settings) as work:
        document = keep(work)
        back_up(work, actor="me", now=lambda: NOW)
        approve(work, document)
        list(destruction(work, lambda: LATER).carry_out("clock"))
        repositories = open_repositories(small.settings)
        after = LATER + WINDOW + dt.timedelta(days=1)
        back_up_keys(work, repositories, actor="me", now=lambda: after)
        (only,) = repositories.keys.ids("keys")
        assert repositories.keys.open("keys", only).made_at > LATER


def test_a_drill_proves_a_backup_and_leaves_nothing_behind(house: House) -> None:
    with open_workroom(house.settings) as work:
        document, _ = keep(work), keep(work)
        back_up(work, actor="me", now=lambda: NOW)
        approve(work, document)
        list(destruction(work, lambda: LATER).carry_out("clock"))
        before = sorted(path.name for path in house.settings.data.iterdir())
        assert drill(work, LUCK, actor="clock").destroyed == 0  # still in the newest backup of keys
        back_up_keys_after_destruction(work, actor="clock", now=lambda: LATER + dt.timedelta(hours=1))
        done = drill(work, LUCK, actor="clock")
        assert (done.documents, done.objects, done.decrypted, done.destroyed) == (2, 4, 1, 1)
        assert sorted(path.name for path in house.settings.data.iterdir()) == before
        assert last_action(work) == Action.DRILLED


def last_action(work: Workroom) -> str:
    from sqlalchemy import text

    query = text("SELECT action FROM audit_events ORDER BY sequence DESC LIMIT 1")
    found: str = work.records._database.read(lambda connection: connection.execute(query).scalar_one())
    return found


def test_a_drill_finds_a_copy_that_was_changed_or_lost(small: House) -> None:
    with open_workroom(small.settings) as work:
        keep(work)
        back_up(work, actor="me", now=lambda: NOW)
        copies = open_repositories(small.settings).data.store
        key = next(iter(copies.keys(OBJECTS)))
        data = copies.get(key)
        copies.delete(key)
        with pytest.raises(DrillFailed):
            drill(work, LUCK, actor="clock")
        copies.put(key, data[:-1] + b"?")
        with pytest.raises(DrillFailed):
            drill(work, LUCK, actor="clock")
        assert last_action(work) == Action.DRILLED


def test_a_changed_backup_is_refused_whole(small: House) -> None:
    with open_workroom(small.settings) as work:
        keep(work)
        taken = back_up(work, actor="me", now=lambda: NOW).data
    store = open_repositories(small.settings).data.store
    for name in ("manifest", "records-000001"):
        key = f"data/{taken.id}/{name}"
        good = store.get(key)
        store.delete(key)
        store.put(key, good[:-1] + bytes([good[-1] ^ 1]))
        with pytest.raises(Tampered):
            small.restored()
        store.delete(key)
        store.put(key, good)


def test_nothing_of_a_paper_and_no_key_is_in_a_backup_of_data(small: House) -> None:
    with open_workroom(small.settings) as work:
        document = keep(work)
        back_up(work, actor="me", now=lambda: NOW)
        wrapped = work.keys.get(f"fields:{document}").wrapped
    for place in ("data", "keys"):
        raw = b"".join(path.read_bytes() for path in (small.root / "away" / place).rglob("*") if path.is_file())
        for secret in (b"Quastenflosse", b"delivery_note", b"filed", wrapped, b"wrapped_keys"):
            assert secret not in raw
    repositories = open_repositories(small.settings)
    newest = repositories.data.newest("data")
    opened = b"".join(repositories.data.read(newest, "records"))
    assert b"delivery_note" in opened
    for secret in (b"Quastenflosse", wrapped, b"wrapped_keys"):
        assert secret not in opened


def test_a_restore_goes_to_an_empty_place_only(small: House) -> None:
    with open_workroom(small.settings) as work:
        keep(work)
        back_up(work, actor="me", now=lambda: NOW)
    with pytest.raises(NotEmpty):
        restore(small.settings, open_store(small.settings), None, actor="me", now=NOW)


def test_without_a_backup_there_is_nothing_to_restore(small: House) -> None:
    open_repositories(small.settings)
    with pytest.raises(NoBackup):
        restore(small.settings, open_store(small.settings), None, actor="me", now=NOW)


@pytest.mark.parametrize(("passphrase", "error"), [("wrong", WrongKey), ("", BadSettings)])
def test_the_backups_open_with_their_own_passphrase_only(
    small: House, passphrase: str, error: type[StrongroomError]
) -> None:
    backed_up(small)
    small.burn()
    with pytest.raises(error):
        small.restored(passphrase=SecretStr(passphrase))


def test_without_a_passphrase_the_key_file_has_to_be_brought_along(tmp_path: Path) -> None:
    house = House(tmp_path, None)
    house.settings = house.at("first", passphrase=SecretStr(""))
    with open_workroom(house.settings) as work:
        work.records.migrate()
        back_up(work, actor="me", now=lambda: NOW)
    kept = tmp_path / "safe" / "backup-key.json"
    kept.parent.mkdir()
    shutil.copy(Places(house.settings).keys.parent / "backup-key.json", kept)
    house.burn()
    with pytest.raises(KeyFileMissing):
        house.restored(passphrase=SecretStr(""))
    house.restored(passphrase=SecretStr(""), key_file=kept)


@pytest.mark.parametrize("changes", [{"to": "nowhere"}, {"folder": None}, {"keys_folder": "same"}])
def test_a_place_that_is_none_is_told(small: House, changes: dict[str, object]) -> None:
    if changes.get("keys_folder") == "same":
        changes = {"keys_folder": small.root / "away" / "data"}
    with pytest.raises(BadSettings):
        open_repositories(small.at("first", **changes))


def test_an_object_that_the_store_lost_is_told_and_the_rest_is_backed_up(small: House) -> None:
    with open_workroom(small.settings) as work:
        document = keep(work)
        lost = next(iter(work.store.keys(f"{document}/")))
        work.store.delete(lost)
        done = back_up(work, actor="me", now=lambda: NOW).data
        assert (done.missing, done.objects) == ((lost,), 1)


def test_a_set_that_was_cut_off_counts_for_nothing_and_goes_after_a_day(small: House) -> None:
    backed_up(small)
    repositories = open_repositories(small.settings)
    whole = repositories.data.newest("data")
    draft = repositories.data.begin("data", "01" + "0" * 24)
    draft.write("records", [b"half"])
    assert repositories.data.newest("data").id == whole.id
    backed_up(small, NOW + dt.timedelta(days=2))
    assert repositories.data.unfinished("data") == frozenset()


def test_a_manifest_says_nothing_when_it_is_printed(small: House) -> None:
    backed_up(small)
    newest = open_repositories(small.settings).data.newest("data")
    assert newest.key.hex() not in repr(newest)
    assert replace(newest, id="x").id == "x"
