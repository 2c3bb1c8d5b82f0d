"""Keys that are due, once a week: their rotation is begun, or proposed."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.keeping import SCHEDULE
from flows.stages.key_care import age, rotate_if_due
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings


@flow(name="keys-due", flow_run_name="keys due", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def keys_due(*, dry_run: bool = False) -> PrefectState[None]:
    """Begin the rotation of a key that is as old as the house lets keys become (``keys.*``); never retire one.

    A dry run says how old it is.
    """
    with open_workroom(read_settings()) as work:
        found = age(work, utc_now())
        done = None if dry_run else rotate_if_due(work, actor=SCHEDULE, now=utc_now)
    since = f"{found.since:%Y-%m-%d}" if found.since else ""
    create_table_artifact(
        key="keys-due",
        table=[{"key": found.current or "", "since": since, "due": "yes" if found.due else ""}],
        description="The key-encryption key in use before this run; `strongroom keys list` shows all, by id.",
    )
    if done is None:
        return Completed(message="due: 'strongroom keys rotate'" if found.due else "nothing is due")
    told = f"{done.rewrapped} rewrapped, {sum(done.left.values())} left"
    return Failed(message=told) if done.left else Completed(message=told)
