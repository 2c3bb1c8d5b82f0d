"""Chasing papers that expire: who is due, what was chased, what closed the chase. ``strongroom.expiry`` decides.

A few documents are a transaction that decides anew on what it finds, so a run that is killed leaves nothing half done
and a second run finds nothing left to do.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, insert, select, update

from storage.audit import AuditEvent
from storage.records.chase_looks import Look, changed_since, looked, remember
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

BATCH: Final = 50
"""Documents that one transaction chases: their papers are opened within it, while others wait to write."""
_AHEAD: Final = max(DAYS_BEFORE) + LONGEST_BREAK
_BEHIND: Final = LONGEST_BREAK + 2
"""Days before a look in which a paper may have expired of which that was not said yet: a holiday, and a day where the
house lies in another zone.
"""


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
            opened = tuple(self._due(session, _candidates(session, on), on).values())
            return opened, tuple(closed for _, closed in _ended(session, touched(session)))

        return self._transactions.read(work)

    def open_due(self, *, actor: str, now: dt.datetime) -> tuple[Chase, ...]:
        """Chase what has reached a step and was not chased for it. Where the renewal is here, it begins closed."""
        on = now.astimezone(self._zone).date()

        def open_some(session: Session, numbers: Sequence[int]) -> Iterable[Chase]:
            found = self._due(session, _candidates_among(session, on, numbers), on)
            _write(session, found, actor=actor, now=now)
            return found.values()

        # Most candidates wait for a later step; only those that reached one get a transaction that writes.
        reached = self._transactions.read(
            lambda session: [row.number for row, _ in self._reached(session, _candidates(session, on), on)]
        )
        opened = tuple(self._in_batches(open_some, reached))
        self._transactions.write(lambda session: remember(session, Look.OPEN, now))
        return opened

    def close_settled(self, *, actor: str, now: dt.datetime) -> tuple[Closed, ...]:
        """End the chases of papers that were renewed, corrected or are gone."""

        def close_some(session: Session, numbers: Sequence[int]) -> Iterable[Closed]:
            ended = _ended(session, open_chases_of(session, numbers))
            for number, closed in ended:
                _close(session, number, closed, actor=actor, now=now)
            return [closed for _, closed in ended]

        numbers = self._transactions.read(lambda session: [row.number for row in touched(session)])
        closed = tuple(self._in_batches(close_some, numbers))
        self._transactions.write(lambda session: remember(session, Look.CLOSE, now))
        return closed

    def expiring(self, by: dt.date, *, limit: int) -> tuple[Expiring, ...]:
        """Kept papers that expire on or before a day and have no renewal that closed their chase, soonest first."""

        def work(session: Session) -> tuple[Expiring, ...]:
            wanted = _expiring(dated(), by).order_by(facets.c.value, documents.c.number)
            rows = session.connection.execute(wanted.limit(limit)).all()
            taken = _taken(session, [row.number for row in rows])
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

    def _in_batches(self, work: Callable[[Session, Sequence[int]], Iterable[T]], numbers: Iterable[int]) -> Iterator[T]:
        """Do this work on some documents at a time, each batch in a transaction."""
        for some in batches(dict.fromkeys(numbers), BATCH):
            yield from self._transactions.write(partial(_with, work, some))

    def _reached(self, session: Session, rows: Iterable[AnyRow], on: dt.date) -> Iterator[tuple[AnyRow, int]]:
        """Those of the candidates that reached a step which was not taken, with the step."""
        at = [
            (row, reached)
            for row in rows
            if (reached := step(dt.date.fromordinal(row.expires), on=on, is_working=self._is_working)) is not None
        ]
        taken = _taken(session, [row.number for row, _ in at])
        for row, reached in at:
            if all(reached < one for one in taken.get((row.number, row.expires), ())):
                yield row, reached

    def _due(self, session: Session, rows: Iterable[AnyRow], on: dt.date) -> Mapping[int, Chase]:
        """What is to be chased of the candidates, by row number."""
        return {
            row.number: Chase(
                document=DocumentId(row.id),
                kind=row.kind,
                expires_on=dt.date.fromordinal(row.expires),
                days_before=reached,
                renewal=renewal_of(session, row),
            )
            for row, reached in self._reached(session, rows, on)
        }


def _with(work: Callable[[Session, Sequence[int]], T], numbers: Sequence[int], session: Session) -> T:
    return work(session, numbers)


def _candidates(session: Session, on: dt.date) -> Sequence[AnyRow]:
    """Papers that may have reached a step, soonest first.

    What had expired long before the last look was chased for that by then. A house keeps thousands of such papers.
    """
    soon = on.toordinal() + _AHEAD
    since = looked(session, Look.OPEN)
    if since is None:
        return session.connection.execute(_CANDIDATES, {"soon": soon}).all()
    near = session.connection.execute(_NEAR, {"soon": soon, "late": since.date().toordinal() - _BEHIND})
    changed = session.connection.execute(_CHANGED, {"soon": soon, "since": since})
    found = {row.number: row for row in (*near, *changed)}
    return sorted(found.values(), key=lambda row: (row.expires, row.number))


def _candidates_among(session: Session, on: dt.date, numbers: Sequence[int]) -> Sequence[AnyRow]:
    """Those among some documents, by their row numbers."""
    return session.connection.execute(_AMONG, {"soon": on.toordinal() + _AHEAD, "among": numbers}).all()


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


def _taken(session: Session, numbers: Iterable[int]) -> Mapping[tuple[int, int], Sequence[int]]:
    """The steps that were taken in the chases of these papers, by document and day (as a number)."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for batch in batches(numbers):
        for row in session.connection.execute(_TAKEN, {"among": batch}):
            found[row.document, row.expires_on.toordinal()].append(row.days_before)
    return found


def _ended(session: Session, rows: Iterable[AnyRow]) -> Sequence[tuple[int, Closed]]:
    """Which of the open chases end now, with the row numbers of their documents."""
    return [(row.number, closed) for row in rows if (closed := settled(session, row)) is not None]


def _write(session: Session, found: Mapping[int, Chase], *, actor: str, now: dt.datetime) -> None:
    for number, chase in found.items():
        session.connection.execute(
            _OPEN,
            {
                "document": number,
                "expires_on": chase.expires_on,
                "days_before": chase.days_before,
                "opened_at": now,
                "closed_at": now if chase.renewal else None,
                "closed_by": Closing.RENEWED.value if chase.renewal else None,
                "renewal": _number(session, chase.renewal),
            },
        )
        action = ChaseAction.CHASE_CLOSED if chase.renewal else ChaseAction.CHASED
        facts: dict[str, Fact] = {"expires_on": chase.expires_on.isoformat(), "days_before": chase.days_before}
        if chase.renewal:
            facts |= {"why": Closing.RENEWED.value, "renewal": chase.renewal}
        session.note(AuditEvent(at=now, actor=actor, action=action, document=chase.document, facts=facts))


def _close(session: Session, number: int, closed: Closed, *, actor: str, now: dt.datetime) -> None:
    which = {"ended": number, "day": closed.expires_on}
    values = {"closed_at": now, "closed_by": closed.why.value, "renewal": _number(session, closed.renewal)}
    session.connection.execute(_CLOSE, {**which, **values})
    facts: dict[str, Fact] = {"expires_on": closed.expires_on.isoformat(), "why": closed.why.value}
    if closed.renewal:
        facts["renewal"] = closed.renewal
    session.note(
        AuditEvent(at=now, actor=actor, action=ChaseAction.CHASE_CLOSED, document=closed.document, facts=facts)
    )


def _number(session: Session, document: DocumentId | None) -> int | None:
    if document is None:
        return None
    return int(session.connection.execute(_NUMBER, {"sought": document}).scalar_one())


# What was renewed, or was chased after it expired, has no further step.
_CANDIDATES: Final = (
    dated()
    .where(facets.c.value <= bindparam("soon"), ~_chased(chases.c.days_before == EXPIRED), ~_renewed())
    .order_by(facets.c.value, documents.c.number)
)
_NEAR: Final = _CANDIDATES.where(facets.c.value >= bindparam("late"))
_CHANGED: Final = _CANDIDATES.where(changed_since())
_AMONG: Final = _CANDIDATES.where(documents.c.number.in_(bindparam("among", expanding=True)))
_TAKEN: Final = select(chases.c.document, chases.c.expires_on, chases.c.days_before).where(
    chases.c.document.in_(bindparam("among", expanding=True))
)
_OPEN: Final = insert(chases)
_CLOSE: Final = update(chases).where(
    chases.c.document == bindparam("ended"), chases.c.expires_on == bindparam("day"), chases.c.closed_at.is_(None)
)
_NUMBER: Final = select(documents.c.number).where(documents.c.id == bindparam("sought"))
