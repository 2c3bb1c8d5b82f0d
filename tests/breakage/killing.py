"""Kill points: moments of a running program, counted, at one of which the process is killed outright.

A moment comes before every change of the file system (``sys.audit`` tells of each rename, link, removal, new folder
and opened file), before every commit of a database, before and after every act of the object store, and at every
step that take-in names. So the points follow the code: a new rename is a new kill point by itself.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from flows.stages.workroom import Workroom
from storage.objects.store import Depot, ObjectStore, ObjectVersion
from storage.objects.tiers import Tiers
from storage.records.database import Database
from storage.vault import Vault
from tests.once import share_for_this_process

_WATCHED = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir"}
_FOLDER = {"os.rename": 2, "os.link": 2, "os.mkdir": 2, "os.rmdir": 1, "os.remove": 1}
"""Where each of these events has the handle of the folder that its first name is in; -1 is none."""


class KillPoints:
    """Counts moments below a folder, writes them down where it is told, and kills this process at one of them."""

    def __init__(self, root: Path, *, at: int, journal: Path | None = None) -> None:
        self._root = str(root)
        self._at = at
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if journal else None
        self._passed = 0

    def watch_files(self) -> None:
        """Count what happens to files below the root from now on, for the rest of the life of the process."""
        sys.addaudithook(self._audited)

    def watch_commits(self, name: str, database: Database) -> None:
        """Count the moments before commits. Of reads too: the engine says the same of both."""
        event.listen(database.engine, "commit", lambda _connection: self.reach(f"before a commit to {name}"))

    def reach(self, moment: str) -> None:
        """Count a moment; die if it is the one."""
        self._passed += 1
        if self._journal is not None:
            os.write(self._journal, moment.encode() + b"\n")
        if self._passed == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _audited(self, action: str, arguments: tuple[Any, ...]) -> None:
        if action not in _WATCHED or not isinstance(arguments[0], str | os.PathLike):
            return
        path = _whole(os.fspath(arguments[0]), action, arguments)
        if path.startswith(self._root):
            self.reach(f"before {action.removeprefix('os.')} in {_part(path.removeprefix(self._root))}")


def _whole(path: str | bytes, action: str, arguments: tuple[Any, ...]) -> str:
    """The whole path, where a name within an open folder was given."""
    name = os.fsdecode(path)
    place = _FOLDER.get(action)
    folder = arguments[place] if place is not None else -1
    return name if folder == -1 else f"{Path(f'/proc/self/fd/{folder}').readlink()}/{name}"


def _part(relative: str) -> str:
    """The folder that a path below the root belongs to: enough to tell moments apart, the same in every run."""
    parts = Path(relative.lstrip("/")).parts
    return "/".join(part for part in parts[:2] if part in {"inbox", ".strongroom", "_refused", "data", "objects"})


class PointedStore:
    """An object store whose every act is a pair of moments."""

    def __init__(self, store: ObjectStore, points: KillPoints) -> None:
        self._store = store
        self._points = points

    def put(self, key: str, data: bytes) -> None:
        self._points.reach("before put")
        self._store.put(key, data)
        self._points.reach("after put")

    def get(self, key: str) -> bytes:
        self._points.reach("before read back")
        data = self._store.get(key)
        self._points.reach("after read back")
        return data

    def delete(self, key: str) -> None:
        self._points.reach("before delete")
        self._store.delete(key)
        self._points.reach("after delete")

    def keys(self, prefix: str = "") -> Iterator[str]:
        return self._store.keys(prefix)

    def versions(self, prefix: str) -> Iterator[ObjectVersion]:
        return self._store.versions(prefix)

    def flush(self) -> None:
        self._points.reach("before flush")
        self._store.flush()

    def check(self) -> None:
        self._store.check()


class PointedDepot(PointedStore):
    """The same for an archive."""

    def __init__(self, depot: Depot, points: KillPoints) -> None:
        super().__init__(depot, points)
        self._depot = depot

    def holds(self, key: str, data: bytes) -> bool:
        self._points.reach("before comparing")
        return self._depot.holds(key, data)

    def wake(self, key: str) -> bool:
        self._points.reach("before waking")
        return self._depot.wake(key)


Run = Callable[[Path, KillPoints | None], None]
"""What can be killed: it works in a folder, and counts its moments where it is given somewhere to."""


def pointed(work: Workroom, points: KillPoints) -> Workroom:
    """The same workroom, with every commit of its databases and every act of its store a moment."""
    points.watch_commits("records", work.records._database)
    points.watch_commits("keys", work.keys._database)
    if work.tiers is None:
        store: ObjectStore = PointedStore(work.store, points)
    else:
        store = Tiers(PointedStore(work.tiers.near, points), PointedDepot(work.tiers.far, points))
    return replace(work, store=store, vault=Vault(store, work.keyring))


def kill_at_each_moment(template: Path, cases: Path, run: Run, *, every: int = 1, starts: int = 1) -> None:
    """Kill a run at its first moment, another at its second, and so on until one ends by itself.

    Each run is a forked child in a copy of the template: ``cases/0001`` and so on, with its moments in ``journal``.

    Args:
        template: what each run finds.
        cases: where the copies stay, each as the killed run left it.
        run: what is killed; it is given the folder and, unless nobody is to kill it, the moments to count.
        every: of how many moments one is tried.
        starts: how many runs in a row are killed in a copy, as early or as late as the first: a recovery has to
            survive what it recovers from.
    """
    share_for_this_process()
    _warm(template, cases.parent, run)
    for at in count(1, every):
        root = cases / f"{at:04d}"
        shutil.copytree(template, root, symlinks=True)
        journals = [root / "journal", *[None] * (starts - 1)]
        deaths = [_dies(run, root, at=at, journal=journal) for journal in journals]
        if not deaths[0]:
            shutil.rmtree(root)
            return


def _warm(template: Path, folder: Path, run: Run) -> None:
    # What Python imports and SQLAlchemy compiles in a run that nobody kills, every child has already.
    with tempfile.TemporaryDirectory(dir=folder) as warm:
        shutil.copytree(template, warm, symlinks=True, dirs_exist_ok=True)
        run(Path(warm), None)


def _dies(run: Run, root: Path, *, at: int, journal: Path | None) -> bool:
    """Whether a run in a forked child was killed; one that ends by itself ends well or is an error."""
    child = os.fork()
    if child == 0:
        run(root, KillPoints(root, at=at, journal=journal))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"the run in {root} failed by itself")
    return False
