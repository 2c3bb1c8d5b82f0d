"""What a flow may say of its own failure: a code, or the type of an error. Never what the error says."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from prefect.client.schemas.objects import State as PrefectState
from prefect.runtime import flow_run
from prefect.states import Failed
from structlog.contextvars import bound_contextvars

from strongroom.errors import StrongroomError
from strongroom.log import logger, place_of

P = ParamSpec("P")


def discreet(body: Callable[P, PrefectState[None]]) -> Callable[P, PrefectState[None]]:
    """Have a flow or task end in a failed state with a code where it would have raised, and its log lines name its run.

    Prefect writes the message and the traceback of what a flow raises into its database and its logs, and a message
    may hold a path or a line of a document.
    """

    @wraps(body)
    def told(*args: P.args, **kwargs: P.kwargs) -> PrefectState[None]:
        try:
            with bound_contextvars(**_run()):
                return body(*args, **kwargs)
        except StrongroomError as error:
            return Failed(name="Stopped", message=error.code)
        except Exception as error:  # noqa: BLE001 - whatever it is, Prefect would write down what it says
            logger().error("flow failed", error=type(error).__name__, step=place_of(error))
            return Failed(name="Stopped", message=type(error).__name__)

    return told


def _run() -> dict[str, str]:
    run = flow_run.get_id()
    return {"flow_run": run} if run else {}
