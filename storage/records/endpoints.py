"""Endpoints of webhooks: who is told of what, where, and with which secrets. ``storage.records.outbox`` tells them.

The address and the secrets rest sealed under a house key. The audit trail learns that an endpoint was made, changed
or taken away, and of which events it is told; never where it is.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, select, update

from storage.audit import AuditEvent, FactValue
from storage.crypto.framing import frame
from storage.crypto.primitives import random_bytes
from storage.crypto.small import seal_small, unseal_small
from storage.records import trail
from storage.records.sealing import pack, unpack
from storage.records.session import AnyRow, Session
from storage.records.transactions import Transactions
from storage.records.webhook_tables import webhook_endpoints, webhook_messages
from strongroom.errors import BadForm, NotFound
from strongroom.ids import new_id
from strongroom.webhook import OVERLAP, Event, Health, secret_of

MOST: Final = 20
"""Endpoints of a house: each is asked at every run."""


class WebhookAction(StrEnum):
    """What an audit event of webhooks says was done."""

    MADE = "webhook_made"
    PAUSED = "webhook_paused"
    RESUMED = "webhook_resumed"
    ROTATED = "webhook_secret_changed"
    REMOVED = "webhook_removed"
    SENT_AGAIN = "webhook_sent_again"
    TRIED = "webhook_tried"
    SENT = "webhook_sent"
    GIVEN_UP = "webhook_given_up"
    STOPPED = "webhook_stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A program elsewhere that is told of events. ``former`` is the secret before, good until ``former_until``."""

    id: str
    title: str = field(repr=False)
    url: str = field(repr=False)
    events: frozenset[Event]
    health: Health
    made_at: dt.datetime
    succeeded_at: dt.datetime | None = None
    secret: str = field(repr=False)
    former: str = field(default="", repr=False)
    former_until: dt.datetime | None = None

    @property
    def host(self) -> str:
        """Where it is, as it may be shown: what follows may be a token."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def secrets(self, now: dt.datetime) -> tuple[str, ...]:
        """Those that a message is signed with at a moment, the newest first."""
        overlaps = self.former_until is not None and now < self.former_until
        return (self.secret, self.former) if overlaps else (self.secret,)


class Endpoints:
    """All endpoints. Every method is one transaction."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def all(self) -> tuple[Endpoint, ...]:
        """Every endpoint, oldest first."""
        wanted = select(webhook_endpoints).order_by(webhook_endpoints.c.id)
        return self._transactions.read(
            lambda session: tuple(self._opened(row) for row in session.connection.execute(wanted).all())
        )

    def one(self, endpoint: str) -> Endpoint:
        """One endpoint (NotFound)."""
        return self._transactions.read(lambda session: self._opened(_locked(session, endpoint)))

    def make(self, title: str, url: str, events: Iterable[Event], *, actor: str, now: dt.datetime) -> Endpoint:
        """Tell an endpoint of what happens from now on.

        Raises:
            BadForm: it is told of nothing, or there are too many.
        """
        made = Endpoint(
            id=new_id(now),
            title=title.strip(),
            url=url,
            events=frozenset(events),
            health=Health.ACTIVE,
            made_at=now,
            secret=secret_of(random_bytes(32)),
        )
        if not made.events:
            raise BadForm(field="events")

        def work(session: Session) -> None:
            if len(session.connection.execute(select(webhook_endpoints.c.id)).all()) >= MOST:
                raise BadForm(field="endpoints")
            names = sorted(event.value for event in made.events)
            session.connection.execute(
                insert(webhook_endpoints).values(
                    id=made.id,
                    made_at=now,
                    made_by=actor,
                    health=made.health.value,
                    events=" ".join(names),
                    told_upto=trail.ends(session.connection).last,
                    body=self._sealed(made),
                )
            )
            note(session, WebhookAction.MADE, made.id, actor=actor, now=now, events=names)

        self._transactions.write(work)
        return made

    def rotate(self, endpoint: str, *, actor: str, now: dt.datetime) -> Endpoint:
        """Give an endpoint a new secret; the old one signs along for a day (NotFound)."""

        def work(session: Session) -> Endpoint:
            old = self._opened(_locked(session, endpoint))
            new = replace(old, secret=secret_of(random_bytes(32)), former=old.secret, former_until=now + OVERLAP)
            _change(session, endpoint, body=self._sealed(new))
            note(session, WebhookAction.ROTATED, endpoint, actor=actor, now=now)
            return new

        return self._transactions.write(work)

    def pause(self, endpoint: str, *, actor: str, now: dt.datetime) -> None:
        """Tell an endpoint nothing for now: what happens meanwhile is told later (NotFound)."""

        def work(session: Session) -> None:
            _locked(session, endpoint)
            _change(session, endpoint, health=Health.PAUSED.value)
            note(session, WebhookAction.PAUSED, endpoint, actor=actor, now=now)

        self._transactions.write(work)

    def resume(self, endpoint: str, *, actor: str, now: dt.datetime) -> None:
        """Tell an endpoint again, from where it stopped; what waits is tried at once and as often as new (NotFound)."""

        def work(session: Session) -> None:
            _locked(session, endpoint)
            _change(session, endpoint, health=Health.ACTIVE.value)
            session.connection.execute(
                update(webhook_messages)
                .where(webhook_messages.c.endpoint == endpoint, webhook_messages.c.ended_at.is_(None))
                .values(attempts=0, not_before=None)
            )
            note(session, WebhookAction.RESUMED, endpoint, actor=actor, now=now)

        self._transactions.write(work)

    def remove(self, endpoint: str, *, actor: str, now: dt.datetime) -> None:
        """Forget an endpoint, its secrets and its messages (NotFound)."""

        def work(session: Session) -> None:
            _locked(session, endpoint)
            session.connection.execute(delete(webhook_messages).where(webhook_messages.c.endpoint == endpoint))
            session.connection.execute(delete(webhook_endpoints).where(webhook_endpoints.c.id == endpoint))
            note(session, WebhookAction.REMOVED, endpoint, actor=actor, now=now)

        self._transactions.write(work)

    def _sealed(self, endpoint: Endpoint) -> bytes:
        until = endpoint.former_until.isoformat() if endpoint.former_until else None
        said = {
            "title": endpoint.title,
            "url": endpoint.url,
            "secret": endpoint.secret,
            "former": endpoint.former,
            "former_until": until,
        }
        return seal_small(pack(said), self._key, _place(endpoint.id))

    def _opened(self, row: AnyRow) -> Endpoint:
        said: dict[str, Any] = unpack(unseal_small(row.body, self._key, _place(row.id)))
        until = said.pop("former_until")
        return Endpoint(
            id=row.id,
            events=frozenset(Event(name) for name in row.events.split()),
            health=Health(row.health),
            made_at=row.made_at,
            succeeded_at=row.succeeded_at,
            former_until=dt.datetime.fromisoformat(until) if until else None,
            **said,
        )

    @cached_property
    def _key(self) -> bytes:
        return self._transactions.keyring.house("webhooks")


def note(
    session: Session, action: WebhookAction, endpoint: str, *, actor: str, now: dt.datetime, **facts: FactValue
) -> None:
    """Record what was done with an endpoint."""
    session.note(AuditEvent(at=now, actor=actor, action=action, facts={"endpoint": endpoint, **facts}))


def _locked(session: Session, endpoint: str) -> AnyRow:
    wanted = select(webhook_endpoints).where(webhook_endpoints.c.id == endpoint).with_for_update()
    row = session.connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound(endpoint=endpoint)
    return row


def _change(session: Session, endpoint: str, **values: object) -> None:
    session.connection.execute(update(webhook_endpoints).where(webhook_endpoints.c.id == endpoint).values(**values))


def _place(endpoint: str) -> bytes:
    return frame("webhook_endpoints.body", endpoint)
