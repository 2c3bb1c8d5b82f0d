"""The letters of asks: proposed, allowed by somebody, and sent; each step once. ``asking`` has what they are about."""

import datetime as dt
from typing import Any

from sqlalchemy import and_, insert, or_, select, update

from storage.records.ask_tables import ask_letters, asks
from storage.records.asking import Ask, AskAction, Letter, Way, found, note, open_one
from storage.records.session import Session
from storage.records.transactions import Transactions
from strongroom.asking import order_of
from strongroom.errors import NotFound
from strongroom.notice import wait_after


class Letters:
    """All letters. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def propose(self, ask: str, step: int, *, actor: str, now: dt.datetime) -> bool:
        """Propose the letter of a step; what was not sent before has its place taken. False if it was proposed."""

        def work(session: Session) -> bool:
            one = open_one(session, ask)
            if any(order_of(one.why, letter.step) >= order_of(one.why, step) for letter in one.letters):
                return False
            unsent = and_(ask_letters.c.ask == ask, ask_letters.c.ended_at.is_(None))
            session.connection.execute(update(ask_letters).where(unsent).values(ended_at=now))
            session.connection.execute(insert(ask_letters).values(ask=ask, step=step, proposed_at=now, attempts=0))
            note(session, AskAction.PROPOSED, ask, actor=actor, now=now, step=step)
            return True

        return self._transactions.write(work)

    def allow(self, ask: str, *, actor: str, now: dt.datetime) -> int:
        """Give leave to send the letter that waits; return its step (NotFound where none waits)."""

        def work(session: Session) -> int:
            letter = open_one(session, ask).letter
            if letter is None or not letter.waits:
                raise NotFound(ask=ask)
            _change(session, ask, letter.step, allowed_at=now, allowed_by=actor)
            note(session, AskAction.ALLOWED, ask, actor=actor, now=now, step=letter.step)
            return letter.step

        return self._transactions.write(work)

    def to_send(self, now: dt.datetime) -> tuple[Ask, ...]:
        """Asks whose newest letter was allowed and is to go now."""
        going = and_(
            ask_letters.c.ended_at.is_(None),
            ask_letters.c.allowed_at.is_not(None),
            or_(ask_letters.c.not_before.is_(None), ask_letters.c.not_before <= now),
        )
        these = select(ask_letters.c.ask).where(going)
        return self._transactions.read(lambda session: found(session, asks.c.closed_at.is_(None), asks.c.id.in_(these)))

    def sent(self, ask: str, step: int, way: Way, *, actor: str, now: dt.datetime) -> None:
        """Remember that a letter went."""

        def work(session: Session) -> None:
            _change(session, ask, step, ended_at=now, sent=way.value)
            note(session, AskAction.SENT, ask, actor=actor, now=now, step=step, way=way.value)

        self._transactions.write(work)

    def not_sent(self, ask: str, letter: Letter, *, actor: str, now: dt.datetime) -> None:
        """Try a letter later, or give it up when it failed too often."""
        wait = wait_after(letter.attempts + 1)

        def work(session: Session) -> None:
            changes: dict[str, Any] = {"not_before": now + wait} if wait else {"ended_at": now}
            _change(session, ask, letter.step, attempts=letter.attempts + 1, **changes)
            if wait is None:
                note(session, AskAction.GIVEN_UP, ask, actor=actor, now=now, step=letter.step)

        self._transactions.write(work)


def _change(session: Session, ask: str, step: int, **values: object) -> None:
    which = and_(ask_letters.c.ask == ask, ask_letters.c.step == step)
    session.connection.execute(update(ask_letters).where(which).values(**values))
