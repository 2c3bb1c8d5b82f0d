"""Unusual access: the last day of the audit trail, judged by the bounds of the house."""

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from flows.stages.workroom import Workroom
from storage.records.watching import deeds, tell_once
from strongroom.settings import Unusual
from strongroom.unusual import Bounds, Oddity, by_night, oddities

DAY: Final = dt.timedelta(days=1)
WEEKS: Final = dt.timedelta(days=30)
"""Who opened papers at night within this time before does so anyway."""


def plan(work: Workroom, now: dt.datetime) -> tuple[Oddity, ...]:
    """What is unusual in the last day; nothing is recorded."""
    bounds = bounds_of(work.settings.unusual)
    transactions = work.records.transactions
    today = deeds(transactions, since=now - DAY, until=now)
    nightly: frozenset[str] = frozenset()
    if by_night(today, bounds):
        before = deeds(transactions, since=now - WEEKS, until=now - DAY)
        nightly = frozenset(act.who for act in by_night(before, bounds))
    return oddities(today, bounds, nightly=nightly)


def watch(work: Workroom, now: dt.datetime) -> tuple[Oddity, ...]:
    """Record what is unusual and was not told within the day, and return it."""
    return tell_once(work.records.transactions, plan(work, now), since=now - DAY, now=now)


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
