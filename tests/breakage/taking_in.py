"""The program that is killed: takes in what lies in an inbox, and dies at the moment it is told.

    python -m tests.breakage.taking_in TEMPLATE CASES STARTS

For every moment there is, the template (``data`` and ``inbox``) is copied to ``CASES/0001`` and so on, and a run in the
copy is killed at that moment; and so are the runs after it, until STARTS have been started.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

from extractors.intake import Inspected, inspect
from flows.bench import utc_now
from flows.intake_service import Intake
from flows.stages.take_in import Step, TakeIn
from flows.stages.workroom import Workroom, open_workroom
from strongroom.settings import Intake as IntakeSettings
from strongroom.settings import Limits, Settings, read_settings
from tests.breakage.killing import KillPoints, kill_at_each_moment, pointed


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


def run(root: Path, points: KillPoints | None) -> None:
    """Take in once, with every moment on the way a kill point."""
    with open_workroom(settings_in(root)) as work:
        if points is None:
            take_in_once(work)
            return
        points.watch_files()
        take_in_once(pointed(work, points), lambda step: points.reach(f"step {step.value}"))


if __name__ == "__main__":
    kill_at_each_moment(Path(sys.argv[1]), Path(sys.argv[2]), run, starts=int(sys.argv[3]))
