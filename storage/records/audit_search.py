"""The audit trail as an auditor reads it: newest first, by who, what and which document."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.audit import read_instant
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
    """What is looked for; empty means any. ``before`` is the sequence number to go on from."""

    document: str = ""
    actor: str = ""
    action: str = ""
    before: int | None = None


def search(transactions: Transactions, question: TrailQuestion, *, limit: int) -> tuple[TrailEntry, ...]:
    """Events that fit, newest first."""
    return transactions.read(lambda session: _search(session.connection, question, limit))


def _search(connection: Connection, question: TrailQuestion, limit: int) -> tuple[TrailEntry, ...]:
    wanted = select(audit_events).order_by(audit_events.c.sequence.desc()).limit(limit)
    for column, value in (
        (audit_events.c.document, question.document),
        (audit_events.c.actor, question.actor),
        (audit_events.c.action, question.action),
    ):
        if value:
            wanted = wanted.where(column == value)
    if question.before is not None:
        wanted = wanted.where(audit_events.c.sequence < question.before)
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
        for row in connection.execute(wanted)
    )
