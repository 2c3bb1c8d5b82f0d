"""Reviews on the clock: who works on which, reminders, passing on what nobody works on, and how good the week was."""

import datetime as dt
from typing import Final

from prefect import flow
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.assigning import assign, plan_assignment
from flows.stages.judging import escalate, plan_escalation, remind, slip_in, week
from flows.stages.workroom import open_workroom
from flows.tables import show_table
from strongroom.quality import Rate
from strongroom.settings import read_settings

_SHOWN: Final = 50


@flow(
    name="review-reminder",
    flow_run_name="review reminder",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def review_reminder(*, dry_run: bool = False) -> PrefectState[None]:
    """Count one reminder a working day for each overdue review task; pass on what was reminded of too often. Slip a
    share of what went straight through into the queue.
    """
    now = utc_now()
    with open_workroom(read_settings()) as work:
        overdue = work.records.due_reviews(now)
        reminded = 0 if dry_run else remind(work, now)
        passed_on = plan_escalation(work, now) if dry_run else escalate(work, now)
        if not dry_run:
            slip_in(work, now)  # how many is told nowhere: whoever counts the queue would know which they are
    show_table(
        work.settings,
        key="overdue-reviews",
        table=[
            {
                "document": task.document,
                "kind": task.kind or "",
                "overdue_hours": round((now - task.due_at).total_seconds() / 3600, 1),
                "reminders": task.reminders,
                "passed on": "yes" if task.document in passed_on.all else "",
            }
            for task in overdue
        ],
        description="Review tasks past their time; run `strongroom review list` to work on them.",
    )
    return Completed(message=f"{len(overdue)} overdue, {reminded} reminded, {len(passed_on.new)} passed on")


@flow(
    name="review-assignment",
    flow_run_name="review assignment",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def review_assignment(*, dry_run: bool = False) -> PrefectState[None]:
    """Share out waiting papers among the members of their teams (``review.teams``), and free those of whoever is away
    or may no longer decide on them.
    """
    now = utc_now()
    with open_workroom(read_settings()) as work:
        moves = plan_assignment(work, now) if dry_run else assign(work, now)
    if moves:  # it runs every few minutes: a page for each run would bury those of the others
        show_table(
            work.settings,
            key="review-assignment",
            table=[{"document": one.document, "before": one.old or "", "now": one.new or ""} for one in moves[:_SHOWN]],
            description="For whom papers that wait are, by id; empty is anybody." + " Nothing was changed." * dry_run,
        )
    given = sum(one.new is not None for one in moves)
    return Completed(message=f"{given} assigned, {len(moves) - given} free again")


@flow(
    name="review-quality",
    flow_run_name="review quality",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def review_quality(days: int = 7, *, dry_run: bool = False) -> PrefectState[None]:
    """Say in counts how reading and reviewing went in the last days. It changes nothing but the dashboard's page."""
    now = utc_now()
    with open_workroom(read_settings()) as work:
        found = week(work, now - dt.timedelta(days=days), now)
    if not dry_run:
        show_table(
            work.settings,
            key="review-quality",
            table=[
                {
                    "kind": field.kind,
                    "field": field.field,
                    "corrections": field.corrections,
                    "median seconds": round(field.seconds, 1) if field.seconds is not None else "",
                }
                for field in found.slowest[:_SHOWN]
            ],
            description=(
                f"{found.decisions} decisions on {found.documents} documents; {found.found_wrong} found an error, "
                f"{found.disagreements} documents on which two people disagreed; of {found.sampled} that had gone "
                f"straight through {found.sampled_wrong} were wrong, so of all {_percent(found.errors)}. "
                f"Slowest fields first."
            ),
        )
    return Completed(message=f"{found.decisions} decisions, {found.found_wrong} corrected")


def _percent(rate: Rate) -> str:
    """Between which shares the truth lies, at 95 %."""
    low, high = rate.interval
    return f"{100 * low:.1f} to {100 * high:.1f} %"
