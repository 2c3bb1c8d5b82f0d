"""The audit chain: anchored every hour, verified from its first event every night."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.audit_room import anchors_of
from flows.stages.keeping import SCHEDULE
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings


@flow(
    name="audit-anchor", flow_run_name="audit anchor", persist_result=False, log_prints=False, on_crashed=[tell_crash]
)
@discreet
def anchor(*, dry_run: bool = False) -> PrefectState[None]:
    """Check what came since the newest anchor, and anchor it; a chain that is not as it was is a failed run.

    A dry run checks and anchors nothing.
    """
    with open_workroom(read_settings()) as work:
        anchors = anchors_of(work, utc_now)
        if dry_run:
            anchors.check()
            return Completed(message="the chain is as it was; nothing is anchored")
        made = anchors.anchor(SCHEDULE, now=utc_now)
    return Completed(message=f"{made.size} events anchored" if made else "nothing came")


@flow(
    name="audit-verification",
    flow_run_name="audit verification",
    persist_result=False,
    log_prints=False,
    on_crashed=[tell_crash],
)
@discreet
def verification(*, dry_run: bool = False) -> PrefectState[None]:  # noqa: ARG001 - it changes nothing anyway
    """Verify every event, and the chain against all of its anchors; a dry run does the same and counts as none."""
    with open_workroom(read_settings()) as work:
        found = anchors_of(work, utc_now).verify()
    create_table_artifact(
        key="audit-verification",
        table=[{"events": found.events, "anchors": found.anchors, "anchors missing": len(found.missing)}],
        description="Every event follows from the one before, and the chain is what was anchored.",
    )
    told = f"{found.events} events, {found.anchors} anchors, {len(found.missing)} missing"
    return Failed(message=told) if found.missing else Completed(message=told)
