"""Rotations of keys that were cut off: gone on with every hour until they end."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.keeping import SCHEDULE
from flows.stages.resuming import plan, resume_rotations
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings


@flow(
    name="key-rotation", flow_run_name="key rotation", persist_result=False, log_prints=False, on_crashed=[tell_crash]
)
@discreet
def key_rotation(*, dry_run: bool = False) -> PrefectState[None]:
    """Finish what a kill or a power failure left half-way; a failed run where something is left that does not open.

    A dry run says what is under way.
    """
    with open_workroom(read_settings()) as work:
        if dry_run:
            return Completed(message=", ".join(plan(work, utc_now)) or "nothing is under way")
        done = resume_rotations(work, actor=SCHEDULE, now=utc_now)
    if done.wrapping is None and done.finding is None:
        return Completed(message="nothing is under way")
    rewrapped = done.wrapping.rewrapped if done.wrapping else 0
    entered = done.finding.entered if done.finding else 0
    create_table_artifact(
        key="key-rotation",
        table=[{"data keys rewrapped": rewrapped, "documents entered": entered, "do not open": done.left}],
        description="What the schedule went on with; `strongroom keys list` says how keys stand.",
    )
    told = f"{rewrapped} data keys, {entered} documents, {done.left} do not open"
    return Failed(message=told) if done.left else Completed(message=told)
