"""The program that is killed while it backs up: ``python -m tests.breakage.backing_up TEMPLATE CASES``.

As ``destroying``: for every moment there is, the template is copied and a run in the copy is killed at that moment.
"""

import datetime as dt
import shutil
import sys
from pathlib import Path

from flows.stages.backing_up import back_up
from flows.stages.workroom import open_workroom
from strongroom.settings import Objects, Settings
from strongroom.settings_backup import Backup
from tests.breakage.killing import KillPoints, killed
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


def run(root: Path, points: KillPoints) -> None:
    """Back up once, with every moment on the way a kill point."""
    with open_workroom(settings_in(root)) as work:
        points.watch_commits("records", work.records._database)
        points.watch_files()
        back_up(work, actor="me", now=lambda: TONIGHT)


def run_each(template: Path, cases: Path) -> None:
    """Kill a run at its first moment, another at its second, and so on until one ends by itself."""
    at = 0
    while True:
        at += 1
        root = cases / f"{at:04d}"
        shutil.copytree(template, root)
        points = KillPoints(root, at=at)
        if not killed(lambda root=root, points=points: run(root, points), root):  # type: ignore[misc]
            shutil.rmtree(root)
            return


if __name__ == "__main__":
    run_each(Path(sys.argv[1]), Path(sys.argv[2]))
