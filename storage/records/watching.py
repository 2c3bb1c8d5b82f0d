"""What people did to papers, as the audit trail has it, for ``strongroom.unusual`` to judge; what was told of it."""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection

from storage.audit import AuditEvent, ChainedEvent, read_instant, written_instant
from storage.records import trail
from storage.records.purposes import CODES
from storage.records.session import Session
from storage.records.transactions import Transactions
from storage.records.values import Action
from strongroom.document import Role
from strongroom.unusual import Act, Deed, Oddity

UNUSUAL: Final = "unusual_access"
"""What the audit event says was found."""
_DENIED: Final = "denied"
_WATCHED: Final = frozenset({Action.VIEWED.value, Action.READ.value, _DENIED})
_SCHEDULE: Final = "schedule"


def deeds(transactions: Transactions, *, since: dt.datetime, until: dt.datetime) -> tuple[Act, ...]:
    """What people did to papers in a time, oldest first."""
    return transactions.read(lambda session: tuple(acts(session.connection, since=since, until=until)))


def acts(connection: Connection, *, since: dt.datetime, until: dt.datetime) -> Iterator[Act]:
    """The same one by one, never all in memory."""
    watched = _events(connection, since, until, actions=_WATCHED)
    return (act for event in watched if (act := _act(event)) is not None)


def opened_papers(
    transactions: Transactions,
    people: Collection[str],
    *,
    since: dt.datetime,
    until: dt.datetime,
    when: Callable[[dt.datetime], bool],
) -> frozenset[str]:
    """Those of some people who opened papers in a time, at moments such as these; no further than to their first."""

    def work(session: Session) -> frozenset[str]:
        found: set[str] = set()
        for event in _events(session.connection, since, until, actions=_WATCHED, actors=people):
            at = read_instant(event.at)
            # The span holds some of a moment outside, for events stand in the order in which they were committed.
            if event.actor in found or not since <= at <= until or not when(at):
                continue
            act = _act(event)
            if act is not None and act.deed is not Deed.DENIED:
                found.add(event.actor)
                if len(found) == len(people):
                    break
        return frozenset(found)

    return transactions.read(work) if people else frozenset()


def _nothing(_oddity: Oddity) -> None:
    """Nothing is done about it."""


def tell_once(
    transactions: Transactions,
    found: Iterable[Oddity],
    *,
    since: dt.datetime,
    now: dt.datetime,
    first: Callable[[Oddity], None] = _nothing,
) -> tuple[Oddity, ...]:
    """Record what was not recorded since a time, and return it: a day's oddity is told once.

    ``first`` is done about each before it is recorded: a run that dies in between does it again, and never not at all.
    """
    wanted = tuple(found)

    def told(connection: Connection) -> set[tuple[Any, Any]]:
        facts = (json.loads(one.facts) for one in _events(connection, since, now, actions={UNUSUAL}))
        return {(fact["who"], fact["sign"]) for fact in facts}

    before = transactions.read(lambda session: told(session.connection))
    new = tuple(one for one in wanted if (one.who, one.sign.value) not in before)
    for one in new:
        first(one)
        said = {"who": one.who, "sign": one.sign.value, "count": one.count}
        transactions.note(AuditEvent(at=now, actor=_SCHEDULE, action=UNUSUAL, facts=said))
    return new


def _events(
    connection: Connection,
    since: dt.datetime,
    until: dt.datetime,
    *,
    actions: Collection[str],
    actors: Collection[str] | None = None,
) -> Iterator[ChainedEvent]:
    span = trail.span(connection, since=written_instant(since), until=written_instant(until + dt.timedelta(seconds=1)))
    if span is not None:
        yield from trail.events(connection, after=span[0] - 1, upto=span[1], actions=actions, actors=actors)


def _act(event: ChainedEvent) -> Act | None:
    deed = _deed(event.action, json.loads(event.facts))
    # What the house does by itself at night, with a paper put away or into a package, is nobody's look at it.
    if deed is None or event.actor == _SCHEDULE:
        return None
    return Act(who=event.actor, at=read_instant(event.at), deed=deed, document=event.document)


def _deed(action: str, facts: dict[str, Any]) -> Deed | None:
    """Papers that the product opens for itself state one of its codes, but for what people look at (``view``)."""
    if action == _DENIED:
        return Deed.DENIED
    by_itself = facts.get("purpose") in CODES - {"view", "review"}
    if by_itself or action not in (Action.VIEWED, Action.READ):
        return None
    stated = "stated" in facts
    if action == Action.VIEWED:
        return Deed.REVEALED if stated else Deed.LOOKED
    is_export = facts.get("role") in (Role.ORIGINAL, Role.UNLOCKED) and (stated or facts.get("purpose") == "")
    return Deed.EXPORTED if is_export else Deed.LOOKED
