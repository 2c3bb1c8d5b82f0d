"""What a customer is asked for goes where they go: with a merge and back, and from a bad copy to the better one.

An ask keeps its id, its letters and its links: what the customer was sent goes on being true.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, insert, or_, select, update

from storage.records.ask_tables import asks, merged_asks
from storage.records.asking import AskAction, close_within, note
from storage.records.session import Session
from storage.records.tables import equalities
from strongroom.asking import Ending, Why


def carry(
    session: Session, merge: str, double: bytes, into: bytes, papers: Select[Any], *, actor: str, now: dt.datetime
) -> None:
    """Have the other customer asked for what a double is asked for; ``papers`` are the numbers of those that go too.

    What the other is asked for already is asked for once: there the double's ask is settled. What is about a paper that
    stays with the double stays too.
    """
    theirs = (asks.c.customer == double, asks.c.closed_at.is_(None))
    goes = or_(asks.c.document.is_(None), asks.c.document.in_(papers))
    rows = session.connection.execute(select(asks).where(*theirs, goes).order_by(asks.c.id).with_for_update()).all()
    for row in rows:
        same = (asks.c.customer == into, asks.c.closed_at.is_(None), asks.c.why == row.why, asks.c.kinds == row.kinds)
        if row.document is None and session.connection.execute(select(asks.c.id).where(*same).limit(1)).first():
            close_within(session, row.id, Ending.SETTLED, actor=actor, now=now)
            continue
        session.connection.execute(update(asks).where(asks.c.id == row.id).values(customer=into))
        session.connection.execute(insert(merged_asks).values(merge=merge, ask=row.id))
        note(session, AskAction.CARRIED, row.id, actor=actor, now=now, merge=merge)


def bring_back(session: Session, merge: str, former: bytes, into: bytes, *, actor: str, now: dt.datetime) -> None:
    """Have the double asked again for what went with a merge, unless it went further, or its paper stayed behind."""
    of_paper = exists().where(equalities.c.document == asks.c.document, equalities.c.hash == former)
    went = asks.c.id.in_(select(merged_asks.c.ask).where(merged_asks.c.merge == merge))
    back = and_(went, asks.c.customer == into, asks.c.closed_at.is_(None), or_(asks.c.document.is_(None), of_paper))
    for ask in session.connection.execute(
        select(asks.c.id).where(back).order_by(asks.c.id).with_for_update()
    ).scalars():
        session.connection.execute(update(asks).where(asks.c.id == ask).values(customer=former))
        note(session, AskAction.CARRIED, ask, actor=actor, now=now, merge=merge)


def carry_renewals(session: Session, bad: int, better: int, *, actor: str, now: dt.datetime) -> None:
    """Have the better copy of a paper renewed in place of the bad one; both by their numbers."""
    going_on = and_(asks.c.why == Why.RENEWAL.value, asks.c.closed_at.is_(None))
    for ask in _locked(session, and_(asks.c.document == bad, going_on)):
        session.connection.execute(update(asks).where(asks.c.id == ask).values(document=better))
        note(session, AskAction.CARRIED, ask, actor=actor, now=now)


def _locked(session: Session, wanted: ColumnElement[bool]) -> Sequence[str]:
    query = select(asks.c.id).where(wanted).order_by(asks.c.id).with_for_update()
    return session.connection.execute(query).scalars().all()
