"""The care of reviews: passing on what is stuck, and the numbers of a week."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from flows.stages.chasing import ACTOR
from flows.stages.working_days import house_zone, review_due, working_days
from flows.stages.workroom import Workroom
from storage.records.judging import Judging
from strongroom.ids import DocumentId
from strongroom.quality import Quality, quality

_LOOK_BACK: Final = dt.timedelta(days=10)
"""Longer than any row of holidays on which nobody reviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """Review tasks that were passed on: by this run, and by all that are still open."""

    new: frozenset[DocumentId]
    all: frozenset[DocumentId]


def remind(work: Workroom, now: dt.datetime) -> int:
    """Count a reminder for each overdue review, and return how many; on a day off nobody is reminded."""
    if not _is_at_work(work, now):
        return 0
    return sum(work.records.remind(task.document, now=now) for task in work.records.due_reviews(now))


def escalate(work: Workroom, now: dt.datetime) -> PassedOn:
    """Pass on what was reminded of too often, on working days, and forget seats that ran out, on any."""
    judging = Judging(work.records.transactions)
    judging.clear_abandoned(now)
    reminders = work.settings.review.escalate_after
    new = judging.escalate(now, reminders=reminders, actor=ACTOR) if _is_at_work(work, now) else ()
    return PassedOn(new=frozenset(new), all=frozenset(judging.escalated()))


def plan_escalation(work: Workroom, now: dt.datetime) -> PassedOn:
    """What ``escalate`` would do; nothing is changed."""
    judging = Judging(work.records.transactions)
    stuck = judging.stuck(now, reminders=work.settings.review.escalate_after) if _is_at_work(work, now) else ()
    new = frozenset(stuck)
    return PassedOn(new=new, all=new | frozenset(judging.escalated()))


def slip_in(work: Workroom, now: dt.datetime) -> int:
    """Send to review a share of what went straight through in the last days; return how many papers that were.

    The reviewers are not told which they are: only so is their share of errors that of all.
    """
    rules = work.settings.review
    return len(
        Judging(work.records.transactions).slip_in(
            now,
            since=now - _LOOK_BACK,
            share=rules.sample_share,
            due_at=review_due(work.settings, now),
            actor=ACTOR,
        )
    )


def week(work: Workroom, since: dt.datetime, until: dt.datetime) -> Quality:
    """How reading and reviewing went in a time."""
    return quality(Judging(work.records.transactions).decided(since, until))


def _is_at_work(work: Workroom, now: dt.datetime) -> bool:
    # The schedule knows weekends; the calendar also knows holidays, and weekends that were made working days.
    return working_days(work.settings.calendar)(now.astimezone(house_zone(work.settings)).date())
