"""The care of reviews: passing on what is stuck, and the numbers of a week."""

import datetime as dt
from dataclasses import dataclass

from flows.stages.chasing import ACTOR
from flows.stages.workroom import Workroom
from storage.records.judging import Judging
from strongroom.ids import DocumentId
from strongroom.quality import Quality, quality


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """Review tasks that were passed on: by this run, and by all that are still open."""

    new: frozenset[DocumentId]
    all: frozenset[DocumentId]


def escalate(work: Workroom, now: dt.datetime) -> PassedOn:
    """Pass on what was reminded of too often, and forget seats that ran out."""
    judging = Judging(work.records.transactions)
    judging.clear_abandoned(now)
    new = judging.escalate(now, reminders=work.settings.review.escalate_after, actor=ACTOR)
    return PassedOn(new=frozenset(new), all=frozenset(judging.escalated()))


def plan_escalation(work: Workroom, now: dt.datetime) -> PassedOn:
    """What ``escalate`` would do; nothing is changed."""
    judging = Judging(work.records.transactions)
    new = frozenset(judging.stuck(now, reminders=work.settings.review.escalate_after))
    return PassedOn(new=new, all=new | frozenset(judging.escalated()))


def week(work: Workroom, since: dt.datetime, until: dt.datetime) -> Quality:
    """How reading and reviewing went in a time."""
    return quality(Judging(work.records.transactions).decided(since, until))
