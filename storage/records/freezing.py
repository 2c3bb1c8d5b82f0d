"""Freezing: the vault made read-only by a person, until a person thaws it.

Reading goes on, and is recorded as ever; what changes a document is refused (``Session.check_thawed``). On return from
``freeze`` no change is under way any more: each holds the row that says so until it has committed.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update

from storage.audit import AuditEvent
from storage.records.guard_tables import vault_state
from storage.records.session import Session
from storage.records.transactions import Transactions
from storage.records.values import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Since when the vault is read-only, and by whom."""

    since: dt.datetime
    by: str


def frozen(transactions: Transactions) -> Frozen | None:
    """Whether the vault is read-only."""

    def work(session: Session) -> Frozen | None:
        row = session.connection.execute(select(vault_state)).one()
        return Frozen(since=row.frozen_at, by=row.frozen_by) if row.frozen_at else None

    return transactions.read(work)


def freeze(transactions: Transactions, *, actor: str, now: dt.datetime) -> bool:
    """Make the vault read-only; False if it was already, and then nothing is recorded."""

    def work(session: Session) -> bool:
        change = update(vault_state).where(vault_state.c.frozen_at.is_(None)).values(frozen_at=now, frozen_by=actor)
        changed = session.connection.execute(change).rowcount == 1
        if changed:
            session.note(AuditEvent(at=now, actor=actor, action=Action.FROZEN))
        return changed

    return transactions.write(work)


def thaw(transactions: Transactions, *, actor: str, now: dt.datetime) -> bool:
    """Let it change again; False if it could."""

    def work(session: Session) -> bool:
        change = update(vault_state).where(vault_state.c.frozen_at.is_not(None)).values(frozen_at=None, frozen_by=None)
        changed = session.connection.execute(change).rowcount == 1
        if changed:
            session.note(AuditEvent(at=now, actor=actor, action=Action.THAWED))
        return changed

    return transactions.write(work)
