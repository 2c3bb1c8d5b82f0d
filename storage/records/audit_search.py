"""The audit trail as an auditor reads it: newest first, by who, what and which document."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from storage.audit import read_instant, written_instant
from storage.records.session import Session
from storage.records.tables import audit_events
from storage.records.transactions import Transactions
from storage.records.values import HistoryEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEntry:
    """One event, and the document it is about; empty where it is about none."""

    entry: HistoryEntry
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailQuestion:
    """What is looked for; empty means any. ``before`` is the sequence number to go on from, ``after`` the one to go
    no further back than.

    A document is found where an event is about it, and where a list that was shown had it. Times are [since, until).
    """

    document: str = ""
    actor: str = ""
    action: str = ""
    actions: frozenset[str] = frozenset()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    before: int | None = None
    after: int | None = None


def search(transactions: Transactions, question: TrailQuestion, *, limit: int) -> tuple[TrailEntry, ...]:
    """Events that fit, newest first."""
    return transactions.read(lambda session: events_of(session, question, limit=limit))


def events_of(session: Session, question: TrailQuestion, *, limit: int | None = None) -> tuple[TrailEntry, ...]:
    """The same within a transaction."""
    wanted = select(audit_events).order_by(audit_events.c.sequence.desc()).limit(limit)
    for clause in _clauses(question):
        wanted = wanted.where(clause)
    return tuple(
        TrailEntry(
            entry=HistoryEntry(
                sequence=row.sequence,
                at=read_instant(row.at),
                actor=row.actor,
                action=row.action,
                facts=json.loads(row.facts),
            ),
            document=row.document,
        )
        for row in session.connection.execute(wanted)
    )


def _clauses(question: TrailQuestion) -> Iterator[ColumnElement[bool]]:
    column = audit_events.c
    if question.document:
        in_list = column.facts.contains(f'"{question.document}"', autoescape=True)
        yield or_(column.document == question.document, in_list)
    if question.actor:
        yield column.actor == question.actor
    if question.action:
        yield column.action == question.action
    if question.actions:
        yield column.action.in_(question.actions)
    if question.since is not None:
        yield column.at >= written_instant(question.since)
    if question.until is not None:
        yield column.at < written_instant(question.until)
    if question.before is not None:
        yield column.sequence < question.before
    if question.after is not None:
        yield column.sequence > question.after
