"""A backup is killed at every moment it has: what counts is whole, and the next run ends right."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from flows.stages.backing_up import back_up, open_repositories
from flows.stages.drilling import Luck, drill
from flows.stages.workroom import Workroom, open_workroom
from storage.backup.proving import check_objects
from tests.breakage.backing_up import TONIGHT, settings_in
from tests.breakage.destroying import keep
from tests.storage.records.invented import NOW

pytestmark = pytest.mark.breakage
POINTS = 60
"""Kill points there are at least: fewer means that some are no longer reached."""
LATER = TONIGHT + dt.timedelta(hours=1)
LUCK = Luck(now=lambda: LATER, watch=lambda: 0.0, choose=lambda many, _few: many)
EVERY = 12
"""Of how many cases one is restored and proved whole: a drill takes a second."""


def test_killed_at_any_moment_what_counts_is_whole_and_the_next_run_ends_right(quick: Path) -> None:
    template, cases = quick / "template", quick / "cases"
    with open_workroom(settings_in(template)) as work:
        work.records.migrate()
        keep(work)
        back_up(work, actor="me", now=lambda: NOW)
        keep(work)
    subprocess.run(
        [sys.executable, "-m", "tests.breakage.backing_up", str(template), str(cases)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    found = sorted(cases.iterdir())
    sys.stdout.write(f"\n{len(found)} kill points\n")
    assert len(found) >= POINTS
    for number, case in enumerate(found):
        with open_workroom(settings_in(case)) as work:
            check_newest(work)
            back_up(work, actor="me", now=lambda: LATER)
            assert check_newest(work) == 4
            if number % EVERY == 0:
                assert drill(work, LUCK, actor="me").decrypted == 2
            work.records.audit_verify()


def check_newest(work: Workroom) -> int:
    """Every part of the newest backup that counts opens, and every copy is there; return how many copies."""
    repositories = open_repositories(work.settings)
    data, keys = repositories.data.newest("data"), repositories.keys.newest("keys")
    for manifest, repository in ((data, repositories.data), (keys, repositories.keys)):
        for file in manifest.files:
            assert all(piece is not None for piece in repository.read(manifest, file))
    return check_objects(repositories.data, data).objects
