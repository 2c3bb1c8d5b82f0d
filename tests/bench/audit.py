"""How long a million events take to verify, and to anchor: ``python -m tests.bench.audit [EVENTS]``.

Synthetic events in a SQLite file, of the size and sorts that real ones have. CPU seconds of this process.
"""

import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import insert, update

from storage.anchors import Anchors
from storage.audit import GENESIS, AuditEvent, chain
from storage.crypto.keyring import Keyring
from storage.crypto.local import LocalProvider
from storage.crypto.memory_keys import MemoryKeys
from storage.objects.memory import MemoryStore
from storage.records.store import Records
from storage.records.tables import audit_events, audit_head

EVENTS = 1_000_000
_BATCH = 20_000
_START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def main(count: int = EVENTS) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        keyring = Keyring(LocalProvider("bench", bytes(32)), MemoryKeys())
        records = Records.open(f"sqlite:///{Path(folder) / 'records.db'}", keyring)
        records.migrate()
        _fill(records, count)
        anchors = Anchors(records.transactions, MemoryStore(), keyring)
        _tell("anchored for the first time", count, lambda: anchors.anchor("bench", now=lambda: _START))
        records.transactions.note(AuditEvent(at=_START, actor="bench", action="viewed"))
        _tell("anchored an hour later", 2, lambda: anchors.anchor("bench", now=lambda: _START))
        _tell("verified against all anchors", count, anchors.verify)
        records.close()


def _fill(records: Records, count: int) -> None:
    previous, rows = GENESIS, []
    for number, event in enumerate(_events(count), 1):
        made = chain(event, sequence=number, previous=previous)
        previous = made.hash
        rows.append({name: getattr(made, name) for name in made.__slots__})
        if len(rows) == _BATCH or number == count:
            batch = rows
            records.transactions.write(
                lambda session, batch=batch: session.connection.execute(insert(audit_events), batch)
            )  # type: ignore[misc]
            rows = []
    end = {"sequence": count, "hash": previous}
    records.transactions.write(lambda session: session.connection.execute(update(audit_head).values(end)))


def _events(count: int) -> Iterator[AuditEvent]:
    acts = ("accepted", "claimed", "filed", "viewed", "read", "listed")
    for number in range(count):
        document = f"01KC{number // 6:022d}"
        facts = json.loads(f'{{"fence":1,"version":1,"arrival":"{document}"}}')
        yield AuditEvent(
            at=_START + dt.timedelta(seconds=number),
            actor=f"user:01KC{number % 40:022d}",
            action=acts[number % 6],
            document=document,
            facts=facts,
        )


def _tell(what: str, count: int, work: Callable[[], object]) -> None:
    before = time.process_time()
    work()
    spent = time.process_time() - before
    sys.stdout.write(f"{count:,} events {what}: {spent:.2f} s CPU ({spent / count * 1e6:.1f} us each)\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
