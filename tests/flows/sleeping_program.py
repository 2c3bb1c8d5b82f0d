"""A schedule whose run takes its time, so that a test can kill it: ``python -m tests.flows.sleeping_program``."""

import time

from prefect import flow, serve
from prefect.client.schemas.objects import State as PrefectState
from prefect.states import Completed

from flows.automations import set_up_automations
from flows.hooks import tell_crash
from strongroom.log import start_logging


@flow(name="sleeper", flow_run_name="sleeper", persist_result=False, log_prints=False, on_crashed=[tell_crash])
def sleeper() -> PrefectState[None]:
    """Sleep for longer than any test waits."""
    time.sleep(3600)
    return Completed()


if __name__ == "__main__":
    start_logging("schedules")
    set_up_automations()
    serve(sleeper.to_deployment("never", concurrency_limit=2), limit=2, print_starting_message=False)
