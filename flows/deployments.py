"""The timetable: every flow that runs on a schedule, on one screen."""

from collections.abc import Callable, Iterable
from typing import Final

from prefect import serve
from prefect.client.schemas.actions import DeploymentScheduleCreate, DeploymentScheduleUpdate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval
from pydantic import ValidationError

from flows.access import access_lapse
from flows.archive import archive, year_end_package
from flows.audit import anchor, verification
from flows.automations import set_up_automations
from flows.backup import backup, backup_drill
from flows.care import care
from flows.expiry import expiry
from flows.keys import key_rotation
from flows.keys_due import keys_due
from flows.learning import learning
from flows.notices import notices
from flows.reconcile import reconcile
from flows.reports import compliance_report, finance_report, management_report
from flows.retention import disposition_plan, dispositions, retention_proposals
from flows.review import review_assignment, review_quality, review_reminder
from flows.stages.pausing import paused_flows
from flows.stages.working_days import house_zone
from flows.stages.workroom import open_workroom
from flows.sweep import sweep
from flows.unusual import unusual_access
from flows.upkeep import history_vacuum, upkeep
from flows.webhooks import webhooks
from strongroom.errors import BadSettings
from strongroom.log import start_logging, tell_errors_by_their_place
from strongroom.settings import Settings, read_settings

_ONE: Final = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
"""What comes every minute does not queue up behind itself; the rest waits for its turn."""
AT_ONCE: Final = 2
"""Runs at one time. The default is no limit, which after a night of downtime starts everything at once."""


def timetable() -> tuple[RunnerDeployment, ...]:
    """All deployments with their schedules, at times of the house (``of_house`` says which house).

    Made by ``from_flow`` and not by ``Flow.to_deployment``, which answers with coroutines wherever an event loop runs.
    """
    planned = RunnerDeployment.from_flow
    return (
        planned(sweep, "every-minute", schedule=Interval(60), concurrency_limit=_ONE),
        # Not with the sweep, which takes papers in: that is to go on whatever becomes of teams, and of their pause.
        planned(review_assignment, "every-five-minutes", schedule=Interval(300), concurrency_limit=_ONE),
        planned(review_reminder, "working-mornings", schedule=Cron("0 8 * * *"), concurrency_limit=1),
        planned(review_quality, "mondays", schedule=Cron("0 6 * * 1"), concurrency_limit=1),
        planned(expiry, "daily", schedule=Cron("0 6 * * *"), concurrency_limit=1),
        planned(retention_proposals, "nightly", schedule=Cron("30 2 * * *"), concurrency_limit=1),
        # Before the backup, which then has every object where it lies that night.
        planned(archive, "nightly", schedule=Cron("45 1 * * *"), concurrency_limit=1),
        # Asked every night, for one night in a year is easily missed; it acts once for each year.
        planned(year_end_package, "nightly", schedule=Cron("15 2 * * *"), concurrency_limit=1),
        planned(disposition_plan, "afternoons", schedule=Cron("0 13 * * *"), concurrency_limit=1),
        planned(dispositions, "nightly", schedule=Cron("0 3 * * *"), concurrency_limit=1),
        # After the dispositions: the newest backup of keys then holds no key of what was destroyed that night.
        planned(backup, "nightly", schedule=Cron("30 3 * * *"), concurrency_limit=1),
        planned(backup_drill, "sundays", schedule=Cron("0 5 * * 0"), concurrency_limit=1),
        planned(anchor, "hourly", schedule=Interval(3600), concurrency_limit=1),
        planned(unusual_access, "hourly", schedule=Interval(3600), concurrency_limit=1),
        planned(key_rotation, "hourly", schedule=Interval(3600), concurrency_limit=_ONE),
        planned(notices, "every-five-minutes", schedule=Interval(300), concurrency_limit=_ONE),
        planned(webhooks, "every-two-minutes", schedule=Interval(120), concurrency_limit=_ONE),
        planned(verification, "nightly", schedule=Cron("0 4 * * *"), concurrency_limit=1),
        # After the night's destructions and backups, which it would otherwise meet half-way.
        planned(reconcile, "nightly", schedule=Cron("30 4 * * *"), concurrency_limit=1),
        # On the first working day of a month, which no cron knows: each of these mornings asks, and one of them acts.
        *(
            planned(report, "monthly", schedule=Cron("30 0 1-15 * *"), concurrency_limit=1)
            for report in (management_report, finance_report, compliance_report)
        ),
        # It learns each week; asked every night, because a destroyed document takes what was learned from it along.
        planned(learning, "nightly", schedule=Cron("10 3 * * *"), concurrency_limit=1),
        planned(care, "hourly", schedule=Cron("20 * * * *"), concurrency_limit=1),
        planned(access_lapse, "nightly", schedule=Cron("0 1 * * *"), concurrency_limit=1),
        planned(keys_due, "saturdays", schedule=Cron("0 1 * * 6"), concurrency_limit=1),
        planned(upkeep, "nightly", schedule=Cron("30 5 * * *"), concurrency_limit=1),
        planned(history_vacuum, "nightly", schedule=Cron("50 5 * * *"), concurrency_limit=1),
    )


def of_house(deployments: Iterable[RunnerDeployment], settings: Settings) -> list[RunnerDeployment]:
    """The deployments at the times where the house is: nights are its nights. What it set itself (``schedules``) wins.

    What comes every few minutes or every hour without a time keeps its beat.

    Raises:
        BadSettings: a time is none that cron knows, or of no flow on the timetable.
    """
    planned = tuple(deployments)
    unknown = settings.schedules.keys() - {one.flow_name for one in planned}
    if unknown:
        raise BadSettings(setting=f"schedules.{min(unknown)}", problem="there is no such flow on the timetable")
    return [one.model_copy(update={"schedules": _schedules(one, settings)}) for one in planned]


def _schedules(one: RunnerDeployment, settings: Settings) -> list[DeploymentScheduleCreate | DeploymentScheduleUpdate]:
    zone = house_zone(settings).key
    own = settings.schedules.get(one.flow_name or "")
    if own is not None:
        try:
            return [DeploymentScheduleCreate(schedule=CronSchedule(cron=own, timezone=zone))]
        except ValidationError:
            raise BadSettings(setting=f"schedules.{one.flow_name}", problem="cron knows no such time") from None
    return [
        kept.model_copy(update={"schedule": kept.schedule.model_copy(update={"timezone": zone})})
        if isinstance(kept.schedule, CronSchedule)
        else kept
        for kept in one.schedules or ()
    ]


def with_pauses(deployments: Iterable[RunnerDeployment], paused: Callable[[str], bool]) -> list[RunnerDeployment]:
    """The deployments, those of paused flows without beginning any run."""
    return [one.model_copy(update={"paused": paused(one.flow_name or "")}) for one in deployments]


def _paused(settings: Settings) -> Callable[[str], bool]:
    with open_workroom(settings) as work:
        return paused_flows(work)


def main() -> None:
    """Register the timetable and run what is due, until SIGTERM."""
    start_logging("schedules")
    tell_errors_by_their_place()
    set_up_automations()
    settings = read_settings()
    serve(*with_pauses(of_house(timetable(), settings), _paused(settings)), limit=AT_ONCE, print_starting_message=False)


if __name__ == "__main__":
    main()
