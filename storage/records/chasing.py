"""Chasing papers that expire: who is due, what was chased, what closed the chase. ``strongroom.expiry`` decides.

Each document is a transaction of its own that decides anew on what it finds, so a run that is killed leaves nothing
half done and a second run finds nothing left to do.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, insert, select, update

from storage.audit import AuditEvent
from storage.records.clock_tables import chases
from storage.records.renewing import Closed, open_chases_of, settled, touched
from storage.records.session import AnyRow, Session
from storage.records.streaming import batches
from storage.records.succeeding import dated
from storage.records.succeeding import renewal as renewal_of
from storage.records.tables import documents, facets
from storage.records.transactions import Transactions
from strongroom.errors import Fact
from strongroom.expiry import DAYS_BEFORE, EXPIRED, LONGEST_BREAK, Closing, IsWorking, step
from strongroom.ids import DocumentId

__all__ = ["Chase", "ChaseAction", "Chases", "Closed", "Expiring"]

T = TypeVar("T")

_AHEAD: Final = max(DAYS_BEFORE) + LONGEST_BREAK
_LOOK_BACK: Final = dt.timedelta(hours=1)
"""How long before it was committed a version may have been made: what is younger is looked at once more."""


class ChaseAction(StrEnum):
    """What an audit event of a chase says was done."""

    CHASED = "chased"
    CHASE_CLOSED = "chase_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """A paper that is chased at a step (``strongroom.expiry.DAYS_BEFORE``); with ``renewal``, nobody has to act."""

    document: DocumentId
    kind: str
    expires_on: dt.date
    days_before: int
    renewal: DocumentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """A kept paper that expires soon or has expired. ``chased`` is the last step that was taken."""

    document: DocumentId
    kind: str
    expires_on: dt.date
    chased: int | None


class Chases:
    """What expires, and what was done about it. Safe to use from many threads.

    ``zone`` is where the day of a moment is asked for: where the house is.
    """

    def __init__(self, transactions: Transactions, is_working: IsWorking, zone: dt.tzinfo = dt.UTC) -> None:
        self._transactions = transactions
        self._is_working = is_working
        self._zone = zone

    def plan(self, on: dt.date) -> tuple[tuple[Chase, ...], tuple[Closed, ...]]:
        """What ``open_due`` and ``close_settled`` would do on a day, without doing it."""

        def work(session: Session) -> tuple[tuple[Chase, ...], tuple[Closed, ...]]:
            opened = (self._due(session, row, on) for row in _candidates(session, on))
            closed = (settled(session, row) for row in touched(session))
            return tuple(filter(None, opened)), tuple(filter(None, closed))

        return self._transactions.read(work)

    def open_due(self, *, actor: str, now: dt.datetime) -> tuple[Chase, ...]:
        """Chase what has reached a step and was not chased for it. Where the renewal is here, it begins closed."""
        on = now.astimezone(self._zone).date()

        def open_one(session: Session, number: int) -> Chase | None:
            due = [self._due(session, row, on) for row in _candidates(session, on, documents.c.number == number)]
            found = due[0] if due else None
            if found is not None:
                _write(session, number, found, actor=actor, now=now)
            return found

        # Most candidates wait for a later step; only those that reached one get a transaction that writes.
        numbers = self._transactions.read(lambda session: self._reached(session, on))
        return tuple(self._each(open_one, numbers))

    def close_settled(self, *, actor: str, now: dt.datetime) -> tuple[Closed, ...]:
        """End the chases of papers that were renewed, corrected or are gone."""

        def close_one(session: Session, number: int) -> Closed | None:
            ends = [settled(session, row) for row in open_chases_of(session, number)]
            found = ends[0] if ends else None
            if found is not None:
                _close(session, number, found, actor=actor, now=now)
            return found

        numbers = self._transactions.read(lambda session: [row.number for row in touched(session)])
        closed = tuple(self._each(close_one, numbers))
        # Last: a run that was cut off before looks at the same papers again.
        looked = update(chases).where(chases.c.closed_at.is_(None)).values(looked_at=now - _LOOK_BACK)
        self._transactions.write(lambda session: session.connection.execute(looked))
        return closed

    def expiring(self, by: dt.date, *, limit: int) -> tuple[Expiring, ...]:
        """Kept papers that expire on or before a day and have no renewal that closed their chase, soonest first."""

        def work(session: Session) -> tuple[Expiring, ...]:
            wanted = _expiring(dated(), by).order_by(facets.c.value, documents.c.number)
            rows = session.connection.execute(wanted.limit(limit)).all()
            taken = _all_taken(session, [row.number for row in rows])
            return tuple(
                Expiring(
                    document=DocumentId(row.id),
                    kind=row.kind,
                    expires_on=dt.date.fromordinal(row.expires),
                    chased=min(taken.get((row.number, row.expires), ()), default=None),
                )
                for row in rows
            )

        return self._transactions.read(work)

    def count_expiring(self, by: dt.date) -> int:
        """How many papers ``expiring`` knows of."""
        counted = _expiring(dated().with_only_columns(func.count(), maintain_column_froms=True), by)
        return int(self._transactions.read(lambda session: session.connection.execute(counted).scalar_one()))

    def _each(self, work: Callable[[Session, int], T | None], numbers: Sequence[int]) -> Iterator[T]:
        for number in dict.fromkeys(numbers):
            done = self._transactions.write(partial(_with, work, number))
            if done is not None:
                yield done

    def _reached(self, session: Session, on: dt.date) -> Sequence[int]:
        """The numbers of the papers that reached a step which was not taken."""
        rows = _candidates(session, on)
        taken = _all_taken(session, [row.number for row in rows], chases.c.closed_at.is_(None))
        return [
            row.number
            for row in rows
            if (reached := self._step(row, on)) is not None
            and all(reached < one for one in taken.get((row.number, row.expires), ()))
        ]

    def _step(self, row: AnyRow, on: dt.date) -> int | None:
        return step(dt.date.fromordinal(row.expires), on=on, is_working=self._is_working)

    def _due(self, session: Session, row: AnyRow, on: dt.date) -> Chase | None:
        expires_on = dt.date.fromordinal(row.expires)
        reached = self._step(row, on)
        if reached is None or any(taken <= reached for taken in _taken(session, row)):
            return None
        return Chase(
            document=DocumentId(row.id),
            kind=row.kind,
            expires_on=expires_on,
            days_before=reached,
            renewal=renewal_of(session, row),
        )


def _with(work: Callable[[Session, int], T | None], number: int, session: Session) -> T | None:
    return work(session, number)


def _candidates(session: Session, on: dt.date, *conditions: ColumnElement[bool]) -> Sequence[AnyRow]:
    """Papers that may have reached a step. What was renewed, or was chased after it expired, has no further step."""
    soon = facets.c.value <= on.toordinal() + _AHEAD
    query = dated().where(soon, ~_chased(chases.c.days_before == EXPIRED), ~_renewed(), *conditions)
    return session.connection.execute(query.order_by(facets.c.value, documents.c.number)).all()


def _expiring(query: Select[Any], by: dt.date) -> Select[Any]:
    return query.where(facets.c.value <= by.toordinal(), ~_renewed())


def _renewed() -> ColumnElement[bool]:
    return _chased(chases.c.closed_by == Closing.RENEWED.value)


def _chased(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a document of ``_dated`` was chased for the day that it names now."""
    # Days are numbers in facets and dates in chases, which the databases do not compare alike. What was chased for
    # another day was closed as corrected: the flow closes before it opens.
    corrected = chases.c.closed_by.is_not_distinct_from(Closing.CORRECTED.value)
    return exists().where(chases.c.document == documents.c.number, ~corrected, condition)


def _taken(session: Session, row: AnyRow) -> tuple[int, ...]:
    """The steps that were taken for the day that a document names now."""
    found = session.connection.execute(
        select(chases.c.days_before).where(
            chases.c.document == row.number, chases.c.expires_on == dt.date.fromordinal(row.expires)
        )
    )
    return tuple(found.scalars())


def _all_taken(
    session: Session, numbers: Sequence[int], *which: ColumnElement[bool]
) -> Mapping[tuple[int, int], Sequence[int]]:
    """The steps that were taken in the chases of these papers, by document and day (as a number)."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    taken = select(chases.c.document, chases.c.expires_on, chases.c.days_before).where(*which)
    for batch in batches(numbers):
        for row in session.connection.execute(taken.where(chases.c.document.in_(batch))):
            found[row.document, row.expires_on.toordinal()].append(row.days_before)
    return found


def _write(session: Session, number: int, chase: Chase, *, actor: str, now: dt.datetime) -> None:
    session.connection.execute(
        insert(chases).values(
            document=number,
            expires_on=chase.expires_on,
            days_before=chase.days_before,
            opened_at=now,
            closed_at=now if chase.renewal else None,
            closed_by=Closing.RENEWED.value if chase.renewal else None,
            renewal=_number(session, chase.renewal),
            looked_at=now - _LOOK_BACK,
        )
    )
    action = ChaseAction.CHASE_CLOSED if chase.renewal else ChaseAction.CHASED
    facts: dict[str, Fact] = {"expires_on": chase.expires_on.isoformat(), "days_before": chase.days_before}
    if chase.renewal:
        facts |= {"why": Closing.RENEWED.value, "renewal": chase.renewal}
    session.note(AuditEvent(at=now, actor=actor, action=action, document=chase.document, facts=facts))


def _close(session: Session, number: int, closed: Closed, *, actor: str, now: dt.datetime) -> None:
    session.connection.execute(
        update(chases)
        .where(chases.c.document == number, chases.c.expires_on == closed.expires_on, chases.c.closed_at.is_(None))
        .values(closed_at=now, closed_by=closed.why.value, renewal=_number(session, closed.renewal))
    )
    facts: dict[str, Fact] = {"expires_on": closed.expires_on.isoformat(), "why": closed.why.value}
    if closed.renewal:
        facts["renewal"] = closed.renewal
    session.note(
        AuditEvent(at=now, actor=actor, action=ChaseAction.CHASE_CLOSED, document=closed.document, facts=facts)
    )


def _number(session: Session, document: DocumentId | None) -> int | None:
    if document is None:
        return None
    number = select(documents.c.number).where(documents.c.id == document)
    return int(session.connection.execute(number).scalar_one())
