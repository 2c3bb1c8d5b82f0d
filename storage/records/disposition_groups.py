"""Dispositions in groups: of one stage, kind and rule, and asked for and approved by the same people.

A night proposes thousands. What people decide on is the group; what is done is done paper by paper, each judged again
by itself, in transactions short enough that others are let in between.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from storage.audit import AuditEvent
from storage.records.ending_tables import dispositions
from storage.records.holding import is_held
from storage.records.reach import Reach, within
from storage.records.session import AnyRow, Session
from storage.records.streaming import batches
from storage.records.tables import arrivals, decisions, documents
from storage.records.transactions import Transactions
from storage.records.values import DocumentSummary
from storage.records.viewing import by_ids
from strongroom.disposition import Stage
from strongroom.errors import Denied, Held, NotFound, WrongStage
from strongroom.ids import DocumentId

BATCH: Final = 100
"""Papers that one transaction decides on: SQLite has one writer, and people wait while it writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What the papers of a group have in common. ``kind`` is empty for what is of none, a person where nobody did."""

    stage: Stage
    kind: str
    basis: str
    asked_by: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Papers that are decided on together. Of ``count``, ``held`` are held, and on ``own`` the looker has worked.

    The rule no longer keeps the first of them from ``free_first`` on, and the last from ``free_last`` on. ``asked_at``
    is when the last was asked for, ``due_at`` when the last wait ends.
    """

    key: Key
    count: int
    held: int
    own: int
    free_first: dt.date
    free_last: dt.date
    asked_at: dt.datetime | None
    due_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of a group: how many papers were done, and how many were left as they were, by the reason."""

    done: int
    left: Mapping[str, int]


Step = Callable[[Session, DocumentId], None]
Judge = Callable[[DocumentSummary], AuditEvent | None]
"""The policy, asked about a paper: the event of the refusal, whose facts have its ``code``, or None."""


class DispositionGroups:
    """All groups of dispositions under way. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def listed(self, stage: Stage, reach: Reach, *, actor: str) -> tuple[Group, ...]:
        """The groups at a stage within reach, longest free first.

        Counted by the condition of the reach, which may count a paper of a customer spelt alike but for signs.
        """

        def work(session: Session) -> tuple[Group, ...]:
            rows = session.connection.execute(_counted(actor).where(_at(stage), within(session, reach))).all()
            return tuple(_group(stage, row) for row in rows)

        return self._transactions.read(work)

    def papers(
        self, key: Key, reach: Reach, *, until: dt.datetime, limit: int | None = None, offset: int = 0
    ) -> tuple[DocumentId, ...]:
        """Papers of a group that came into it by a moment, longest free first."""

        def work(session: Session) -> tuple[DocumentId, ...]:
            wanted = _IDS.where(*_of(key), _MOMENT[key.stage] <= until, within(session, reach))
            return tuple(session.connection.execute(wanted.limit(limit).offset(offset)).scalars())

        return self._transactions.read(work)

    def step(self, these: Sequence[DocumentId], judge: Judge, take: Step) -> Tally:
        """Take a step with each of them that may take it; what may not is counted by the reason, and left as it was."""
        left, count = Counter[str](), 0
        for batch in batches(these, BATCH):
            left.update(self._stepped(batch, judge, take))
            count += len(batch)
        return Tally(done=count - left.total(), left=dict(left))

    def _stepped(self, batch: Sequence[DocumentId], judge: Judge, take: Step) -> Sequence[str]:
        """Why papers of a batch were refused, a reason for each."""
        # In the order of their ids: of two people who decide on the same group on PostgreSQL, one then waits for the
        # other, and neither for ever.
        rows = self._transactions.read(lambda session: by_ids(session, sorted(batch)))
        gone = [NotFound.code] * (len(batch) - len(rows))
        judged = {row.id: judge(row) for row in rows}

        def work(session: Session) -> list[str]:
            for event in filter(None, judged.values()):
                session.note(event)
            taken = (_taken(session, document, take) for document, event in judged.items() if event is None)
            return [code for code in taken if code is not None]

        refused = [str(event.facts["code"]) for event in judged.values() if event is not None]
        return [*gone, *refused, *self._transactions.write(work)]


_MOMENT: Final = {
    Stage.ELIGIBLE: dispositions.c.proposed_at,
    Stage.REQUESTED: dispositions.c.requested_at,
    Stage.APPROVED: dispositions.c.approved_at,
}
"""When a paper came to a stage."""
_COMMON: Final = (documents.c.kind, dispositions.c.basis, dispositions.c.requested_by, dispositions.c.approved_by)
_IDS: Final = (
    select(documents.c.id)
    .join(dispositions, documents.c.number == dispositions.c.document)
    .order_by(dispositions.c.ended_on, documents.c.number)
)


def _counted(actor: str) -> Select[tuple[object, ...]]:
    return (
        select(
            *_COMMON,
            func.count().label("papers"),
            func.sum(case((is_held(), 1), else_=0)).label("held"),
            func.sum(case((_worked_on(actor), 1), else_=0)).label("own"),
            func.min(dispositions.c.ended_on).label("free_first"),
            func.max(dispositions.c.ended_on).label("free_last"),
            func.max(dispositions.c.requested_at).label("asked_at"),
            func.max(dispositions.c.due_at).label("due_at"),
        )
        .join(dispositions, documents.c.number == dispositions.c.document)
        .group_by(*_COMMON)
        .order_by(func.min(dispositions.c.ended_on), *_COMMON)
    )


def _worked_on(actor: str) -> ColumnElement[bool]:
    """As ``disposition_steps.workers`` asks of one."""
    brought = exists().where(arrivals.c.document == documents.c.number, arrivals.c.actor == actor)
    decided = exists().where(decisions.c.document == documents.c.number, decisions.c.actor == actor)
    asked = and_(dispositions.c.requested_by.is_not(None), dispositions.c.requested_by == actor)
    return or_(asked, brought.correlate(documents), decided.correlate(documents))


def _at(stage: Stage) -> ColumnElement[bool]:
    return dispositions.c.stage == stage.value


def _of(key: Key) -> tuple[ColumnElement[bool], ...]:
    pairs = zip(_COMMON, (key.kind, key.basis, key.asked_by, key.approved_by), strict=True)
    return (_at(key.stage), *(column == value if value else column.is_(None) for column, value in pairs))


def _group(stage: Stage, row: AnyRow) -> Group:
    people = {"asked_by": row.requested_by or "", "approved_by": row.approved_by or ""}
    return Group(
        key=Key(stage=stage, kind=row.kind or "", basis=row.basis, **people),
        count=row.papers,
        held=row.held,
        own=row.own,
        free_first=row.free_first,
        free_last=row.free_last,
        asked_at=row.asked_at,
        due_at=row.due_at,
    )


def _taken(session: Session, document: DocumentId, take: Step) -> str | None:
    try:
        take(session, document)
    except Denied as error:
        return str(error.facts["reason"])
    except (Held, NotFound, WrongStage) as error:
        return error.code
    return None
