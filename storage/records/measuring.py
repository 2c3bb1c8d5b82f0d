"""Numbers for operations: how much waits, what was set aside and why, how long reading took. Nothing is opened."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from storage.records import leases, viewing
from storage.records.caring import standing_concerns
from storage.records.clock_tables import chases, pauses
from storage.records.reporting.past import said
from storage.records.session import Session
from storage.records.tables import documents, reviews
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.document import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The records in numbers. ``oldest_seconds`` is how long the longest waiting document has waited.

    ``lapsed`` counts leases that ran out and that nobody has taken over yet.
    """

    states: Mapping[State, int]
    waiting: int
    oldest_seconds: float
    lapsed: int
    quarantined: Mapping[str, int]
    overdue_reviews: int
    chased: int
    paused: tuple[str, ...]
    concerns: Mapping[str, int] = field(default_factory=dict)
    """What is wrong with the machine, by trouble (``strongroom.concern``)."""


def measure(transactions: Transactions, now: dt.datetime) -> Measured:
    """Take all numbers in one transaction, so that they fit together."""
    return transactions.read(lambda session: _measure(session, now))


def went_wrong(transactions: Transactions, *, since: dt.datetime, until: dt.datetime) -> Mapping[str, int]:
    """How many papers were refused or set aside in [since, until), by code."""

    def work(session: Session) -> Mapping[str, int]:
        facts = said(session, since, until, {Action.REFUSED.value, Action.QUARANTINED.value})
        # A request that was refused says so by the same word, and has no code.
        return Counter(str(one["code"]) for one in facts if "code" in one)

    return transactions.read(work)


def _measure(session: Session, now: dt.datetime) -> Measured:
    connection = session.connection
    oldest = leases.oldest_waiting(connection, now)
    by_code = connection.execute(
        select(documents.c.quarantine_code, func.count())
        .where(documents.c.state == State.QUARANTINED.value)
        .group_by(documents.c.quarantine_code)
    )
    lapsed = select(func.count()).where(documents.c.state == State.READING.value, documents.c.expires_at <= now)
    overdue = select(func.count()).where(reviews.c.closed_at.is_(None), reviews.c.due_at <= now)
    chased = select(func.count(func.distinct(chases.c.document))).where(chases.c.closed_at.is_(None))
    return Measured(
        states=viewing.counts(connection),
        waiting=leases.waiting(connection, now),
        oldest_seconds=max(0.0, oldest.total_seconds()) if oldest else 0.0,
        lapsed=connection.execute(lapsed).scalar_one(),
        quarantined={code: count for code, count in by_code if code},
        overdue_reviews=connection.execute(overdue).scalar_one(),
        chased=connection.execute(chased).scalar_one(),
        concerns=Counter(one.trouble.value for one in standing_concerns(session)),
        paused=tuple(connection.execute(select(pauses.c.name).order_by(pauses.c.name)).scalars()),
    )
