"""What a night costs with a million documents: ``python -m tests.bench.retention [DOCUMENTS]``.

One in two hundred is due, by a book of rules with branches, and some customers are held. CPU seconds of the pass that
finds what is due, on SQLite and on PostgreSQL, of this process and of the database server together; then what it costs
to propose what it found, and a preview of a change of the rules over everything.
"""

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from storage.crypto.keyring import Keyring
from storage.crypto.local import LocalProvider
from storage.crypto.memory_keys import MemoryKeys
from storage.records import disposing
from storage.records.entries import CUSTOMER, TAG
from storage.records.holding import Holds, Why
from storage.records.rulebooks import RuleBooks
from storage.records.session import Session
from storage.records.store import Records
from tests.postgres import Postgres, running_postgres

DOCUMENTS = 1_000_000
NOW = dt.datetime(2026, 11, 21, 2, 30, tzinfo=dt.UTC)
KINDS = ("invoice", "receipt", "contract", "letter", "passport")
BRANCHES = ("CN", "DE", "UK")
CUSTOMERS = 1000
DUE = 200
_POSTGRES_NUMBERS = "SELECT generate_series(CAST(:first AS int), CAST(:last AS int), CAST(:step AS int)) AS n"
_SQLITE_NUMBERS = (
    "WITH RECURSIVE s(n) AS (SELECT :first UNION ALL SELECT n + :step FROM s WHERE n + :step <= :last) SELECT n FROM s"
)
BOOK = 'jurisdictions = ["CN"]\n' + "".join(
    f'[[rule]]\nid = "{branch.lower()}"\nkinds = ["invoice", "receipt"]\nyears = {years}\nstarts = "date"\n'
    f'next_year = true\nbasis = "{branch}"\nstatus = "to be confirmed"\ntag = "{branch}"\n'
    for branch, years in zip(BRANCHES, (30, 8, 6), strict=True)
)


def main(count: int = DOCUMENTS) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite", f"sqlite:///{Path(folder) / 'records.db'}", count, lambda: 0.0)
    with running_postgres() as server:
        server.run("CREATE DATABASE bench")
        _measure("PostgreSQL", server.url("bench"), count, lambda: _seconds_of(server))


def _measure(name: str, url: str, count: int, server_seconds: Callable[[], float]) -> None:
    records = Records.open(url, Keyring(LocalProvider("bench", bytes(32)), MemoryKeys()))
    records.migrate()
    fill(records, count)
    books = RuleBooks(records.transactions)
    books.adopt(BOOK, actor="bench", now=NOW)
    holds = Holds(records.transactions)
    for customer in range(20):
        holds.on_customer(f"Customer {customer}", Why(matter="bench", reason="bench"), actor="bench", now=NOW)

    def find() -> int:
        return records.transactions.read(lambda session: sum(1 for _ in disposing.candidates(session, NOW)))

    def timed(what: str, work: Callable[[], int]) -> None:
        before = time.process_time() + server_seconds()
        found = work()
        spent = time.process_time() + server_seconds() - before
        sys.stdout.write(f"{name}: {what}, {count:,} documents: {spent:.1f} CPU s, {found:,} found\n")
        sys.stdout.flush()

    timed("what is due", find)
    timed("what is due, proposed", lambda: len(records.propose_dispositions(NOW)))
    timed("the same on the next night", lambda: len(records.propose_dispositions(NOW)))
    timed("what waits for a date", lambda: sum(books.undated().kinds.values()))
    changed = BOOK.replace("years = 8", "years = 10")
    timed(
        "a change of the rules shown", lambda: sum(one.documents for one in books.preview(changed, NOW.date()).shifts)
    )
    records.close()


def fill(records: Records, count: int) -> None:
    """Rows as the product writes them, without anything sealed: a pass over all opens nothing."""
    hashes = records.transactions.hashes
    is_sqlite = records._database.is_sqlite
    numbers = _SQLITE_NUMBERS if is_sqlite else _POSTGRES_NUMBERS
    padded = "printf('%026d', n)" if is_sqlite else "lpad(n::text, 26, '0')"
    kind = "CASE n % 5 " + " ".join(f"WHEN {place} THEN '{one}'" for place, one in enumerate(KINDS)) + " END"
    old, young = dt.date(1980, 1, 1).toordinal(), dt.date(2025, 1, 1).toordinal()
    day = f"CASE WHEN n % {DUE} < 5 THEN {old} ELSE {young} END + n % 300"
    known = records.transactions.read(
        lambda session: [next(iter(session.generations.equalities([(TAG, branch)]))) for branch in BRANCHES]
    )
    carried = [(hashed, len(BRANCHES), place) for place, hashed in enumerate(known)]
    carried += [(hashes.equality(CUSTOMER, f"Customer {one}"), CUSTOMERS, one) for one in range(CUSTOMERS)]
    now = "'2026-01-01 00:00:00'"
    statements = [
        "INSERT INTO documents (number, id, state, media, received_at, not_before, fence, attempt, version, kind) "
        f"SELECT n, {padded}, 'filed', 'application/pdf', {now}, {now}, 1, 1, 1, {kind} FROM ({numbers}) AS q",
        "INSERT INTO facets (document, field, value) "
        f"SELECT n, CASE WHEN n % 5 IN (2, 4) THEN 'expiry' ELSE 'date' END, {day} FROM ({numbers}) AS q",
    ]

    def write(session: Session) -> None:
        for statement in statements:
            session.connection.execute(text(statement), {"first": 1, "last": count, "step": 1})
        for value, by, first in carried:
            session.connection.execute(
                text(f"INSERT INTO equalities (document, hash) SELECT n, :value FROM ({numbers}) AS q"),
                {"value": value, "first": first + 1, "last": count, "step": by},
            )

    records.transactions.write(write)
    records._database.write(lambda connection: connection.execute(text("ANALYZE")))


def _seconds_of(server: Postgres) -> float:
    """CPU seconds that the processes of a server have spent, the ended ones included."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    stats = [_stat(file) for file in Path("/proc").glob("[0-9]*/stat")]
    ours = [stat for stat in stats if stat and postmaster in (int(stat[0]), int(stat[3]))]
    return sum(int(stat[place]) for stat in ours for place in (13, 14, 15, 16)) / 100


def _stat(file: Path) -> list[str]:
    try:
        number, _, rest = file.read_text().partition(" ")
    except OSError:
        return []  # it has ended meanwhile
    # The name stands in brackets, and may hold blanks.
    return [number, "", *rest.rpartition(") ")[2].split()]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
