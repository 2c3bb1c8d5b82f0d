"""Webhooks: every two minutes programs elsewhere are told of what happened."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.courier import HttpCourier
from flows.stages.webhooks import carry_out
from flows.stages.workroom import open_workroom
from storage.records.outbox import Outbox
from strongroom.settings import read_settings


@flow(name="webhooks", flow_run_name="webhooks", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def webhooks(*, dry_run: bool = False) -> PrefectState[None]:
    """Send each endpoint what goes to it now. What was not taken is tried again later, and given up after a day."""
    with open_workroom(read_settings()) as work:
        if dry_run:
            waiting = Outbox(work.records.transactions).waiting()
            return Completed(message=f"{sum(waiting.values())} wait, nothing was sent")
        limits = work.settings.webhooks
        courier = HttpCourier(allowed=limits.allowed_networks, timeout_seconds=limits.timeout_seconds)
        carried = carry_out(work, courier, utc_now)
    busy = [one for one in carried if one.taken or one.failed]
    if busy:  # as for notices: a page for each run would bury those of the others
        create_table_artifact(
            key="webhooks",
            table=[
                {"endpoint": one.endpoint, "taken": one.taken, "failed": one.failed, "waiting": one.waiting}
                for one in busy
            ],
            description="Messages by endpoint; the page *Webhooks* of the desk shows each.",
        )
    taken, failed = sum(one.taken for one in carried), sum(one.failed for one in carried)
    return Completed(message=f"{taken} taken, {failed} failed, {sum(one.waiting for one in carried)} wait")
