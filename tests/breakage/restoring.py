"""The program that is killed while it restores: ``python -m tests.breakage.restoring TEMPLATE CASES``.

As ``backing_up``: the template is copied, and a restore in the copy is killed at one of its moments. Of these one in
three is tried, for there are many, and each run has to start the database anew.
"""

import sys
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from flows.stages.backing_up import restore
from storage.objects.open import open_store
from tests.breakage.backing_up import TONIGHT, settings_in
from tests.breakage.killing import KillPoints, PointedStore, kill_at_each_moment

EVERY = 3


def restore_in(root: Path, points: KillPoints | None = None) -> None:
    """Restore what lies beside an empty data folder."""
    settings = settings_in(root)
    store = open_store(settings)
    restore(settings, PointedStore(store, points) if points else store, None, actor="me", now=TONIGHT)


def run(root: Path, points: KillPoints | None) -> None:
    """Restore once, with every moment on the way a kill point."""
    if points is not None:
        # The databases are opened on the way, so every engine of this process is watched.
        event.listen(Engine, "commit", lambda _connection: points.reach("before a commit"))
        points.watch_files()
    restore_in(root, points)


if __name__ == "__main__":
    kill_at_each_moment(Path(sys.argv[1]), Path(sys.argv[2]), run, every=EVERY)
