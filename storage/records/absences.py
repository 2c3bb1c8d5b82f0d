"""When people are away: from a day to a day, the last one included. One absence for each person at a time."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, insert, select

from storage.audit import AuditEvent
from storage.records.account_tables import absences, users
from storage.records.session import Session
from storage.records.transactions import Transactions
from strongroom.errors import BadForm, NotFound


class AbsenceAction(StrEnum):
    """What an audit event of an absence says was done."""

    SET = "absence_set"
    ENDED = "absence_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which somebody is away: [``first``, ``last``]."""

    first: dt.date
    last: dt.date


class Absences:
    """Those of everybody. Every method is one transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def all(self) -> Mapping[str, Absence]:
        """By the id of the user, those that are over as well."""

        def work(session: Session) -> Mapping[str, Absence]:
            rows = session.connection.execute(select(absences).order_by(absences.c.user))
            return {row.user: Absence(first=row.first_day, last=row.last_day) for row in rows}

        return self._transactions.read(work)

    def away(self, day: dt.date) -> frozenset[str]:
        """Who is away on a day, by the ids under which their acts are recorded."""
        return frozenset(f"user:{user}" for user, one in self.all().items() if one.first <= day <= one.last)

    def set(self, user: str, absence: Absence, *, by: str, now: dt.datetime) -> None:
        """Say when somebody is away, in place of what was said before.

        Raises:
            BadForm: it ends before it begins. NotFound: there is nobody with this id.
        """
        if absence.last < absence.first:
            raise BadForm(field="last")

        def work(session: Session) -> None:
            # Their row is locked: two who say so at once would both find nothing to replace.
            if (
                session.connection.execute(select(users.c.id).where(users.c.id == user).with_for_update()).first()
                is None
            ):
                raise NotFound(user=user)
            session.connection.execute(delete(absences).where(absences.c.user == user))
            session.connection.execute(
                insert(absences).values(user=user, first_day=absence.first, last_day=absence.last)
            )
            session.note(AuditEvent(at=now, actor=by, action=AbsenceAction.SET, facts={"user": user}))

        self._transactions.write(work)

    def end(self, user: str, *, by: str, now: dt.datetime) -> None:
        """Somebody is there: what was said of them is forgotten. Nothing happens where nothing was said."""

        def work(session: Session) -> None:
            if session.connection.execute(delete(absences).where(absences.c.user == user)).rowcount:
                session.note(AuditEvent(at=now, actor=by, action=AbsenceAction.ENDED, facts={"user": user}))

        self._transactions.write(work)
