"""Unusual access: looked for every hour; what was found is a failed run, for somebody has to look."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.unusual import frozen_people, plan, watch
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings


@flow(
    name="unusual-access",
    flow_run_name="unusual access",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def unusual_access(*, dry_run: bool = False) -> PrefectState[None]:
    """Tell each sign of unusual access once a day: who, by id, and how much."""
    with open_workroom(read_settings()) as work:
        found = plan(work, utc_now()) if dry_run else watch(work, utc_now())
        frozen = frozen_people(work, found)
    create_table_artifact(
        key="unusual-access",
        table=[
            {
                "person": one.who,
                "sign": one.sign.value,
                "count": one.count,
                "frozen": "yes" if one.who in frozen else "",
            }
            for one in found
        ],
        description="To be asked about; `strongroom audit search` shows what it was, `freeze account` stops it.",
    )
    told = f"{len(found)} unusual"
    return Failed(message=told) if found and not dry_run else Completed(message=told)
