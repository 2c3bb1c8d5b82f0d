"""A restore is killed at one moment after the other: run again it ends right, and nothing opens what it left before."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.stages.backing_up import back_up, open_repositories
from flows.stages.places import Places
from flows.stages.workroom import open_workroom
from storage.backup.taking import copy_certificates
from storage.records.contents import proofs
from storage.vault import read
from strongroom.document import Role
from strongroom.errors import NotFound, RestoreUnfinished
from strongroom.ids import DocumentId
from tests.breakage.backing_up import settings_in
from tests.breakage.destroying import LATER, approve, content_of, destroy_once, keep
from tests.breakage.restoring import restore_in
from tests.storage.records.invented import NOW

pytestmark = pytest.mark.breakage
POINTS = 20
"""Kill points there are at least: fewer means that some are no longer reached."""
EVERY = 2
"""Of how many cases one is restored to its end: a restore takes half a second."""


@pytest.fixture
def papers(quick: Path) -> tuple[DocumentId, DocumentId]:
    """Backups beside an empty machine: of two papers, of which one was destroyed later and is still in them."""
    root = quick / "template"
    with open_workroom(settings_in(root)) as work:
        work.records.migrate()
        stays, goes = keep(work), keep(work)
        back_up(work, actor="me", now=lambda: NOW)
        approve(work, goes)
        (done,) = destroy_once(work)
        assert done.failure is None
        # The certificate came to the backups, and the backup of keys after it never was made.
        held = work.records._database.read(lambda connection: list(proofs(connection)))
        copy_certificates(open_repositories(work.settings).keys, held)
    kept = root / "data" / "keys" / "backup-key.json"
    shutil.copy(kept, root / "backup-key.json")
    shutil.rmtree(root / "data")
    (root / "data" / "keys").mkdir(parents=True)
    shutil.move(root / "backup-key.json", kept)
    return stays, goes


def test_killed_at_any_moment_it_opens_to_nobody_and_ends_right_when_it_is_run_again(
    quick: Path, papers: tuple[DocumentId, DocumentId]
) -> None:
    stays, goes = papers
    template, cases = quick / "template", quick / "cases"
    command = [sys.executable, "-m", "tests.breakage.restoring", str(template), str(cases)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    found = sorted(cases.iterdir())
    sys.stdout.write(f"\n{len(found)} kill points\n")
    assert len(found) >= POINTS
    unfinished = 0
    for number, case in enumerate(found):
        settings = settings_in(case)
        if Places(settings).restoring.exists():
            unfinished += 1
            with pytest.raises(RestoreUnfinished), open_workroom(settings):
                pass
        elif (case / "data" / "records" / "records.db").exists():
            continue  # it had ended, or not begun; both are tried without being killed
        if number % EVERY:
            continue
        restore_in(case)
        with open_workroom(settings) as work:
            original = read(work.vault, work.records, stays, Role.ORIGINAL, actor="me", purpose="test", now=LATER)
            assert content_of(stays) == original
            with pytest.raises(NotFound):
                read(work.vault, work.records, goes, Role.ORIGINAL, actor="me", purpose="test", now=LATER)
            assert goes not in {key.document for key in work.keys.under(str(work.keys.current()))}
            work.records.audit_verify()
    assert unfinished >= POINTS // 2
