"""Upkeep at night: databases and search index, and the history that Prefect keeps."""

import datetime as dt
import os

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.upkeep import look_after_all, standing_of_all
from flows.timekeeper import Timekeeper
from strongroom.settings import read_settings


@flow(name="upkeep", flow_run_name="upkeep", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def upkeep(*, dry_run: bool = False) -> PrefectState[None]:
    """Statistics, index and free pages of the databases; a failed run where one is damaged.

    A dry run says how they are.
    """
    settings = read_settings()
    kept = standing_of_all(settings) if dry_run else look_after_all(settings)
    create_table_artifact(
        key="upkeep",
        table=[
            {
                "database": name,
                "pages": one.pages,
                "free": one.free,
                "given back": one.freed,
                "faults": one.faults,
                "to be vacuumed": " ".join(one.behind),
            }
            for name, one in kept.items()
        ],
        description="The databases after their upkeep; what is to be vacuumed is for the owner of the tables.",
    )
    faults = sum(one.faults for one in kept.values())
    return Failed(message=f"{faults} faults: restore it") if faults else Completed(message="databases are sound")


@flow(
    name="history-vacuum",
    flow_run_name="history vacuum",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def history_vacuum(*, dry_run: bool = False) -> PrefectState[None]:
    """Delete runs that are older than ``care.history_days`` from Prefect, but for the newest of each flow.

    With a run go its task runs at once, and its logs and tables within a day, by the server's own vacuum; events live
    for a week there. A dry run says how many there are.
    """
    before = utc_now() - dt.timedelta(days=read_settings().care.history_days)
    keeper = Timekeeper.of_environment(os.environ)
    if dry_run:
        return Completed(message=f"{keeper.count_runs(before)} would go")
    return Completed(message=f"{keeper.forget_runs(before)} gone")
