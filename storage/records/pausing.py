"""What is paused: the intake, single schedules, or everything. A row, so that it outlasts restarts and is audited."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, insert, select

from storage.audit import AuditEvent
from storage.records.clock_tables import pauses
from storage.records.session import Session
from storage.records.transactions import Transactions

INTAKE: Final = "intake"
"""Nothing is taken in; what was taken in is read and filed."""
MAINTENANCE: Final = "maintenance"
"""Nothing is taken in, read or filed, and no schedule begins."""


class PauseAction(StrEnum):
    """What an audit event of a pause says was done."""

    PAUSED = "paused"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Since when something is paused, and by whom."""

    since: dt.datetime
    actor: str


class Pauses:
    """What is paused, by name. Safe to use from many threads and processes."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def pause(self, name: str, *, actor: str, now: dt.datetime) -> bool:
        """Pause something; say whether it was not paused before."""

        def work(session: Session) -> bool:
            if session.connection.execute(select(pauses.c.name).where(pauses.c.name == name)).first():
                return False
            session.connection.execute(insert(pauses).values(name=name, since=now, actor=actor))
            session.note(AuditEvent(at=now, actor=actor, action=PauseAction.PAUSED, facts={"name": name}))
            return True

        return self._transactions.write(work)

    def resume(self, name: str, *, actor: str, now: dt.datetime) -> bool:
        """End a pause; say whether there was one."""

        def work(session: Session) -> bool:
            if not session.connection.execute(delete(pauses).where(pauses.c.name == name)).rowcount:
                return False
            session.note(AuditEvent(at=now, actor=actor, action=PauseAction.RESUMED, facts={"name": name}))
            return True

        return self._transactions.write(work)

    def now(self) -> Mapping[str, Pause]:
        """Everything that is paused, by name."""

        def work(session: Session) -> Mapping[str, Pause]:
            rows = session.connection.execute(select(pauses).order_by(pauses.c.name))
            return {row.name: Pause(since=row.since, actor=row.actor) for row in rows}

        return self._transactions.read(work)

    def is_paused(self, *names: str) -> bool:
        """Whether any of these is paused."""
        return not self.now().keys().isdisjoint(names)
