"""Expiry: papers that run out are chased in time, until renewed ones arrive; customers are asked for what they owe."""

from prefect import flow
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages import asking
from flows.stages.chasing import chase, plan
from flows.stages.workroom import open_workroom
from flows.tables import show_table
from strongroom.settings import read_settings


@flow(name="expiry", flow_run_name="expiry", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def expiry(*, dry_run: bool = False) -> PrefectState[None]:
    """Chase papers 90, 30 and 7 days before they expire and once they have; each document once for each step. Then ask
    customers for what expires, is missing, or was no good copy: letters are proposed here and sent with the notices.
    """
    now = utc_now()
    with open_workroom(read_settings()) as work:
        # In this order: what was renewed today is not asked for.
        done = plan(work, now) if dry_run else chase(work, now)
        asked = asking.plan(work, now) if dry_run else asking.ask_customers(work, now)
    show_table(
        work.settings,
        key="expiry",
        table=done.rows(),
        description="Papers that expire, by id; `strongroom expiring` lists them all."
        + (" Nothing was changed." * dry_run),
    )
    show_table(
        work.settings,
        key="asks",
        table=asked.rows(),
        description="What customers are asked for, by id; the desk lists it under /asks."
        + (" Nothing was changed." * dry_run),
    )
    return Completed(message=f"{done.told}; {asked.told}")
