"""A process that dies at a chosen point of its work on the records: ``python -m tests.storage.records.killed``.

Arguments: the folder of the databases, the point, and what to do (``accept`` or ``finish``).
"""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from storage.crypto.keyring import Keyring
from storage.crypto.local import LocalProvider
from storage.records import accepting, filing, store, trail
from storage.records.keys import SqlKeys
from storage.records.store import Records
from tests.storage.records.invented import KINDS, NOW, arrival, claim_one, invoice, outcome

CONTENT = b"the paper that is being taken in"
POINTS: Mapping[str, tuple[ModuleType, str]] = {
    "before the key of its fields": (store, "make_field_key"),
    "before its blob is recorded": (accepting, "write_blob"),
    "before its pages are recorded": (filing, "write_blob"),
    "before it can be found": (accepting, "enter"),
    "before its version is written": (filing, "write_body"),
    "before the audit event": (trail, "append"),
}
BEFORE_COMMIT = "after the audit event, before the commit"
AFTER_COMMIT = "after the commit"


def opened(folder: Path) -> Records:
    """The records in a folder, with their keys beside them."""
    keyring = Keyring(LocalProvider("test-kek", bytes(range(32))), SqlKeys.open(f"sqlite:///{folder / 'keys.db'}"))
    return Records.open(f"sqlite:///{folder / 'records.db'}", keyring, kinds={kind.id: kind for kind in KINDS})


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(point: str) -> None:
    if point in POINTS:
        module, name = POINTS[point]
        setattr(module, name, _die)
    elif point == BEFORE_COMMIT:
        real = trail.append

        def append_and_die(*arguments: object) -> None:
            real(*arguments)  # type: ignore[arg-type]
            _die()

        trail.append = append_and_die


def main(folder: Path, point: str, deed: str) -> None:
    """Do the deed, and die at the point or right after it."""
    records = opened(folder)
    if deed == "accept":
        given = arrival(records, CONTENT)
        _arm(point)
        records.accept(given)
    else:
        lease = claim_one(records)
        _arm(point)
        records.finish(lease, outcome(lease, invoice()), now=NOW, due_hours=1)
    _die()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
