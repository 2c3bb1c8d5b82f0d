"""Whose access was looked at and left to them, by whom, and when they last signed in: what access reviews go by."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, insert, select

from storage.audit import AuditEvent
from storage.records.account_tables import sessions
from storage.records.request_tables import confirmations
from storage.records.session import Session
from storage.records.transactions import Transactions
from strongroom.ids import new_id

CONFIRMED = "access_confirmed"
"""What the audit event of a confirmation says was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one account. Of somebody who never signed in, or was never confirmed, there is no time."""

    confirmed_at: dt.datetime | None = None
    confirmed_by: str | None = None
    signed_in_at: dt.datetime | None = None


def confirm(session: Session, user: str, *, by: str, now: dt.datetime) -> None:
    """Write down that somebody's access was confirmed."""
    session.connection.execute(
        insert(confirmations).values(id=new_id(now), user=user, confirmed_at=now, confirmed_by=by)
    )
    session.note(AuditEvent(at=now, actor=by, action=CONFIRMED, facts={"user": user}))


def confirm_access(transactions: Transactions, user: str, *, by: str, now: dt.datetime) -> None:
    """The same as a transaction of its own."""
    transactions.write(lambda session: confirm(session, user, by=by, now=now))


def standings(transactions: Transactions) -> Mapping[str, Standing]:
    """How every account stands, by its id; accounts of which nothing is known are not among them."""

    def work(session: Session) -> Mapping[str, Standing]:
        newest = select(func.max(confirmations.c.id)).group_by(confirmations.c.user)
        confirmed = {
            row.user: row
            for row in session.connection.execute(select(confirmations).where(confirmations.c.id.in_(newest)))
        }
        begun = select(sessions.c.user, func.max(sessions.c.started_at).label("at")).where(sessions.c.complete)
        seen = {row.user: row.at for row in session.connection.execute(begun.group_by(sessions.c.user))}
        return {
            user: Standing(
                confirmed_at=confirmed[user].confirmed_at if user in confirmed else None,
                confirmed_by=confirmed[user].confirmed_by if user in confirmed else None,
                signed_in_at=seen.get(user),
            )
            for user in confirmed.keys() | seen.keys()
        }

    return transactions.read(work)
