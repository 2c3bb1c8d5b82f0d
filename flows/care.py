"""Care: every hour certificates, disks, the queue, the age of the keys and the schedules themselves are looked at, and
runs of which nothing is heard any more are declared crashed.
"""

import os
from contextlib import suppress

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.caring import look, plan
from flows.stages.workroom import open_workroom
from flows.timekeeper import Timekeeper
from storage.records.caring import Cares
from strongroom.errors import FlowsUnavailable
from strongroom.settings import read_settings


@flow(name="care", flow_run_name="care", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def care(*, dry_run: bool = False) -> PrefectState[None]:
    """Note what is wrong with the machine, and what is over; notices tell those who run it, once for each change.

    A dry run notes nothing.
    """
    now = utc_now()
    keeper = Timekeeper.of_environment(os.environ)
    with open_workroom(read_settings()) as work:
        if not dry_run:
            with suppress(FlowsUnavailable):  # told below, as a concern
                keeper.end_silent(now)
        changed = None if dry_run else look(work, keeper.runs, now)
        standing = plan(work, keeper.runs, now) if dry_run else frozenset(Cares(work.records.transactions).standing())
    create_table_artifact(
        key="care",
        table=[{"trouble": one.trouble.value, "of": one.subject, "step": one.step} for one in sorted(standing)],
        description="What is wrong with the machine; `strongroom status` and docs/operations.md say what to do.",
    )
    new = len(changed.begun) if changed else 0
    return Completed(message=f"{len(standing)} concerns, {new} new")
