"""What the report for compliance takes with a million documents: ``python -m tests.bench.compliance [DOCUMENTS]``.

SQLite; rules with branches, held customers, 21,000 papers proposed for destruction, two in five with an expiry, and
100,000 looks at papers in the month. CPU seconds, and memory beyond what the process has anyway.
"""

import datetime as dt
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.stages.reporting.making import Making
from flows.stages.workroom import Workroom, open_workroom
from storage.audit import AuditEvent
from storage.records.rulebooks import RuleBooks
from storage.records.values import Action
from strongroom.ids import DocumentId
from strongroom.reports.family import Family
from strongroom.reports.period import month_of
from strongroom.settings import Objects, read_settings
from tests.bench.comparing import told
from tests.bench.retention import BOOK, DOCUMENTS, fill

NOW = dt.datetime(2026, 11, 2, 2, 30, tzinfo=dt.UTC)
LOOKS = 100_000
BATCH = 1000
PEOPLE = 20


def main(count: int = DOCUMENTS) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inbox").mkdir()
        settings = read_settings(data=folder / "data", inbox=folder / "inbox", objects=Objects(backend="folder"))
        with open_workroom(settings) as work:
            work.records.migrate()
            fill(work.records, count)
            RuleBooks(work.records.transactions).adopt(BOOK, actor="bench", now=NOW)
            work.records.propose_dispositions(NOW)
            _look(work, count)
            making = Making(work=work, actor="bench", now=lambda: NOW)
            period = month_of("2026-10", today=NOW.date())
            told("compliance report", count, lambda: len(making.report(Family.COMPLIANCE, period).tables))
            report = making.report(Family.COMPLIANCE, period)
            told("its PDF", count, lambda: len(making.pdf(report)))


def _look(work: Workroom, count: int) -> None:
    for start in range(0, LOOKS, BATCH):
        work.records.transactions.write(
            lambda session, first=start: session.events.extend(_looks(range(first, first + BATCH), count))  # type: ignore[misc]
        )


def _looks(numbers: Iterable[int], count: int) -> Iterator[AuditEvent]:
    began = NOW - dt.timedelta(days=25)
    for number in numbers:
        yield AuditEvent(
            at=began + dt.timedelta(seconds=20 * number),
            actor=f"user:{number % PEOPLE}",
            action=Action.VIEWED,
            document=DocumentId(f"{1 + number * 7919 % count:026d}"),
            facts={"purpose": "view"} | ({"stated": True} if number % 10 == 0 else {}),
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
