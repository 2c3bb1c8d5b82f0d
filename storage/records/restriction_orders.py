"""Restriction by order: a records manager keeps a paper from every use but being kept, where it may not be destroyed.

That is what the law gives people instead of erasure while something has to be kept. An order stands until it is lifted.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from storage.audit import AuditEvent
from storage.records.request_tables import restriction_orders
from storage.records.session import AnyRow, Session
from storage.records.tables import documents
from storage.records.transactions import Transactions
from strongroom.errors import BadForm, KeyMissing
from strongroom.ids import DocumentId, new_id

SCHEDULE: Final = "schedule"
"""Who makes and lifts orders by rule."""


class OrderAction(StrEnum):
    """What an audit event of an order says was done."""

    ORDERED = "restriction_ordered"
    LIFTED = "restriction_lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order, with what was said when it was made and when it was lifted."""

    id: str
    set_at: dt.datetime
    set_by: str
    reason: str = field(repr=False)
    lifted_at: dt.datetime | None = None
    lifted_by: str | None = None
    lifting: str = field(default="", repr=False)


class RestrictionOrders:
    """All orders. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def make(self, document: DocumentId, reason: str, *, actor: str, now: dt.datetime) -> bool:
        """Restrict a document; False where an order stands already, which then stays as it is.

        A person's takes the place of one by rule: that would be lifted by rule, and theirs with it.

        Raises:
            BadForm: no reason was given. NotFound: there is no such document.
        """
        _check_reason(reason)

        def work(session: Session) -> bool:
            row = session.document(document)
            if row.restricted_at is not None:
                by_rule = _standing(session, row, restriction_orders.c.set_by == SCHEDULE)
                if actor == SCHEDULE or by_rule is None:
                    return False
                _end(session, document, by_rule, reason, actor=actor, now=now)
            order = new_id(now)
            sealed = session.seals.seal(document, _place(order, "reason"), reason.encode())
            session.connection.execute(
                insert(restriction_orders).values(
                    id=order, document=row.number, set_at=now, set_by=actor, reason=sealed
                )
            )
            _flag(session, row, now)
            facts = {"order": order}
            session.note(AuditEvent(at=now, actor=actor, action=OrderAction.ORDERED, document=document, facts=facts))
            return True

        return self._transactions.write(work)

    def lift(self, document: DocumentId, reason: str, *, actor: str, now: dt.datetime) -> bool:
        """Let a document be used again; False where no order stands (BadForm, NotFound)."""
        _check_reason(reason)

        def work(session: Session) -> bool:
            row = session.document(document)
            standing = _standing(session, row)
            if standing is None:
                return False
            _end(session, document, standing, reason, actor=actor, now=now)
            _flag(session, row, None)
            return True

        return self._transactions.write(work)

    def of(self, document: DocumentId) -> tuple[Order, ...]:
        """The orders about a document, oldest first."""

        def work(session: Session) -> tuple[Order, ...]:
            rows = session.connection.execute(
                select(restriction_orders)
                .join(documents, documents.c.number == restriction_orders.c.document)
                .where(documents.c.id == document)
                .order_by(restriction_orders.c.id)
            )
            return tuple(_opened(session, document, row) for row in rows)

        return self._transactions.read(work)


_FORGET: Final = (
    update(restriction_orders)
    .where(restriction_orders.c.document == bindparam("number"))
    .values(reason=b"", lifting=None)
)


def forget_orders(session: Session, number: int) -> None:
    """Blank what the orders about a document say. That they stood, and by whom, is kept."""
    session.connection.execute(_FORGET, {"number": number})


def _standing(session: Session, row: AnyRow, *conditions: ColumnElement[bool]) -> str | None:
    """The order about a document that was not lifted."""
    query = select(restriction_orders.c.id).where(
        restriction_orders.c.document == row.number, restriction_orders.c.lifted_at.is_(None), *conditions
    )
    return session.connection.execute(query).scalar_one_or_none()


def _end(session: Session, document: DocumentId, order: str, why: str, *, actor: str, now: dt.datetime) -> None:
    sealed = session.seals.seal(document, _place(order, "lifting"), why.encode())
    ended = update(restriction_orders).where(restriction_orders.c.id == order)
    session.connection.execute(ended.values(lifted_at=now, lifted_by=actor, lifting=sealed))
    facts = {"order": order}
    session.note(AuditEvent(at=now, actor=actor, action=OrderAction.LIFTED, document=document, facts=facts))


def _flag(session: Session, row: AnyRow, since: dt.datetime | None) -> None:
    session.connection.execute(update(documents).where(documents.c.number == row.number).values(restricted_at=since))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise BadForm(field="reason")


def _opened(session: Session, document: DocumentId, row: AnyRow) -> Order:
    def said(part: str, sealed: bytes | None) -> str:
        try:
            return session.seals.open(document, _place(row.id, part), sealed).decode() if sealed else ""
        except KeyMissing:
            return ""  # restored data that is older than the end of its document

    return Order(
        id=row.id,
        set_at=row.set_at,
        set_by=row.set_by,
        reason=said("reason", row.reason),
        lifted_at=row.lifted_at,
        lifted_by=row.lifted_by,
        lifting=said("lifting", row.lifting),
    )


def _place(order: str, part: str) -> str:
    return f"restriction_orders.{part} {order}"
