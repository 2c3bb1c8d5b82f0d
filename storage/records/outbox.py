"""The outbox of webhooks: messages made of the audit trail, each once for each endpoint, until they are taken.

Whatever programs are told of is an event of the audit trail, which is written in the transaction of what it tells.
Messages are made of it later, in one transaction with the mark of how far the trail was read: a process that is
killed at any moment loses no event and makes no message twice. What was sent and not yet recorded as taken is sent
again under the same id, by which receivers know it.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import delete, func, insert, or_, select, update

from storage.audit import read_instant
from storage.records import trail
from storage.records.endpoints import Endpoint, WebhookAction, note
from storage.records.session import AnyRow, Session
from storage.records.tables import audit_events
from storage.records.transactions import Transactions
from storage.records.webhook_tables import webhook_endpoints, webhook_messages
from strongroom.errors import NotFound
from strongroom.ids import new_id
from strongroom.webhook import ACTIONS, PING, Answer, Health, Problem, body_of, happening, wait_after

KEPT: Final = dt.timedelta(days=30)
"""How long messages that were taken or given up are listed."""
BACKLOG: Final = 1000
"""Messages that wait for one endpoint at most; of what comes then, the trail keeps the rest until there is room."""
_SCHEDULE: Final = "schedule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to an endpoint, waiting, taken or given up. ``problem`` is that of the last try."""

    id: str
    endpoint: str
    event: str
    body: str = field(repr=False)
    made_at: dt.datetime
    attempts: int
    tried_at: dt.datetime | None
    not_before: dt.datetime | None
    ended_at: dt.datetime | None
    status: int
    problem: Problem | None

    @property
    def taken(self) -> bool:
        """Whether the receiver has it."""
        return self.ended_at is not None and self.problem is None

    @property
    def given_up(self) -> bool:
        """Whether it was tried too often: a dead letter."""
        return self.ended_at is not None and self.problem is not None


class Outbox:
    """The messages to all endpoints. Every method is one transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def gather(self, endpoint: Endpoint, *, now: dt.datetime) -> int:
        """Make messages of what happened since the trail was last read for an endpoint; return how many."""

        def work(session: Session) -> int:
            told = select(webhook_endpoints.c.told_upto).where(webhook_endpoints.c.id == endpoint.id)
            after = session.connection.execute(told.with_for_update()).scalar_one_or_none()
            room = BACKLOG - _waiting(session, endpoint.id)
            if after is None or room <= 0:
                return 0
            upto, made = _read_trail(session, endpoint, after, room)
            if made:
                session.connection.execute(insert(webhook_messages), [_row(one, endpoint.id, now) for one in made])
            read = update(webhook_endpoints).where(webhook_endpoints.c.id == endpoint.id).values(told_upto=upto)
            session.connection.execute(read)
            return len(made)

        return self._transactions.write(work)

    def due(self, endpoint: str, *, now: dt.datetime, limit: int) -> tuple[Outgoing, ...]:
        """What may be tried now, in the order in which it happened."""
        wanted = (
            select(webhook_messages)
            .where(
                webhook_messages.c.endpoint == endpoint,
                webhook_messages.c.ended_at.is_(None),
                or_(webhook_messages.c.not_before.is_(None), webhook_messages.c.not_before <= now),
            )
            .order_by(webhook_messages.c.sequence, webhook_messages.c.id)
            .limit(limit)
        )
        return self._listed(wanted)

    def newest(self, endpoint: str, *, limit: int) -> tuple[Outgoing, ...]:
        """The newest messages to an endpoint, whatever became of them."""
        mine = select(webhook_messages).where(webhook_messages.c.endpoint == endpoint)
        return self._listed(mine.order_by(webhook_messages.c.id.desc()).limit(limit))

    def answered(self, message: Outgoing, answer: Answer, *, now: dt.datetime) -> bool:
        """Record how a message was received; True where its endpoint was stopped by that."""

        def work(session: Session) -> bool:
            row = _found(session, message.endpoint, message.id)
            if row is None:
                return False  # its endpoint was removed while it was on its way
            wait = None if answer.problem is Problem.GONE else wait_after(row.attempts + 1)
            over = answer.problem is None or wait is None
            changes = {
                "attempts": row.attempts + 1,
                "tried_at": now,
                "ended_at": now if over else None,
                "not_before": now + wait if wait and not over else None,
                "status": answer.status,
                "problem": answer.problem.value if answer.problem else None,
            }
            session.connection.execute(
                update(webhook_messages).where(webhook_messages.c.id == message.id).values(**changes)
            )
            if over:
                done = WebhookAction.GIVEN_UP if answer.problem else WebhookAction.SENT
                note(session, done, message.endpoint, actor=_SCHEDULE, now=now, message=message.id)
            if answer.problem is None:
                _change(session, message.endpoint, succeeded_at=now)
                return False
            return over and _stop(session, row, answer, now)

        return self._transactions.write(work)

    def again(self, endpoint: str, message: str, *, actor: str, now: dt.datetime) -> None:
        """Send a message once more under the same id, as often as if it were new (NotFound)."""

        def work(session: Session) -> None:
            if _found(session, endpoint, message) is None:
                raise NotFound(message=message)
            anew = {"ended_at": None, "not_before": None, "attempts": 0, "status": 0, "problem": None}
            session.connection.execute(update(webhook_messages).where(webhook_messages.c.id == message).values(**anew))
            note(session, WebhookAction.SENT_AGAIN, endpoint, actor=actor, now=now, message=message)

        self._transactions.write(work)

    def ping(self, endpoint: str, *, actor: str, now: dt.datetime) -> None:
        """Put a message into the outbox that tells of nothing, to see whether it arrives (NotFound)."""

        def work(session: Session) -> None:
            wanted = select(webhook_endpoints.c.id).where(webhook_endpoints.c.id == endpoint)
            if session.connection.execute(wanted).one_or_none() is None:
                raise NotFound(endpoint=endpoint)
            made = _Made(event=PING, body=body_of(PING, now, {"endpoint": endpoint}))
            session.connection.execute(insert(webhook_messages).values(_row(made, endpoint, now)))
            note(session, WebhookAction.TRIED, endpoint, actor=actor, now=now)

        self._transactions.write(work)

    def waiting(self) -> dict[str, int]:
        """How many messages wait for each endpoint that has any."""
        count = func.count().label("waiting")
        wanted = select(webhook_messages.c.endpoint, count).where(webhook_messages.c.ended_at.is_(None))
        grouped = wanted.group_by(webhook_messages.c.endpoint)
        return self._transactions.read(
            lambda session: {row.endpoint: row.waiting for row in session.connection.execute(grouped)}
        )

    def forget_old(self, *, now: dt.datetime) -> None:
        """Forget what ended long ago."""
        old = delete(webhook_messages).where(webhook_messages.c.ended_at < now - KEPT)
        self._transactions.write(lambda session: session.connection.execute(old))

    def _listed(self, wanted: Any) -> tuple[Outgoing, ...]:
        return self._transactions.read(
            lambda session: tuple(_opened(row) for row in session.connection.execute(wanted).all())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    event: str
    body: str
    sequence: int | None = None


def _read_trail(session: Session, endpoint: Endpoint, after: int, room: int) -> tuple[int, tuple[_Made, ...]]:
    """How far the trail was read, and what is to be told of it."""
    # The end is asked for first: what is committed between the two statements is left for the next time.
    last = trail.ends(session.connection).last
    wanted = (
        select(audit_events)
        .where(audit_events.c.sequence > after, audit_events.c.sequence <= last, audit_events.c.action.in_(ACTIONS))
        .order_by(audit_events.c.sequence)
        .limit(room)
    )
    rows = session.connection.execute(wanted).all()
    upto = rows[-1].sequence if len(rows) == room else last
    return upto, tuple(_told(endpoint, rows))


def _told(endpoint: Endpoint, rows: Any) -> Iterator[_Made]:
    for row in rows:
        found = happening(row.action, json.loads(row.facts))
        if found is None or found.event not in endpoint.events:
            continue
        about = {"document": row.document} if row.document else {}
        data = {"sequence": row.sequence, **about, **found.facts}
        yield _Made(event=found.event, body=body_of(found.event, read_instant(row.at), data), sequence=row.sequence)


def _row(made: _Made, endpoint: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": new_id(now),
        "endpoint": endpoint,
        "sequence": made.sequence,
        "event": made.event,
        "body": made.body,
        "made_at": now,
        "attempts": 0,
        "status": 0,
    }


def _stop(session: Session, row: AnyRow, answer: Answer, now: dt.datetime) -> bool:
    """Stop an endpoint that took nothing since a message was made that is now given up, or that wants no more."""
    mine = select(webhook_endpoints).where(webhook_endpoints.c.id == row.endpoint).with_for_update()
    found = session.connection.execute(mine).one()
    alive = found.succeeded_at is not None and found.succeeded_at >= row.made_at
    if found.health != Health.ACTIVE.value or (alive and answer.problem is not Problem.GONE):
        return False
    _change(session, row.endpoint, health=Health.STOPPED.value)
    code = answer.problem.value if answer.problem else ""
    note(session, WebhookAction.STOPPED, row.endpoint, actor=_SCHEDULE, now=now, code=code)
    return True


def _found(session: Session, endpoint: str, message: str) -> AnyRow | None:
    mine = (webhook_messages.c.endpoint == endpoint, webhook_messages.c.id == message)
    return session.connection.execute(select(webhook_messages).where(*mine).with_for_update()).one_or_none()


def _change(session: Session, endpoint: str, **values: object) -> None:
    session.connection.execute(update(webhook_endpoints).where(webhook_endpoints.c.id == endpoint).values(**values))


def _waiting(session: Session, endpoint: str) -> int:
    mine = (webhook_messages.c.endpoint == endpoint, webhook_messages.c.ended_at.is_(None))
    return session.connection.execute(select(func.count()).where(*mine)).scalar_one()


def _opened(row: AnyRow) -> Outgoing:
    return Outgoing(
        id=row.id,
        endpoint=row.endpoint,
        event=row.event,
        body=row.body,
        made_at=row.made_at,
        attempts=row.attempts,
        tried_at=row.tried_at,
        not_before=row.not_before,
        ended_at=row.ended_at,
        status=row.status,
        problem=Problem(row.problem) if row.problem else None,
    )
