"""Chasing what expires: the rules, the records and the calendar of the house put together."""

import datetime as dt
from dataclasses import dataclass

from flows.stages.working_days import house_zone, working_days
from flows.stages.workroom import Workroom
from storage.records.chasing import Chase, Chases, Closed

ACTOR = "schedule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chased:
    """What a run did, or would do: ids, kinds and dates only."""

    opened: tuple[Chase, ...]
    closed: tuple[Closed, ...]

    @property
    def told(self) -> str:
        """The counts."""
        asking = sum(chase.renewal is None for chase in self.opened)
        return f"{asking} to chase, {len(self.closed) + len(self.opened) - asking} closed"

    def rows(self) -> list[dict[str, str]]:
        """One row for each document, for the dashboard: no dates, for those are fields of a paper."""
        opened = [
            {"document": chase.document, "what": "renewed" if chase.renewal else _step(chase.days_before)}
            for chase in self.opened
        ]
        closed = [{"document": one.document, "what": one.why.value} for one in self.closed]
        return opened + closed


def chase(work: Workroom, now: dt.datetime) -> Chased:
    """Close what was renewed, then chase what is due. In this order nothing is chased that was renewed today."""
    chases = open_chases(work)
    closed = chases.close_settled(actor=ACTOR, now=now)
    return Chased(opened=chases.open_due(actor=ACTOR, now=now), closed=closed)


def plan(work: Workroom, now: dt.datetime) -> Chased:
    """What ``chase`` would do now; nothing is changed."""
    opened, closed = open_chases(work).plan(now.astimezone(house_zone(work.settings)).date())
    return Chased(opened=opened, closed=closed)


def open_chases(work: Workroom) -> Chases:
    """The chases of this installation, by its calendar (BadSettings)."""
    return Chases(work.records.transactions, working_days(work.settings.calendar), house_zone(work.settings))


def _step(days_before: int) -> str:
    return f"expires within {days_before} days" if days_before else "has expired"
