"""The review queue of one person: a page of what they may decide on, and counts of all of it.

What a person may decide on is a condition that the database tests, so that pages are full and counts tell of nothing
else; papers are opened only for the lines that are shown.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true

from storage.records import tasks
from storage.records.account_tables import stations
from storage.records.finding import Page
from storage.records.opening import open_rows
from storage.records.reach import EVERYTHING, Reach, within
from storage.records.review_tables import skips
from storage.records.session import DocumentRow, Session
from storage.records.tables import arrivals, decisions, documents, reviews
from storage.records.tables import facets as clear
from storage.records.values import DocumentSummary
from strongroom.four_eyes import Stage
from strongroom.ids import DocumentId
from strongroom.kind import UNKNOWN, Kind, Type


class Only(StrEnum):
    """A part of the queue. ``OPEN`` is what nobody else has and what is for nobody else."""

    MINE = "mine"
    FREE = "free"
    OVERDUE = "overdue"
    SECOND = "second"
    OPEN = "open"


class Order(StrEnum):
    """What comes first: what is due, what a mistake would cost most, papers of a kind together, or whose turn it is.

    In turn come what is for this person, then what is due, and at last what they left for later, in that order.
    """

    DUE = "due"
    RISK = "risk"
    KIND = "kind"
    TURN = "turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Whose queue it is: ``first`` is what they may review, ``further`` what they may approve after others."""

    actor: str
    now: dt.datetime
    first: Reach = EVERYTHING
    further: Reach = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who has a document in front of them, and until when."""

    document: DocumentId
    user: str
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of the queue.

    ``assignee`` is whom it is for, None anybody; ``skipped_at`` is when who asks left it for later. ``workers`` are
    those who handed it in or decided on it in this review.
    """

    summary: DocumentSummary
    opened_at: dt.datetime
    due_at: dt.datetime
    version: int
    seat: Seat | None
    stage: Stage
    assignee: str | None
    skipped_at: dt.datetime | None
    workers: frozenset[str]

    def held_by_another(self, actor: str) -> bool:
        """Whether somebody else sits at it, or it is for somebody else."""
        taken = self.seat is not None and self.seat.user != actor
        return taken or self.assignee not in (None, actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A person's queue in numbers; ``kinds`` has the most frequent first."""

    total: int
    oldest: dt.datetime | None
    parts: Mapping[Only, int]
    kinds: tuple[tuple[str, int], ...]


def lines(
    session: Session, queue: Queue, page: Page, *, only: Only | None = None, kind: str = "", order: Order = Order.DUE
) -> tuple[Waiting, ...]:
    """A page of what waits."""
    asked = _of(
        queue,
        select(
            documents,
            reviews.c.opened_at,
            reviews.c.due_at,
            reviews.c.stage,
            reviews.c.assignee,
            stations.c.user,
            stations.c.expires_at.label("until"),
            skips.c.skipped_at,
        ),
    ).where(may_decide(session, queue))
    if only is not None:
        asked = asked.where(_part(only, queue))
    if kind:
        asked = asked.where(_KIND == kind)
    asked = asked.order_by(*_order(session, queue, order), reviews.c.due_at, reviews.c.number)
    rows = session.connection.execute(asked.limit(page.limit).offset(page.offset)).all()
    return _opened(session, rows, queue.now)


def tally(session: Session, queue: Queue) -> Tally:
    """All that waits, counted."""
    parts = {part: func.coalesce(func.sum(case((_part(part, queue), 1), else_=0)), 0) for part in Only}
    asked = select(func.count().label("total"), func.min(reviews.c.opened_at).label("oldest"), *parts.values())
    may = may_decide(session, queue)
    total, oldest, *counts = session.connection.execute(_of(queue, asked).where(may)).one()
    often = func.count().label("often")
    kinds = session.connection.execute(
        _of(queue, select(_KIND, often)).where(may).group_by(_KIND).order_by(often.desc(), _KIND)
    )
    return Tally(
        total=total,
        oldest=oldest,
        parts=dict(zip(parts, map(int, counts), strict=True)),
        kinds=tuple((row[0], row[1]) for row in kinds),
    )


def count(session: Session, queue: Queue) -> int:
    """How much waits."""
    asked = _of(queue, select(func.count())).where(may_decide(session, queue))
    found: int = session.connection.execute(asked).scalar_one()
    return found


def held(document: str, user: str | None, until: dt.datetime | None, now: dt.datetime) -> Seat | None:
    """The seat at a document; None where nobody sits, or sat too long ago."""
    if user is None or until is None or until <= now:
        return None
    return Seat(document=DocumentId(document), user=user, expires_at=until)


_KIND: Final = func.coalesce(documents.c.kind, UNKNOWN)


def _of(queue: Queue, asked: Select[Any]) -> Select[Any]:
    here = and_(stations.c.document == documents.c.number, stations.c.expires_at > queue.now)
    left = and_(skips.c.document == documents.c.number, skips.c.user == queue.actor)
    joined = documents.join(reviews, reviews.c.document == documents.c.number)
    return asked.select_from(joined.outerjoin(stations, here).outerjoin(skips, left)).where(
        reviews.c.closed_at.is_(None)
    )


def may_decide(session: Session, queue: Queue) -> ColumnElement[bool]:
    """The condition on ``documents`` and ``reviews``: what one person may decide on alone, and what others decided
    before, where nobody settles their own.
    """
    decided = exists().where(
        decisions.c.document == documents.c.number,
        decisions.c.decided_at >= reviews.c.opened_at,
        decisions.c.actor == queue.actor,
    )
    handed_in = exists().where(arrivals.c.document == documents.c.number, arrivals.c.actor == queue.actor)
    of_others = and_(within(session, queue.further), ~decided, ~handed_in)
    return and_(within(session, queue.first), or_(reviews.c.stage == Stage.FIRST, of_others))


def _part(only: Only, queue: Queue) -> ColumnElement[bool]:
    match only:
        case Only.MINE:
            return or_(reviews.c.assignee == queue.actor, stations.c.user == queue.actor)
        case Only.FREE:
            return and_(reviews.c.assignee.is_(None), stations.c.user.is_(None))
        case Only.OVERDUE:
            return reviews.c.due_at <= queue.now
        case Only.SECOND:
            return reviews.c.stage > Stage.FIRST
        case Only.OPEN:
            ours = (or_(column.is_(None), column == queue.actor) for column in (reviews.c.assignee, stations.c.user))
            return and_(true(), *ours)


def _order(session: Session, queue: Queue, order: Order) -> tuple[ColumnElement[Any], ...]:
    match order:
        case Order.DUE:
            return ()
        case Order.RISK:
            return _sensitivity(session.kinds).desc(), _amount(session.kinds).desc()
        case Order.KIND:
            return (_KIND,)
        case Order.TURN:
            for_me = case((reviews.c.assignee == queue.actor, 0), else_=1)
            return case((skips.c.skipped_at.is_(None), 0), else_=1), for_me, skips.c.skipped_at


def _sensitivity(kinds: Mapping[str, Kind]) -> ColumnElement[int]:
    return case(
        {kind.id: int(kind.sensitivity) for kind in kinds.values()}, value=_KIND, else_=int(kinds[UNKNOWN].sensitivity)
    )


def _amount(kinds: Mapping[str, Kind]) -> ColumnElement[int]:
    names = sorted({field.name for kind in kinds.values() for field in kind.fields if field.type is Type.AMOUNT})
    largest = select(func.max(func.abs(clear.c.value))).where(
        clear.c.document == documents.c.number, clear.c.field.in_(names)
    )
    return func.coalesce(largest.correlate(documents).scalar_subquery(), 0)


def _opened(session: Session, rows: Sequence[DocumentRow], now: dt.datetime) -> tuple[Waiting, ...]:
    opened = {summary.id: summary for summary in open_rows(session, rows)}
    workers = tasks.workers_of(session, [row.number for row in rows if row.stage > Stage.FIRST])
    return tuple(
        Waiting(
            summary=opened[row.id],
            opened_at=row.opened_at,
            due_at=row.due_at,
            version=row.version,
            seat=held(row.id, row.user, row.until, now),
            stage=Stage(row.stage),
            assignee=row.assignee,
            skipped_at=row.skipped_at,
            workers=workers[row.number],
        )
        for row in rows
        if row.id in opened
    )
