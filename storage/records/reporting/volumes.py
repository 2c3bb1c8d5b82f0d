"""What the report for management is made of: rows and times, and nothing that a paper says."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from storage.records.judging import Judging
from storage.records.reporting.past import said
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from storage.records.values import BETTER_COPY, DUPLICATE, JOINED, REJECTED, Action
from strongroom.document import State
from strongroom.kind import MADE_HERE, UNKNOWN
from strongroom.quality import Judged
from strongroom.reports.management import Came, Material, Open, SetAside
from strongroom.reports.period import Period

_OPEN: Final = (State.RECEIVED, State.READING, State.IN_REVIEW, State.QUARANTINED)
_VERDICTS: Final = {"reject": REJECTED, "duplicate": DUPLICATE, "better_copy": BETTER_COPY, "join": JOINED}
"""Decisions that set a document aside, and the code that they do it with."""


def volumes(transactions: Transactions, period: Period, zone: ZoneInfo) -> Material:
    """What came, what people decided and what lies open; what was made and filed here is none of it."""
    since, until = period.span(zone)
    judged = Judging(transactions).decided(since, until)

    def work(session: Session) -> Material:
        return Material(
            came=_came(session, since, until, zone),
            judged=judged,
            open=_open(session),
            set_aside=_set_aside(session, since, until, judged),
        )

    return transactions.read(work)


def _came(session: Session, since: dt.datetime, until: dt.datetime, zone: ZoneInfo) -> tuple[Came, ...]:
    rows = session.connection.execute(
        select(documents.c.received_at, documents.c.kind, documents.c.straight_through)
        .where(documents.c.received_at >= since, documents.c.received_at < until)
        .where(or_(documents.c.kind.is_(None), documents.c.kind.not_in(MADE_HERE)))
    )
    return tuple(
        Came(
            day=row.received_at.astimezone(zone).date(),
            kind=row.kind or UNKNOWN,
            straight_through=row.straight_through,
        )
        for row in rows
    )


def _open(session: Session) -> tuple[Open, ...]:
    rows = session.connection.execute(
        select(documents.c.state, documents.c.received_at).where(documents.c.state.in_([one.value for one in _OPEN]))
    )
    return tuple(Open(state=State(row.state), since=row.received_at) for row in rows)


def _set_aside(
    session: Session, since: dt.datetime, until: dt.datetime, judged: Sequence[Judged]
) -> tuple[SetAside, ...]:
    events = said(session, since, until, {Action.QUARANTINED, Action.REFUSED})
    new = Counter(str(facts["code"]) for facts in events if "code" in facts)
    new.update(_VERDICTS[one.verdict] for one in judged if one.verdict in _VERDICTS)
    rows = session.connection.execute(
        select(documents.c.quarantine_code, func.count().label("number"))
        .where(documents.c.state == State.QUARANTINED.value)
        .group_by(documents.c.quarantine_code)
    )
    standing = {row.quarantine_code: row.number for row in rows}
    return tuple(
        SetAside(code=code, new=new[code], standing=standing.get(code, 0)) for code in new.keys() | standing.keys()
    )
