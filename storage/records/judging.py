"""Reviews as the clock sees them: what was decided in a time, what waits too long, and seats that nobody sits in."""

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, insert, select, update

from storage.audit import AuditEvent
from storage.records.account_tables import stations
from storage.records.session import Session
from storage.records.tables import decisions, documents, reviews
from storage.records.tasks import decided_as, draw_of
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.document import State
from strongroom.errors import KeyMissing
from strongroom.ids import DocumentId
from strongroom.kind import UNKNOWN
from strongroom.quality import Judged


class JudgingAction(StrEnum):
    """What an audit event of a review says was done."""

    ESCALATED = "escalated"


class Judging:
    """The care of reviews. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def stuck(self, now: dt.datetime, *, reminders: int) -> tuple[DocumentId, ...]:
        """Overdue tasks that were reminded of so often and that were not passed on yet."""
        return self._transactions.read(lambda session: tuple(row.id for row in _stuck(session, now, reminders)))

    def escalated(self) -> tuple[DocumentId, ...]:
        """Open tasks that were passed on, longest first."""

        def work(session: Session) -> tuple[DocumentId, ...]:
            passed_on = and_(reviews.c.closed_at.is_(None), reviews.c.escalated_at.is_not(None))
            rows = session.connection.execute(_tasks(passed_on).order_by(reviews.c.escalated_at, reviews.c.number))
            return tuple(DocumentId(row.id) for row in rows)

        return self._transactions.read(work)

    def escalate(self, now: dt.datetime, *, reminders: int, actor: str) -> tuple[DocumentId, ...]:
        """Pass stuck tasks on, each once."""

        def work(session: Session) -> tuple[DocumentId, ...]:
            found = _stuck(session, now, reminders)
            for row in found:
                session.connection.execute(
                    update(reviews).where(reviews.c.number == row.review).values(escalated_at=now)
                )
                facts = {"reminders": row.reminders}
                session.note(
                    AuditEvent(at=now, actor=actor, action=JudgingAction.ESCALATED, document=row.id, facts=facts)
                )
            return tuple(DocumentId(row.id) for row in found)

        return self._transactions.write(work)

    def slip_in(
        self, now: dt.datetime, *, since: dt.datetime, share: float, due_at: dt.datetime, actor: str
    ) -> tuple[DocumentId, ...]:
        """Send to review some of what was filed since a time and seen by nobody: those whose lot is drawn.

        A document's lot never changes, so that running twice, or often, draws no more than the share.
        """

        def work(session: Session) -> tuple[DocumentId, ...]:
            drawn = [row for row in _unseen(session, since) if draw_of(session, row.id, "sample") < share]
            for found in drawn:
                row = session.document(found.id)
                session.move(row, State.IN_REVIEW, filed_at=None)
                session.connection.execute(
                    insert(reviews).values(document=row.number, opened_at=now, due_at=due_at, reminders=0, sampled=True)
                )
                event = AuditEvent(at=now, actor=actor, action=Action.SENT_TO_REVIEW, document=found.id)
                session.note(event)
            return tuple(DocumentId(row.id) for row in drawn)

        return self._transactions.write(work)

    def abandoned(self, now: dt.datetime) -> int:
        """How many seats ran out and were not given up: their documents are free, and look taken to nobody."""
        count = select(func.count()).where(stations.c.expires_at <= now)
        return self._transactions.read(lambda session: session.connection.execute(count).scalar_one())

    def clear_abandoned(self, now: dt.datetime) -> int:
        """Forget the seats that ran out; return how many there were."""
        gone = delete(stations).where(stations.c.expires_at <= now)
        return self._transactions.write(lambda session: int(session.connection.execute(gone).rowcount))

    def decided(self, since: dt.datetime, until: dt.datetime) -> tuple[Judged, ...]:
        """What people decided in [since, until), in order. Of what they typed only the names of fields are kept."""

        def work(session: Session) -> tuple[Judged, ...]:
            rows = session.connection.execute(
                select(decisions, documents.c.id, documents.c.kind)
                .join(documents, documents.c.number == decisions.c.document)
                .where(decisions.c.decided_at >= since, decisions.c.decided_at < until)
                .order_by(decisions.c.decided_at, decisions.c.number)
            ).all()
            return tuple(_judged(session, row) for row in rows)

        return self._transactions.read(work)


def _tasks(condition: ColumnElement[bool]) -> Any:
    return (
        select(documents.c.id, reviews.c.number.label("review"), reviews.c.reminders)
        .join(documents, documents.c.number == reviews.c.document)
        .where(condition)
    )


def _stuck(session: Session, now: dt.datetime, reminders: int) -> list[Row[Any]]:
    waiting = and_(
        reviews.c.closed_at.is_(None),
        reviews.c.escalated_at.is_(None),
        reviews.c.due_at <= now,
        reviews.c.reminders >= reminders,
    )
    return list(session.connection.execute(_tasks(waiting).order_by(reviews.c.due_at, reviews.c.number)))


def _unseen(session: Session, since: dt.datetime) -> list[Row[Any]]:
    """What went straight through since a time and nobody has reviewed; of a bundle nothing was read."""
    return list(
        session.connection.execute(
            select(documents.c.id)
            .where(documents.c.state == State.FILED.value, documents.c.straight_through.is_(True))
            .where(documents.c.filed_at >= since, documents.c.kind != UNKNOWN)
            .where(~exists().where(reviews.c.document == documents.c.number))
            .order_by(documents.c.number)
        )
    )


def _judged(session: Session, row: Row[Any]) -> Judged:
    document = DocumentId(row.id)
    opened_at = session.connection.execute(
        select(func.max(reviews.c.opened_at)).where(
            reviews.c.document == row.document, reviews.c.opened_at <= row.decided_at
        )
    ).scalar_one()
    try:
        said = session.seals.open_json(document, decided_as(row, row.decided_at), row.particulars)
    except KeyMissing:
        said = {}  # destroyed since: that somebody decided is still known
    return Judged(
        document=document,
        kind=row.kind or "",
        verdict=row.verdict,
        actor=row.actor,
        decided_at=row.decided_at,
        corrected=tuple(sorted(said.get("corrections", {}))),
        kind_changed=bool(said.get("kind")),
        waited=(row.decided_at - opened_at).total_seconds() if opened_at else None,
        seconds=row.seconds,
        spent={name: seconds for name, seconds in said.get("spent", {}).items() if name},
        sampled=row.sampled,
        stage=row.stage,
    )
