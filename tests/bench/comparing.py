"""What it takes to compare a whole vault with its records: ``python -m tests.bench.comparing [OBJECTS]``.

Reconciliation, and the search for what a crash left between store and archive: how much memory each takes beyond what
the process has anyway, and CPU seconds. SQLite; the stores only tell their keys, in order, as S3 does.
"""

import datetime as dt
import gc
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text

from flows.stages.archiving import Archiving
from flows.stages.reconcile import survey
from flows.stages.workroom import Workroom, open_workroom
from storage.objects.memory import MemoryStore
from storage.objects.tiers import PREFIX, Tiers
from storage.records.session import Session
from storage.vault import Vault
from strongroom.settings import Objects, read_settings

OBJECTS = 100_000
NOW = dt.datetime(2026, 11, 21, 2, 30, tzinfo=dt.UTC)
ROLES = ("original", "pages")
ARCHIVED = 4
"""One document in so many lies in the archive."""
_NUMBERS = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :count) SELECT n FROM s"


@dataclass(frozen=True)
class Shelf(MemoryStore):
    """A store that holds no object, and tells the keys of many."""

    told: Callable[[], Iterator[str]]

    def keys(self, prefix: str = "") -> Iterator[str]:
        """The keys, made while they are told."""
        return (key for key in self.told() if key.startswith(prefix))

    def holds(self, key: str, data: bytes) -> bool:
        """Nothing is compared here."""
        raise NotImplementedError

    def wake(self, key: str) -> bool:
        """Nothing sleeps."""
        return True


def main(count: int = OBJECTS) -> None:
    """Print the figures."""
    documents = count // len(ROLES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inbox").mkdir()
        settings = read_settings(data=folder / "data", inbox=folder / "inbox", objects=Objects(backend="folder"))
        with open_workroom(settings) as opened:
            opened.records.migrate()
            opened.records.transactions.write(lambda session: _fill(session, documents))
            tiers = Tiers(
                Shelf(lambda: _keys(documents, archived=False)),
                Shelf(lambda: (PREFIX + key for key in _keys(documents, archived=True))),
            )
            _compare(replace(opened, store=tiers, vault=Vault(tiers, opened.keyring)), count)


def _compare(work: Workroom, count: int) -> None:
    def reconciliation() -> int:
        return survey(work, sample=0, choose=lambda _many, _few: (), actor="bench", now=lambda: NOW).open

    def strays() -> int:
        return Archiving(work, now=lambda: NOW).plan().strays

    told("reconciliation", count, reconciliation)
    told("strays of the archive", count, strays)


def told(what: str, count: int, work: Callable[[], int]) -> None:
    """Print what a piece of work took, beyond what the process had before."""
    gc.collect()
    # Linux forgets the peak when 5 is written here.
    Path("/proc/self/clear_refs").write_text("5")
    before, began = _peak(), time.process_time()
    found = work()
    spent, peak = time.process_time() - began, _peak()
    memory = f"{peak - before:.0f} MB more, {peak:.0f} MB in all"
    sys.stdout.write(f"{what}, {count:,} objects: {memory}, {spent:.1f} CPU s, {found} found\n")
    sys.stdout.flush()


def _peak() -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{os.getpid()}/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


def _keys(documents: int, *, archived: bool) -> Iterator[str]:
    for number in range(1, documents + 1):
        for place, role in enumerate(ROLES):
            if (number % ARCHIVED == 0 and role == "original") is archived:
                yield f"{number:026d}/{number * len(ROLES) + place:026d}"


def _fill(session: Session, documents: int) -> None:
    now = "'2026-01-01 00:00:00'"
    session.connection.execute(
        text(
            "INSERT INTO documents (number, id, state, media, received_at, not_before, fence, attempt, version, kind) "
            f"SELECT n, printf('%026d', n), CASE WHEN n % {ARCHIVED} = 0 THEN 'archived' ELSE 'filed' END, "
            f"'application/pdf', {now}, {now}, 1, 1, 1, 'invoice' FROM ({_NUMBERS}) AS q"
        ),
        {"count": documents},
    )
    for place, role in enumerate(ROLES):
        session.connection.execute(
            text(
                "INSERT INTO blobs (id, document, role, version, size, stored_size, digest) "
                f"SELECT printf('%026d', n * {len(ROLES)} + {place}), n, '{role}', 1, 1, 1, x'' FROM ({_NUMBERS}) AS q"
            ),
            {"count": documents},
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else OBJECTS)
