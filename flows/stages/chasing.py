"""Chasing what expires: the rules, the records and the calendar of the house put together."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flows.stages.working_days import house_zone, working_days
from flows.stages.workroom import Workroom
from storage.records.asking import Asks
from storage.records.chasing import Chase, Chases, Closed
from storage.records.telling import Chased as OpenChase
from strongroom.asking import Why, escalates
from strongroom.ids import DocumentId

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


def unanswered(work: Workroom, chased: Iterable[OpenChase], now: dt.datetime) -> frozenset[DocumentId]:
    """Of the papers that are chased, those that expired so long ago that a lead is to be told, and of whose renewal no
    customer is asked: of asks leads are told by themselves, and of these papers nobody else would ever speak.
    """
    is_working, on = working_days(work.settings.calendar), now.astimezone(house_zone(work.settings)).date()
    late = [
        one.document
        for one in chased
        if escalates(Why.RENEWAL, opened=one.expires_on, expires_on=one.expires_on, on=on, is_working=is_working)
    ]
    return frozenset(late) - {ask.document for ask in Asks(work.records.transactions).open()} if late else frozenset()


def open_chases(work: Workroom) -> Chases:
    """The chases of this installation, by its calendar (BadSettings)."""
    return Chases(work.records.transactions, working_days(work.settings.calendar), house_zone(work.settings))


def _step(days_before: int) -> str:
    return f"expires within {days_before} days" if days_before else "has expired"
