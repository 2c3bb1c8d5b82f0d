"""Notices: every few minutes people are told what waits for them, in the ways that they wish."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.letters import send_letters
from flows.stages.messenger import AppriseMessenger
from flows.stages.notices import deliver, plan
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings


@flow(name="notices", flow_run_name="notices", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def notices(*, dry_run: bool = False) -> PrefectState[None]:
    """Send each person what goes to them now: ids and links; and the letters to customers that somebody allowed. What
    could not be sent is tried again later.
    """
    now = utc_now()
    with open_workroom(read_settings()) as work:
        told = plan(work, now) if dry_run else deliver(work, AppriseMessenger(), now)
        letters = (0, 0) if dry_run else send_letters(work, AppriseMessenger(), now)
    busy = [one for one in told if one.sent or one.failed]
    if busy:  # it runs every few minutes: a page for each run would bury those of the others
        create_table_artifact(
            key="notices",
            table=[{"person": one.person, "sent": one.sent, "failed": one.failed, "later": one.later} for one in busy],
            description="Notices by person; `strongroom notices list` says who is told how."
            + (" Nothing was sent." * dry_run),
        )
    sent, failed = sum(one.sent for one in told), sum(one.failed for one in told)
    later = sum(one.later for one in told)
    written = f"; letters to customers: {letters[0]} sent, {letters[1]} failed" * any(letters)
    return Completed(message=f"{sent} sent, {failed} failed, {later} for later{written}")
