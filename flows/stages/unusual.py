"""Unusual access: the last day of the audit trail and of signing in, judged by the bounds of the house.

What the house wants frozen is frozen here, before it is told: the account of a person, never of the last who manages
users. An administrator thaws it; the same sign is not told a second time within the day, and so freezes nobody twice.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final
from zoneinfo import ZoneInfo

from flows.stages.keeping import SCHEDULE
from flows.stages.workroom import Workroom
from storage.records.accounts import Accounts
from storage.records.sign_in_places import new_places
from storage.records.watching import UNUSUAL, acts, opened_papers, tell_once
from strongroom.errors import LastAdministrator
from strongroom.settings import Unusual
from strongroom.unusual import Bounds, Oddity, Sign, but_for_nightly, oddities

DAY: Final = dt.timedelta(days=1)
WEEKS: Final = dt.timedelta(days=30)
"""Who opened papers at night within this time before does so anyway."""


def plan(work: Workroom, now: dt.datetime) -> tuple[Oddity, ...]:
    """What is unusual in the last day; nothing is recorded."""
    bounds = bounds_of(work.settings.unusual)
    transactions = work.records.transactions
    since = now - DAY
    found = transactions.read(lambda session: oddities(acts(session.connection, since=since, until=now), bounds))
    people = {one.who for one in found if one.sign is Sign.FIRST_NIGHT}
    nightly = opened_papers(transactions, people, since=now - WEEKS, until=since, when=bounds.is_night)
    return but_for_nightly(found, nightly) + new_places(transactions, since=since, until=now)


def watch(work: Workroom, now: dt.datetime) -> tuple[Oddity, ...]:
    """Record what is unusual and was not told within the day, and return it; freeze where the house wants that."""

    def freeze(one: Oddity) -> None:
        if one.sign in work.settings.unusual.freeze:
            freeze_person(work, one.who, now)

    return tell_once(work.records.transactions, plan(work, now), since=now - DAY, now=now, first=freeze)


def freeze_person(work: Workroom, who: str, now: dt.datetime) -> bool:
    """Let somebody in no more, by the id of their acts; False where they are no person who is let in, or are the last
    who manages users.
    """
    accounts = Accounts(work.records.transactions)
    user = next((one for one in accounts.everybody() if one.actor == who and one.disabled_at is None), None)
    if user is None:
        return False
    try:
        accounts.disable(user.id, by=SCHEDULE, now=now, why=UNUSUAL)
    except LastAdministrator:
        return False
    return True


def frozen_people(work: Workroom, found: Iterable[Oddity]) -> frozenset[str]:
    """Those of whom something was found and who are let in no more."""
    out = {one.actor for one in Accounts(work.records.transactions).everybody() if one.disabled_at is not None}
    return frozenset(one.who for one in found) & out


def bounds_of(settings: Unusual) -> Bounds:
    """The bounds of the house."""
    return Bounds(
        revealed=settings.revealed,
        exported=settings.exported,
        denied=settings.denied,
        night_from=settings.night_from,
        night_to=settings.night_to,
        zone=ZoneInfo(settings.zone),
    )
