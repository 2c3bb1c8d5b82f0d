"""Access that nobody confirmed or used for too long ends every night; those who confirm it were told weeks before."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.access_review import lapse, soon_to_lapse, to_lapse
from flows.stages.keeping import SCHEDULE
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings


@flow(
    name="access-lapse", flow_run_name="access lapse", persist_result=False, log_prints=False, on_crashed=[tell_crash]
)
@discreet
def access_lapse(*, dry_run: bool = False) -> PrefectState[None]:
    """Freeze accounts whose access lapses (``access.*``), with their sessions and grants; never the last administrator.

    A dry run says whose it would be.
    """
    with open_workroom(read_settings()) as work:
        now = utc_now()
        done = to_lapse(work, now) if dry_run else lapse(work, utc_now, actor=SCHEDULE)
        ended = {one.user for one in done}
        soon = [one for one in soon_to_lapse(work, now) if one.user not in ended]
    create_table_artifact(
        key="access-lapse",
        table=[{"person": one.user, "why": one.why.value, "what": "spared" if one.spared else "ended"} for one in done]
        + [{"person": one.user, "why": one.why.value, "what": "soon"} for one in soon],
        description="Access that ended, or ends soon unless a manager confirms it; an administrator thaws accounts."
        + (" Nothing was changed." * dry_run),
    )
    return Completed(message=f"{sum(not one.spared for one in done)} ended, {len(soon)} soon")
