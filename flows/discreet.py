"""What a flow may say of its own failure: the family of the error, and its code or type. Never what the error says."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Final, ParamSpec

from prefect.client.schemas.objects import State as PrefectState
from prefect.runtime import flow_run
from prefect.states import Failed
from structlog.contextvars import bound_contextvars

from strongroom.errors import Broken, Misused, Refused, StrongroomError, Unavailable
from strongroom.log import logger, place_of

P = ParamSpec("P")
DRY_RUN: Final = "Dry run"
"""The name of the state in which a dry run ends, however it went: it is no run that a schedule could count as its last,
or that a backup could be said to have been made by."""


class Family(StrEnum):
    """The names of the states in which runs fail: the families of ``strongroom.errors``.

    They say who has to do something: nobody (it is tried again), whoever set it up, or whoever guards the vault.
    """

    REFUSED = "Refused"
    UNAVAILABLE = "Unavailable"
    BROKEN = "Broken"
    MISUSED = "Misused"


_FAMILIES: Final = {
    Refused: Family.REFUSED,
    Unavailable: Family.UNAVAILABLE,
    Broken: Family.BROKEN,
    Misused: Family.MISUSED,
}


def family_of(error: Exception) -> Family:
    """The family of an error; what is none of ours is a fault of ours."""
    return next((name for family, name in _FAMILIES.items() if isinstance(error, family)), Family.BROKEN)


def discreet(body: Callable[P, PrefectState[None]]) -> Callable[P, PrefectState[None]]:
    """Have a flow or task end in a failed state with a code where it would have raised, and its log lines name its run.

    Prefect writes the message and the traceback of what a flow raises into its database and its logs, and a message
    may hold a path or a line of a document.
    """

    @wraps(body)
    def told(*args: P.args, **kwargs: P.kwargs) -> PrefectState[None]:
        with bound_contextvars(**_run()):
            state = _ended(lambda: body(*args, **kwargs))
        return state.model_copy(update={"name": DRY_RUN}) if kwargs.get("dry_run") else state

    return told


def _ended(body: Callable[[], PrefectState[None]]) -> PrefectState[None]:
    try:
        return body()
    except StrongroomError as error:
        return Failed(name=family_of(error), message=error.code)
    except Exception as error:  # noqa: BLE001 - whatever it is, Prefect would write down what it says
        logger().error("flow failed", error=type(error).__name__, step=place_of(error))
        return Failed(name=Family.BROKEN, message=type(error).__name__)


def _run() -> dict[str, str]:
    run = flow_run.get_id()
    return {"flow_run": run} if run else {}
