"""Backups of an installation whose papers lie in the archive: all of them come back, and what slept is told."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from flows.stages.archiving import Archiving, bring_back, tiers_of
from flows.stages.backing_up import BackedUp, back_up, restore
from flows.stages.drilling import Drilled, Luck, drill
from flows.stages.office import Office
from flows.stages.workroom import Workroom, open_workroom
from storage.objects.memory import MemoryDepot
from storage.objects.open import open_near_store, open_store
from storage.objects.tiers import Tiers
from storage.records.archiving import Archive as Archived
from storage.vault import Vault
from strongroom.document import State
from strongroom.errors import ObjectMissing
from strongroom.permissions import Actor, StaffRole
from strongroom.settings import Objects, Settings
from strongroom.settings_archive import Archive
from strongroom.settings_backup import Backup
from tests.flows.kept import keep
from tests.flows.test_archive_moves import Artist
from tests.storage.records.invented import NOW

LATER = NOW + dt.timedelta(days=400)
ANN = Actor(id="ann", roles=frozenset({StaffRole.RECORDS_MANAGER}))
LUCK = Luck(now=lambda: LATER, watch=lambda: 0.0, choose=lambda many, _few: many)


def machine(root: Path, name: str, **archive: object) -> Settings:
    """Settings of a machine; the places of the backups are the same for all, and each has its own archive."""
    given = {"to": "folder", "folder": root / name / "archive"} | archive
    return Settings(
        data=root / name,
        inbox=root / name / "inbox",
        objects=Objects(backend="folder"),
        backup=Backup(
            to="folder",
            folder=root / "away" / "data",
            keys_folder=root / "away" / "keys",
            passphrase=SecretStr("of the backups"),
        ),
        archive=Archive(**given),  # type: ignore[arg-type]
    )


@contextmanager
def opened(settings: Settings) -> Iterator[Workroom]:
    with open_workroom(settings) as work:
        work.records.migrate()
        yield work


def archived(work: Workroom) -> int:
    return len(Archiving(work, now=lambda: LATER).run(Artist()).archived)


def taken(work: Workroom) -> BackedUp:
    return back_up(work, actor="me", now=lambda: LATER)


def drilled(work: Workroom) -> Drilled:
    return drill(work, LUCK, actor="me")


def test_archived_papers_come_back_on_an_empty_machine_and_go_to_its_archive(tmp_path: Path) -> None:
    settings = machine(tmp_path, "first")
    with opened(settings) as work:
        document = keep(work)
        thumbnails = 2
        assert archived(work) == 1
        done = taken(work)
        assert (done.data.objects, done.data.missing, done.data.asleep) == (2 + thumbnails, (), ())
        assert drilled(work).decrypted == 1
    shutil.rmtree(settings.data)
    second = machine(tmp_path, "second")
    restore(second, open_store(second), None, actor="me", now=LATER)
    with opened(second) as work:
        assert work.records.for_policy(document).state is State.ARCHIVED
        far = tiers_of(work)
        assert list(far.far_keys()) == []
        assert Archiving(work, now=lambda: LATER).run(Artist()).tidied == 1
        assert len(list(far.far_keys())) == 1
        assert len(Archived(work.records.transactions).thumbnails(document)) == thumbnails
        office = Office(work=work, actor=ANN, now=lambda: LATER)
        assert bring_back(office, document)
        assert office.original(document, purpose="look").startswith(b"a paper")


def _asleep(work: Workroom) -> Workroom:
    store = Tiers(open_near_store(work.settings), MemoryDepot(sleeps=True))
    return replace(work, store=store, vault=Vault(store, work.keyring))


def test_what_sleeps_and_is_in_no_backup_is_told_and_the_rest_is_taken_and_proved(tmp_path: Path) -> None:
    with opened(machine(tmp_path, "first")) as plain:
        work = _asleep(plain)
        keep(work)
        assert archived(work) == 1
        keep(work)
        first = taken(work)
        assert (len(first.data.asleep), first.data.missing, first.data.objects) == (1, (), 3 + 2)
        assert drilled(work).decrypted == 1


def test_what_was_backed_up_before_it_went_to_sleep_is_in_every_backup_after(tmp_path: Path) -> None:
    with opened(machine(tmp_path, "first")) as plain:
        work = _asleep(plain)
        keep(work)
        taken(work)
        assert archived(work) == 1
        after = taken(work)
        assert (after.data.asleep, after.data.missing, after.data.objects) == ((), (), 4)
        assert drilled(work).decrypted == 1


def test_a_drill_has_no_hand_on_the_archive(tmp_path: Path) -> None:
    """Of a house that archives into a storage class too: the scratch place is a folder, which has none."""
    with opened(machine(tmp_path, "first")) as work:
        keep(work)
        taken(work)
        cold = {"objects": Objects(backend="s3", endpoint="http://127.0.0.1:1"), "archive": Archive(to="class")}
        assert drilled(replace(work, settings=work.settings.model_copy(update=cold))).decrypted == 1


def test_an_object_lost_from_the_archive_is_missing_and_not_asleep(tmp_path: Path) -> None:
    with opened(machine(tmp_path, "first")) as work:
        keep(work)
        assert archived(work) == 1
        tiers = tiers_of(work)
        (key,) = tiers.far_keys()
        tiers.delete(key)
        with pytest.raises(ObjectMissing):
            tiers.get(key)
        done = taken(work)
        assert (done.data.missing, done.data.asleep) == ((key,), ())
