"""What a backup, a drill and a restore cost: ``python -m tests.bench.backup [DOCUMENTS] [KILOBYTES]``.

Folders and SQLite, so that what is counted is the product's own work and the disk's. CPU time of this process, and the
time by the clock beside it, which on a busy machine is somebody else's as much.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flows.bench import utc_now
from flows.stages.backing_up import back_up, restore
from flows.stages.drilling import Luck, drill
from flows.stages.reconcile import at_random
from flows.stages.workroom import Workroom, open_workroom
from storage.crypto.primitives import random_bytes
from storage.objects.open import open_store
from storage.records.values import Arrival
from strongroom.document import Role
from strongroom.ids import ArrivalId, BlobId, DocumentId, new_id
from strongroom.settings import Objects, Settings
from strongroom.settings_backup import Backup

LUCK = Luck(now=utc_now, watch=time.monotonic, choose=at_random)


def main(documents: int = 300, kilobytes: int = 1000) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        size = documents * kilobytes / 1000
        with open_workroom(settings) as work:
            work.records.migrate()
            _tell("kept", size, lambda: _keep_all(work, documents, kilobytes * 1000))
            _tell("first backup", size, lambda: back_up(work, actor="bench", now=utc_now))
            _tell("backup with nothing new", size, lambda: back_up(work, actor="bench", now=utc_now))
            _tell("drill", size, lambda: drill(work, LUCK, actor="bench"))
        shutil.move(settings.data / "keys" / "backup-key.json", Path(folder) / "kept.json")
        shutil.rmtree(settings.data)
        (settings.data / "keys").mkdir(parents=True)
        shutil.move(Path(folder) / "kept.json", settings.data / "keys" / "backup-key.json")
        _tell("restore", size, lambda: restore(settings, open_store(settings), None, actor="bench", now=utc_now()))


def _settings(root: Path) -> Settings:
    return Settings(
        data=root / "data",
        inbox=root / "inbox",
        objects=Objects(backend="folder"),
        backup=Backup(to="folder", folder=root / "away", keys_folder=root / "far"),
    )


def _keep_all(work: Workroom, documents: int, size: int) -> None:
    for _ in range(documents):
        _keep(work, size)


def _keep(work: Workroom, size: int) -> None:
    now = utc_now()
    document, data = DocumentId(new_id(now)), random_bytes(size)
    blob = work.vault.put(data, document=document, role=Role.ORIGINAL, version=1, blob=BlobId(new_id(now)))
    work.records.accept(
        Arrival(
            id=ArrivalId(new_id(now)),
            document=document,
            content_hash=random_bytes(32),
            original_name="paper.pdf",
            media="application/pdf",
            blob=blob,
            received_at=now,
            actor="bench",
        )
    )


def _tell(what: str, megabytes: float, work: Callable[[], object]) -> None:
    cpu, clock = time.process_time(), time.monotonic()
    work()
    spent, waited = time.process_time() - cpu, time.monotonic() - clock
    sys.stdout.write(
        f"{what}: {megabytes / spent:,.0f} MB a second of CPU ({spent:.2f} s), {megabytes / waited:,.0f} by the clock\n"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
