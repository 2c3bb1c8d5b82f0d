"""Reconciliation at night: records, objects and inbox are compared, and what does not agree is a table of ids."""

from prefect import flow
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed, Failed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.hooks import tell_crash
from flows.stages.keeping import SCHEDULE
from flows.stages.reconcile import at_random, survey
from flows.stages.reconcile import reconcile as compare_and_repair
from flows.stages.workroom import open_workroom
from flows.tables import show_table
from strongroom.settings import read_settings

_SAMPLE = 50


@flow(name="reconcile", flow_run_name="reconcile", persist_result=False, log_prints=False, on_crashed=[tell_crash])
@discreet
def reconcile(*, dry_run: bool = False) -> PrefectState[None]:
    """Compare in both directions, open a sample, repair what is safe; a failed run where somebody has to look.

    A dry run repairs nothing.
    """
    compare = survey if dry_run else compare_and_repair
    with open_workroom(read_settings()) as work:
        done = compare(
            work,
            sample=_SAMPLE,
            choose=at_random,
            actor=SCHEDULE,
            now=utc_now,
        )
    show_table(
        work.settings,
        key="reconciliation",
        table=[
            {
                "fault": one.fault.value,
                "document": one.document,
                "blob": one.blob,
                "code": one.code,
                "repaired": one.repaired,
            }
            for one in done.findings
        ],
        description="What does not agree between records, objects and inbox.",
    )
    told = f"{done.blobs} blobs, {done.opened} documents opened, {done.open} findings"
    return Failed(message=told) if done.open else Completed(message=told)
