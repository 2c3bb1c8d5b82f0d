"""The program that is killed while it backs up: ``python -m tests.breakage.backing_up TEMPLATE CASES``.

As ``destroying``: for every moment there is, the template is copied and a run in the copy is killed at that moment.
"""

import datetime as dt
import sys
from pathlib import Path

from flows.stages.backing_up import back_up
from flows.stages.workroom import open_workroom
from strongroom.settings import Objects, Settings
from strongroom.settings_backup import Backup
from tests.breakage.killing import KillPoints, kill_at_each_moment
from tests.storage.records.invented import NOW

TONIGHT = NOW + dt.timedelta(days=1)


def settings_in(root: Path) -> Settings:
    """A root's settings; without a passphrase, whose stretching would take most of the time."""
    return Settings(
        data=root / "data",
        inbox=root / "inbox",
        objects=Objects(backend="folder"),
        backup=Backup(to="folder", folder=root / "away", keys_folder=root / "far"),
    )


def run(root: Path, points: KillPoints | None) -> None:
    """Back up once, with every moment on the way a kill point."""
    with open_workroom(settings_in(root)) as work:
        if points is not None:
            points.watch_commits("records", work.records._database)
            points.watch_files()
        back_up(work, actor="me", now=lambda: TONIGHT)


if __name__ == "__main__":
    kill_at_each_moment(Path(sys.argv[1]), Path(sys.argv[2]), run)
