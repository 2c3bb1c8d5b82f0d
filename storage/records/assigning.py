"""Waiting papers as they are shared out: who may decide on which, and for whom each is. No paper is opened.

``strongroom.assigning`` decides; that somebody was faster is found when it is written.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, and_, exists, func, select, update

from storage.audit import AuditEvent
from storage.records.account_tables import stations
from storage.records.entries import CUSTOMER
from storage.records.queueing import Queue, may_decide
from storage.records.session import Session
from storage.records.tables import documents, equalities, reviews
from storage.records.transactions import Transactions
from strongroom.assigning import Move, Task
from strongroom.errors import Fact
from strongroom.ids import DocumentId
from strongroom.kind import UNKNOWN


class AssigningAction(StrEnum):
    """What an audit event of a waiting paper says was done."""

    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    """It is for anybody again."""


class Assigning:
    """For whom open reviews are. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def assignees(self) -> frozenset[str]:
        """Everybody for whom a paper is at present."""
        asked = select(reviews.c.assignee).where(reviews.c.closed_at.is_(None), reviews.c.assignee.is_not(None))
        return self._transactions.read(lambda session: frozenset(session.connection.execute(asked).scalars()))

    def tasks(self, deciders: Iterable[Queue], customers: Iterable[str], *, now: dt.datetime) -> tuple[Task, ...]:
        """All open reviews, what is due first before the rest.

        ``able`` are those of the deciders in whose queue a paper is; ``customers`` are looked for as they are spelt.
        """
        wanted = tuple(deciders)
        named = tuple(customers)

        def work(session: Session) -> tuple[Task, ...]:
            able: defaultdict[int, set[str]] = defaultdict(set)
            for queue in wanted:
                asked = _open(select(documents.c.number)).where(may_decide(session, queue))
                for number in session.connection.execute(asked).scalars():
                    able[number].add(queue.actor)
            theirs = _of_customers(session, named)
            return tuple(
                Task(
                    document=DocumentId(row.id),
                    kind=row.kind,
                    due_at=row.due_at,
                    able=frozenset(able[row.number]),
                    customers=theirs.get(row.number, frozenset()),
                    assignee=row.assignee,
                    seat=row.user,
                )
                for row in _rows(session, now)
            )

        return self._transactions.read(work)

    def carry_out(self, moves: Iterable[Move], *, actor: str, now: dt.datetime) -> tuple[Move, ...]:
        """Write moves, and return those that were: not where somebody sat down, decided or handed it on meanwhile."""
        wanted = tuple(moves)
        if not wanted:
            return ()

        def work(session: Session) -> tuple[Move, ...]:
            return tuple(move for move in wanted if _moved(session, move, actor=actor, now=now))

        return self._transactions.write(work)


def _open(asked: Any) -> Any:
    joined = documents.join(reviews, reviews.c.document == documents.c.number)
    return asked.select_from(joined).where(reviews.c.closed_at.is_(None))


def _rows(session: Session, now: dt.datetime) -> Iterable[Row[Any]]:
    here = and_(stations.c.document == documents.c.number, stations.c.expires_at > now)
    joined = documents.join(reviews, reviews.c.document == documents.c.number).outerjoin(stations, here)
    kind = func.coalesce(documents.c.kind, UNKNOWN).label("kind")
    asked = select(documents.c.id, documents.c.number, kind, reviews.c.due_at, reviews.c.assignee, stations.c.user)
    waiting = asked.select_from(joined).where(reviews.c.closed_at.is_(None))
    return session.connection.execute(waiting.order_by(reviews.c.due_at, reviews.c.number)).all()


def _of_customers(session: Session, customers: Iterable[str]) -> Mapping[int, frozenset[str]]:
    """Which of these customers open reviews are of; by row number."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for customer in customers:
        hashes = session.hashes.equalities([(CUSTOMER, customer)])
        theirs = equalities.c.document == documents.c.number
        asked = _open(select(documents.c.number)).where(exists().where(theirs, equalities.c.hash.in_(hashes)))
        for number in session.connection.execute(asked).scalars():
            found[number].add(customer)
    return {number: frozenset(names) for number, names in found.items()}


def _moved(session: Session, move: Move, *, actor: str, now: dt.datetime) -> bool:
    document = select(documents.c.number).where(documents.c.id == move.document).scalar_subquery()
    seated = exists().where(stations.c.document == reviews.c.document, stations.c.expires_at > now)
    written = session.connection.execute(
        update(reviews)
        .where(reviews.c.document == document, reviews.c.closed_at.is_(None), ~seated)
        .where(reviews.c.assignee.is_not_distinct_from(move.old))
        .values(assignee=move.new)
    ).rowcount
    if written:
        facts: dict[str, Fact] = {"user": move.new.removeprefix("user:")} if move.new else {}
        action = AssigningAction.ASSIGNED if move.new else AssigningAction.UNASSIGNED
        session.note(AuditEvent(at=now, actor=actor, action=action, document=move.document, facts=facts))
    return bool(written)
