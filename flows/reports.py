"""Reports: each month's are made on its first working day and filed in the vault; nothing of a paper is told here."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.keeping import SCHEDULE
from flows.stages.reporting.making import Making
from flows.stages.working_days import working_days
from flows.stages.workroom import open_workroom
from strongroom.reports.family import Family
from strongroom.reports.period import is_reporting_day, month_before
from strongroom.reports.table import Form, Report
from strongroom.settings import read_settings

_NUMBERS = frozenset({Form.COUNT, Form.SHARE, Form.SECONDS, Form.HOURS})
"""What the dashboard may show of a report. No name and no amount of money is among them."""


@flow(
    name="management-report",
    flow_run_name="management report",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def management_report(*, dry_run: bool = False) -> PrefectState[None]:
    """Make the report of the month before, if its day has come and it is not there; a dry run says whether it would."""
    return _monthly(Family.MANAGEMENT, dry_run=dry_run)


@flow(
    name="finance-report",
    flow_run_name="finance report",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def finance_report(*, dry_run: bool = False) -> PrefectState[None]:
    """The same of the bills that arrived."""
    return _monthly(Family.FINANCE, dry_run=dry_run)


@flow(
    name="compliance-report",
    flow_run_name="compliance report",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def compliance_report(*, dry_run: bool = False) -> PrefectState[None]:
    """The same of what is kept, what ended and who saw what."""
    return _monthly(Family.COMPLIANCE, dry_run=dry_run)


def _monthly(family: Family, *, dry_run: bool) -> PrefectState[None]:
    with open_workroom(read_settings()) as work:
        making = Making(work=work, actor=SCHEDULE, now=utc_now)
        today = making.today()
        if not is_reporting_day(today, working_days(work.settings.calendar)):
            return Completed(message="the first working day of the month has not come")
        period = month_before(today)
        if making.is_filed(family, period):
            return Completed(message=f"{period.name} is there")
        if dry_run:
            return Completed(message=f"{period.name} would be made")
        done = making.file(family, period)
    if done.report is not None:
        create_table_artifact(
            key=f"{family.value}-report",
            table=_rows(done.report),
            description=f"The figures of {period.name} without names and amounts. The report is {done.document}; the "
            "desk has it under Reports, for those whom it is for.",
        )
    return Completed(message=f"{period.name}: {done.document}")


def _rows(report: Report) -> list[dict[str, object]]:
    return [
        {"figure": figure.key, "value": "" if figure.value is None else figure.value}
        for figure in report.figures
        if figure.form in _NUMBERS
    ]
