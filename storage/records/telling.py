"""What there is to tell people at a moment, for notices: ids and counts. Whom to tell is asked of the policy."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from storage.audit import written_instant
from storage.records import trail
from storage.records.account_tables import identities
from storage.records.accounts import SignInAction
from storage.records.audit_search import TrailQuestion, events_of
from storage.records.caring import standing_concerns
from storage.records.clock_tables import chases
from storage.records.dossier_tables import comments, mentions
from storage.records.rule_tables import undated_kinds
from storage.records.session import Session
from storage.records.tables import documents, reviews
from storage.records.transactions import Transactions
from storage.records.watching import UNUSUAL
from storage.records.webhook_tables import webhook_endpoints
from strongroom.concern import Concern
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.unusual import Sign
from strongroom.webhook import Health

_RECENT: Final = dt.timedelta(days=1)
_LATELY: Final = dt.timedelta(days=7)
"""Longer than any digest puts off what is told of an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """An open review that was reminded of so often; ``escalated`` when it was passed on."""

    document: DocumentId
    reminders: int
    escalated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chased:
    """A paper with an open chase at a step (``strongroom.expiry.DAYS_BEFORE``), and the day that it is valid to."""

    document: DocumentId
    days_before: int
    expires_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A comment that somebody was called by and did not read yet."""

    person: str
    document: DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """Unusual access that was found: the id of who it was, and the number of the event that tells it."""

    person: str
    sign: Sign
    event: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Somebody, by the id of their account, whom the provider vouches for since lately; ``minute`` of the epoch."""

    user: str
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """Somebody, by the id of their account, who was given a new password lately, and the number of the event of it."""

    user: str
    event: int


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """All that somebody may be told at a moment, but for requests, which have a table of their own."""

    reviews: tuple[Reminded, ...] = ()
    chases: tuple[Chased, ...] = ()
    calls: tuple[Called, ...] = ()
    oddities: tuple[Odd, ...] = ()
    stopped: tuple[str, ...] = ()
    """The ids of endpoints of webhooks that take nothing any more."""
    concerns: tuple[Concern, ...] = ()
    awaited: tuple[str, ...] = ()
    """People, by the id of their account, who are to become known to the provider and have not joined the two."""
    bound: tuple[Bound, ...] = ()
    resets: tuple[Reset, ...] = ()
    undated: tuple[str, ...] = ()
    """Kinds of which papers wait for the date that their rule of retention starts from, as the last night found."""


def news(transactions: Transactions, now: dt.datetime) -> News:
    """What there is to tell. No paper is opened, so nobody looked at any."""

    def work(session: Session) -> News:
        return News(
            reviews=_reminded(session),
            chases=_chased(session),
            calls=_called(session),
            oddities=_odd(session, now),
            stopped=_stopped(session),
            concerns=tuple(standing_concerns(session)),
            awaited=_awaited(session),
            bound=_bound(session, now),
            resets=_resets(session, now),
            undated=tuple(
                session.connection.execute(select(undated_kinds.c.kind).order_by(undated_kinds.c.kind)).scalars()
            ),
        )

    return transactions.read(work)


def _reminded(session: Session) -> tuple[Reminded, ...]:
    rows = session.connection.execute(
        select(documents.c.id, reviews.c.reminders, reviews.c.escalated_at)
        .join(documents, documents.c.number == reviews.c.document)
        .where(reviews.c.closed_at.is_(None), reviews.c.reminders > 0, documents.c.state == State.IN_REVIEW.value)
        .order_by(reviews.c.due_at, reviews.c.number)
    )
    return tuple(
        Reminded(document=DocumentId(row.id), reminders=row.reminders, escalated=row.escalated_at is not None)
        for row in rows
    )


def _chased(session: Session) -> tuple[Chased, ...]:
    step = func.min(chases.c.days_before)
    rows = session.connection.execute(
        select(documents.c.id, step.label("step"), func.max(chases.c.expires_on).label("expires_on"))
        .join(documents, documents.c.number == chases.c.document)
        .where(chases.c.closed_at.is_(None), documents.c.state != State.DESTROYED.value)
        .group_by(documents.c.id)
        .order_by(documents.c.id)
    )
    return tuple(Chased(document=DocumentId(row.id), days_before=row.step, expires_on=row.expires_on) for row in rows)


def _called(session: Session) -> tuple[Called, ...]:
    rows = session.connection.execute(
        select(mentions.c.actor, documents.c.id)
        .join(comments, comments.c.id == mentions.c.comment)
        .join(documents, documents.c.number == comments.c.document)
        .where(mentions.c.seen_at.is_(None), documents.c.state != State.DESTROYED.value)
        .distinct()
        .order_by(mentions.c.actor, documents.c.id)
    )
    return tuple(Called(person=row.actor, document=DocumentId(row.id)) for row in rows)


def _stopped(session: Session) -> tuple[str, ...]:
    wanted = select(webhook_endpoints.c.id).where(webhook_endpoints.c.health == Health.STOPPED.value)
    return tuple(session.connection.execute(wanted.order_by(webhook_endpoints.c.id)).scalars())


def _awaited(session: Session) -> tuple[str, ...]:
    waits = (identities.c.address_hash.is_not(None), identities.c.from_within.is_(True))
    wanted = select(identities.c.user).where(*waits).order_by(identities.c.user)
    return tuple(session.connection.execute(wanted).scalars())


def _bound(session: Session, now: dt.datetime) -> tuple[Bound, ...]:
    lately = identities.c.bound_at > now - _LATELY
    wanted = select(identities.c.user, identities.c.bound_at).where(lately).order_by(identities.c.user)
    return tuple(
        Bound(user=row.user, minute=int(row.bound_at.timestamp()) // 60) for row in session.connection.execute(wanted)
    )


def _resets(session: Session, now: dt.datetime) -> tuple[Reset, ...]:
    """From the trail, which says who did it: whoever resets themselves needs no telling."""
    changed = TrailQuestion(action=SignInAction.USER_CHANGED, since=now - _LATELY)
    found = (one.entry for one in events_of(session, changed))
    told = ((one.sequence, one.actor, str(one.facts["user"])) for one in found if "reset" in one.facts)
    return tuple(Reset(user=user, event=number) for number, actor, user in told if actor != f"user:{user}")


def _odd(session: Session, now: dt.datetime) -> tuple[Odd, ...]:
    since, until = written_instant(now - _RECENT), written_instant(now + dt.timedelta(seconds=1))
    span = trail.span(session.connection, since=since, until=until)
    if span is None:
        return ()
    found = trail.events(session.connection, after=span[0] - 1, upto=span[1])
    told = ((one.sequence, json.loads(one.facts)) for one in found if one.action == UNUSUAL)
    return tuple(Odd(person=said["who"], sign=Sign(said["sign"]), event=number) for number, said in told)
