"""What is said when a run of a schedule crashes: one line in the log, with ids only.

Prefect calls hooks by the names of their parameters: they have to be ``flow``, ``flow_run`` and ``state``. Hooks run in
the service that started the run; of a run that the server itself declared crashed nobody is told but the dashboard.
"""

from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.objects import State as PrefectState

from strongroom.log import logger


def tell_crash(flow: Flow[..., Any], flow_run: FlowRun, state: PrefectState[Any]) -> None:
    """Log that a run crashed; it is started once more by an automation."""
    logger().error("run crashed", component=flow.name, flow_run=str(flow_run.id), state=state.name)
