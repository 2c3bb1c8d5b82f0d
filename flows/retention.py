"""Retention proposals: what the rules allow to be destroyed. Proposals only; people decide."""

from prefect import flow
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.bench import utc_now
from flows.discreet import discreet
from flows.stages.workroom import open_workroom
from strongroom.settings import read_settings


@flow(name="retention-proposals", flow_run_name="retention proposals", persist_result=False, log_prints=False)
@discreet
def retention_proposals() -> PrefectState[None]:
    """Propose each document whose time is up, once; never one that is held or has no start date."""
    with open_workroom(read_settings()) as work:
        proposed = work.records.propose_dispositions(utc_now())
    create_table_artifact(
        key="disposition-proposals",
        table=[{"document": document} for document in proposed],
        description="Documents newly proposed for destruction; nothing is destroyed without two people.",
    )
    return Completed(message=f"{len(proposed)} proposed")
