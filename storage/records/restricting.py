"""Restriction by rule: papers whose use has ended, and that another rule or a hold keeps, are stored and no more.

Each is an order like a person's, made and lifted by the schedule with the rule's basis as its reason. What a person
ordered is left alone. Running twice changes nothing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from storage.records.holding import is_held
from storage.records.request_tables import restriction_orders
from storage.records.restriction_orders import SCHEDULE, RestrictionOrders
from storage.records.rulebooks import in_force
from storage.records.running import Running, used_up
from storage.records.session import Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.retention import longest
from strongroom.rules import Book

_FREED = "no rule ends its use any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricting:
    """What a run restricts, by which basis, and what it sets free."""

    bases: Mapping[DocumentId, str]
    freed: tuple[DocumentId, ...]


def plan_restrictions(transactions: Transactions, now: dt.datetime) -> Restricting:
    """What ``restrict_by_rule`` would do now; nothing is changed."""
    return transactions.read(lambda session: _plan(session, session.day(now)))


def restrict_by_rule(transactions: Transactions, now: dt.datetime) -> Restricting:
    """Restrict what may no longer be used and is kept all the same; set free what may be used again."""
    planned = plan_restrictions(transactions, now)
    orders = RestrictionOrders(transactions)
    for document, basis in planned.bases.items():
        orders.make(document, basis, actor=SCHEDULE, now=now)
    for document in planned.freed:
        orders.lift(document, _FREED, actor=SCHEDULE, now=now)
    return planned


def _plan(session: Session, on: dt.date) -> Restricting:
    book = in_force(session)
    ended = [(running, basis) for running in used_up(session, book, on) if (basis := _ended_by(running, book, on))]
    held = {running.number for running in used_up(session, book, on, is_held())}
    free = {running.number for running in used_up(session, book, on, documents.c.restricted_at.is_(None))}
    by_rule = session.connection.execute(
        select(documents.c.id)
        .join(restriction_orders, restriction_orders.c.document == documents.c.number)
        .where(restriction_orders.c.set_by == SCHEDULE, restriction_orders.c.lifted_at.is_(None))
        .where(documents.c.state != State.DESTROYED.value)
        .order_by(documents.c.number)
    ).scalars()
    still = {running.document for running, _ in ended}
    return Restricting(
        bases={
            running.document: basis
            for running, basis in ended
            if running.number in free and (running.number in held or not _is_due(running, book, on))
        },
        freed=tuple(DocumentId(document) for document in by_rule if document not in still),
    )


def _ended_by(running: Running, book: Book, on: dt.date) -> str | None:
    """The basis of the rule that ended the use of a paper first; None while it may be used."""
    ends = [(clock.ends, clock.rule.basis) for clock in running.clocks(book).use if clock.ends is not None]
    first = min(ends, default=None)
    return first[1] if first and first[0] <= on else None


def _is_due(running: Running, book: Book, on: dt.date) -> bool:
    # What nothing keeps is for two people to end, and they have to be able to look at it.
    last = longest(running.clocks(book).keep)
    return last is not None and last.ends is not None and last.ends <= on
