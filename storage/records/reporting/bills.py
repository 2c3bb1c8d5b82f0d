"""What the report for finance is made of: the readings of bills, opened in batches, each batch recorded."""

import datetime as dt
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from storage.audit import AuditEvent
from storage.records.opening import open_rows
from storage.records.session import Session
from storage.records.tables import arrivals, documents
from storage.records.transactions import Transactions
from storage.records.values import DocumentSummary
from strongroom.document import State
from strongroom.reading import Reading, Value
from strongroom.reports.bills import IN_YUAN, Bill
from strongroom.reports.period import Period

OPENED: Final = "opened_for_report"
"""What the audit event says was done: the readings of these documents were opened to be summed, and shown to nobody."""
_BATCH: Final = 200


def bills(
    transactions: Transactions,
    kinds: Collection[str],
    period: Period,
    zone: ZoneInfo,
    *,
    actor: str,
    now: dt.datetime,
) -> tuple[Bill, ...]:
    """The bills that arrived in a period, oldest first. Of what is destroyed nothing can be read any more."""
    return tuple(_bills(transactions, sorted(kinds), period.span(zone), actor=actor, now=now))


def _bills(
    transactions: Transactions,
    kinds: list[str],
    span: tuple[dt.datetime, dt.datetime],
    *,
    actor: str,
    now: dt.datetime,
) -> Iterator[Bill]:
    last = 0
    while True:

        def work(session: Session, after: int = last) -> tuple[int, tuple[Bill, ...]]:
            rows = session.connection.execute(
                select(documents)
                .where(documents.c.number > after, documents.c.kind.in_(kinds))
                .where(documents.c.received_at >= span[0], documents.c.received_at < span[1])
                .where(documents.c.state != State.DESTROYED.value)
                .order_by(documents.c.number)
                .limit(_BATCH)
            ).all()
            if not rows:
                return after, ()
            again = _again(session, [row.number for row in rows], span)
            numbers = {row.id: row.number for row in rows}
            opened = open_rows(session, rows)
            # In the same transaction: nothing is returned that is not on record as opened.
            facts = {"report": "finance", "documents": [one.id for one in opened]}
            session.note(AuditEvent(at=now, actor=actor, action=OPENED, facts=facts))
            return rows[-1].number, tuple(_bill(one, again.get(numbers[one.id], 0)) for one in opened)

        reached, found = transactions.write(work)
        if reached == last:
            return
        last = reached
        yield from found


def _again(session: Session, numbers: list[int], span: tuple[dt.datetime, dt.datetime]) -> dict[int, int]:
    rows = session.connection.execute(
        select(arrivals.c.document, func.count().label("number"))
        .where(arrivals.c.document.in_(numbers), arrivals.c.duplicate.is_(True))
        .where(arrivals.c.received_at >= span[0], arrivals.c.received_at < span[1])
        .group_by(arrivals.c.document)
    )
    return {row.document: row.number for row in rows}


def _bill(row: DocumentSummary, again: int) -> Bill:
    def value(field: str) -> Value | None:
        reading: Reading | None = row.readings.get(field)
        return reading.value if reading else None

    def amount(field: str) -> Decimal | None:
        found = value(field)
        return found if isinstance(found, Decimal) else None

    due, kind = value("due_date"), row.kind or ""
    currency = "CNY" if kind in IN_YUAN else value("currency")
    return Bill(
        document=row.id,
        kind=kind,
        state=row.state,
        seller=_text(value("seller")),
        number=_text(value("invoice_number")),
        currency=_text(currency),
        net=amount("net"),
        tax=amount("tax"),
        total=amount("total"),
        due=due if isinstance(due, dt.date) else None,
        again=again,
        through=row.straight_through is True,
        code=row.quarantine.code if row.quarantine else "",
    )


def _text(value: Value | None) -> str | None:
    return value if isinstance(value, str) and value else None
