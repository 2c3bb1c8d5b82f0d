"""Notices: to whom they go, and which wait. ``strongroom.notice`` decides when they go.

The queue of a person is what they are to be told at present: what came is added, and what somebody has done meanwhile
is forgotten, sent or not, so that it may be told anew should it come again. A notice that was sent stays as long as
what it told of, which is what keeps it from being sent twice.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update

from storage.audit import AuditEvent
from storage.crypto.framing import frame
from storage.crypto.small import seal_small, unseal_small
from storage.records.notice_tables import notice_channels, notices
from storage.records.sealing import pack, unpack
from storage.records.session import AnyRow, Session
from storage.records.transactions import Transactions
from strongroom.notice import Due, Event, Quiet, Waiting, Wishes, wait_after

_SCHEDULE: Final = "schedule"


class NoticeAction(StrEnum):
    """What an audit event of notices says was done."""

    CHANNEL_SET = "notice_channel_set"
    CHANNEL_REMOVED = "notice_channel_removed"
    SENT = "notices_sent"
    GIVEN_UP = "notices_given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How one person is told. ``person`` is the id under which their acts are recorded."""

    person: str
    addresses: tuple[str, ...] = field(repr=False)
    wishes: Wishes


class Notices:
    """Channels and queues of everybody. Every method is one transaction. Safe to use from many threads."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    # Channels.

    def channels(self) -> tuple[Channel, ...]:
        """Those of everybody who has one."""

        def work(session: Session) -> tuple[Channel, ...]:
            rows = session.connection.execute(select(notice_channels).order_by(notice_channels.c.person)).all()
            return tuple(self._opened(row) for row in rows)

        return self._transactions.read(work)

    def set_channel(self, channel: Channel, *, actor: str, now: dt.datetime) -> None:
        """Tell somebody in this way from now on. The audit trail learns that, and not where."""
        body = {"addresses": channel.addresses, "wishes": asdict(channel.wishes)}
        sealed = seal_small(pack(body), self._key, _place(channel.person))
        row = {"person": channel.person, "changed_at": now, "changed_by": actor, "body": sealed}

        def work(session: Session) -> None:
            session.connection.execute(delete(notice_channels).where(notice_channels.c.person == channel.person))
            session.connection.execute(insert(notice_channels).values(row))
            _note(session, NoticeAction.CHANNEL_SET, channel.person, actor=actor, now=now)

        self._transactions.write(work)

    def remove_channel(self, person: str, *, actor: str, now: dt.datetime) -> bool:
        """Tell somebody nothing any more; False where they had no channel."""

        def work(session: Session) -> bool:
            gone = session.connection.execute(delete(notice_channels).where(notice_channels.c.person == person))
            if not gone.rowcount:
                return False
            session.connection.execute(delete(notices).where(notices.c.person == person))
            _note(session, NoticeAction.CHANNEL_REMOVED, person, actor=actor, now=now)
            return True

        return self._transactions.write(work)

    # The queue.

    def keep(self, person: str, dues: Iterable[Due], *, now: dt.datetime) -> None:
        """Have the queue of somebody hold exactly what they are to be told at present."""
        wanted = frozenset(dues)

        def work(session: Session) -> None:
            rows = session.connection.execute(select(notices).where(notices.c.person == person).with_for_update())
            known = frozenset(_due(row) for row in rows.all())
            for gone in sorted(known - wanted):
                session.connection.execute(delete(notices).where(_is(person, gone)))
            fresh = [{**_columns(person, one), "made_at": now, "attempts": 0} for one in sorted(wanted - known)]
            if fresh:
                session.connection.execute(insert(notices), fresh)

        self._transactions.write(work)

    def plan(self, person: str, dues: Iterable[Due], *, now: dt.datetime) -> tuple[Waiting, ...]:
        """What would wait after ``keep``; nothing is changed."""
        wanted = frozenset(dues)
        rows = self._rows(notices.c.person == person)
        known = {_due(row) for row in rows}
        waiting = [_waiting(row) for row in rows if row.ended_at is None and _due(row) in wanted]
        return (*waiting, *(Waiting(due=one, made_at=now) for one in sorted(wanted - known)))

    def waiting(self, person: str) -> tuple[Waiting, ...]:
        """What was not sent to somebody yet."""
        return tuple(_waiting(row) for row in self._rows(notices.c.person == person, notices.c.ended_at.is_(None)))

    def sent(self, person: str, what: Iterable[Waiting], *, failed: int, now: dt.datetime) -> None:
        """Record that these went out; ``failed`` is how many of their addresses did not take them."""
        told = tuple(what)

        def work(session: Session) -> None:
            for one in told:
                session.connection.execute(update(notices).where(_is(person, one.due)).values(ended_at=now))
            _note(session, NoticeAction.SENT, person, actor=_SCHEDULE, now=now, count=len(told), failed=failed)

        self._transactions.write(work)

    def not_sent(self, person: str, what: Iterable[Waiting], *, now: dt.datetime) -> int:
        """Try these later, or give up those that failed too often; return how many were given up."""
        tried = tuple(what)

        def work(session: Session) -> int:
            given_up = 0
            for one in tried:
                wait = wait_after(one.attempts + 1)
                changes = {"not_before": now + wait} if wait else {"ended_at": now}
                given_up += wait is None
                session.connection.execute(
                    update(notices).where(_is(person, one.due)).values(attempts=one.attempts + 1, **changes)
                )
            if given_up:
                _note(session, NoticeAction.GIVEN_UP, person, actor=_SCHEDULE, now=now, count=given_up)
            return given_up

        return self._transactions.write(work)

    def counts(self) -> Mapping[str, int]:
        """How many notices wait for each person."""
        count = func.count().label("waiting")
        query = select(notices.c.person, count).where(notices.c.ended_at.is_(None)).group_by(notices.c.person)
        return self._transactions.read(
            lambda session: {row.person: row.waiting for row in session.connection.execute(query)}
        )

    # How it is done.

    def _rows(self, *conditions: ColumnElement[bool]) -> list[AnyRow]:
        query = select(notices).where(*conditions).order_by(notices.c.made_at, notices.c.event, notices.c.subject)
        return self._transactions.read(lambda session: list(session.connection.execute(query)))

    def _opened(self, row: AnyRow) -> Channel:
        body = unpack(unseal_small(row.body, self._key, _place(row.person)))
        wishes = body["wishes"]
        quiet = Quiet(**wishes.pop("quiet")) if wishes["quiet"] else wishes.pop("quiet")
        return Channel(person=row.person, addresses=tuple(body["addresses"]), wishes=Wishes(**wishes, quiet=quiet))

    @cached_property
    def _key(self) -> bytes:
        return self._transactions.keyring.house("notices")


def _place(person: str) -> bytes:
    return frame("notice_channels.body", person)


def _columns(person: str, due: Due) -> dict[str, Any]:
    return {"person": person, "event": due.event.value, "subject": due.subject, "step": due.step}


def _is(person: str, due: Due) -> ColumnElement[bool]:
    return and_(*(notices.c[name] == value for name, value in _columns(person, due).items()))


def _due(row: AnyRow) -> Due:
    return Due(event=Event(row.event), subject=row.subject, step=row.step)


def _waiting(row: AnyRow) -> Waiting:
    return Waiting(due=_due(row), made_at=row.made_at, attempts=row.attempts, not_before=row.not_before)


def _note(session: Session, action: NoticeAction, person: str, *, actor: str, now: dt.datetime, **counts: int) -> None:
    session.note(AuditEvent(at=now, actor=actor, action=action, facts={"person": person, **counts}))
