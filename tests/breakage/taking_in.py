"""The program that is killed: takes in what lies in an inbox, and dies at the moment it is told.

    python -m tests.breakage.taking_in TEMPLATE CASES STARTS

For every moment there is, the template (``data`` and ``inbox``) is copied to ``CASES/0001`` and so on, and a run in the
copy is killed at that moment; and so are the runs after it, until STARTS have been started. Each run is a forked child:
a process like any other, without the price of imports.
"""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from extractors.intake import Inspected, inspect
from flows.bench import utc_now
from flows.intake_service import Intake
from flows.stages.take_in import Step, TakeIn
from flows.stages.workroom import Workroom, open_workroom
from storage.vault import Vault
from strongroom.settings import Intake as IntakeSettings
from strongroom.settings import Limits, Settings, read_settings
from tests.breakage.killing import KillPoints, PointedStore


class Here:
    """Looks at files in this process: what is killed here is the taking in, not the looking."""

    def inspect(self, data: bytes) -> Inspected:
        return inspect(data, Limits())


def settings_in(root: Path) -> Settings:
    """A root's settings: files settle at once, and the environment says where objects go."""
    return read_settings(data=root / "data", inbox=root / "inbox", intake=IntakeSettings(settle_seconds=0.0))


def take_in_once(work: Workroom, on_step: Callable[[Step], None] = lambda _step: None) -> None:
    """One look of the intake service at its inbox."""
    inbox = work.settings.inbox
    take_in = TakeIn(work=work, inspector=Here(), inbox=inbox, now=utc_now, on_step=on_step)
    Intake(take_in, inbox).once(threading.Event())


def run(root: Path, settings: Settings, points: KillPoints) -> None:
    """Take in once, with every moment on the way a kill point."""
    with open_workroom(settings) as plain:
        store = PointedStore(plain.store, points)
        work = replace(plain, vault=Vault(store, plain.keyring), store=store)
        points.watch_commits("records", plain.records._database)
        points.watch_commits("keys", plain.keys._database)
        points.watch_files()
        take_in_once(work, lambda step: points.reach(f"step {step.value}"))


def run_each(template: Path, cases: Path, starts: int) -> None:
    """Kill a run at its first moment, another at its second, and so on until one ends by itself."""
    at = 0
    while True:
        at += 1
        root = cases / f"{at:04d}"
        shutil.copytree(template, root, symlinks=True)
        if not _killed(root, at, root / "journal"):
            shutil.rmtree(root)
            return
        for _ in range(starts - 1):
            # As early or as late as the one before: a recovery has to survive what it recovers from.
            _killed(root, at, None)


def _killed(root: Path, at: int, journal: Path | None) -> bool:
    child = os.fork()
    if child == 0:
        run(root, settings_in(root), KillPoints(root, at=at, journal=journal))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"the run in {root} failed by itself")
    return False


if __name__ == "__main__":
    run_each(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
