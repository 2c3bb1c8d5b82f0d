"""What the Prefect server does by itself about runs that go wrong: put right at each start of the schedules.

Zombie: a run whose process was killed says nothing more, and the server would show it as running for ever. So it would
one that was about to begin when the schedules were stopped.
Crashed: every flow may run again, so a crashed one is started once more; never twice within six hours, for what
crashes every time needs a person (the metrics tell one).
Unavailable: what stopped because a database, a store or a key did not answer is started once more a quarter of an hour
later. What is refused, broken or set up wrongly would only end the same way, and waits for a person.
Both only for runs that a schedule began: the new run has no parameters, and a dry run would come back as a real one.
Late: after a night of downtime the sweeps of all its minutes are due at once, and the first does the work of all.
"""

import datetime as dt
from collections.abc import Iterable, Set
from typing import Any, Final

from prefect.automations import AutomationCore, ChangeFlowRunState, EventTrigger, Posture, RunDeployment
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import CancelFlowRun
from prefect.events.schemas.automations import ResourceSpecificationDict
from prefect.events.schemas.events import ResourceSpecification

from flows.discreet import DRY_RUN, Family
from flows.server import HEARTBEAT_SECONDS

_RUNS: Final[dict[str, str | list[str]]] = {"prefect.resource.id": "prefect.flow-run.*"}
_BY_SCHEDULE: Final[list[ResourceSpecification | ResourceSpecificationDict]] = [
    {"prefect.resource.role": "deployment"},
    {"prefect.resource.id": "prefect.tag.auto-scheduled"},
]
_ENDS: Final = frozenset(
    f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed", DRY_RUN, *Family)
)
_HEARTBEAT: Final = "prefect.flow-run.heartbeat"
_BEGAN: Final = "prefect.flow-run.Running"
_BEGINNING: Final = frozenset({"prefect.flow-run.Pending", "prefect.flow-run.Submitting"})
_LATE: Final = "prefect.flow-run.Late"
_SILENCE: Final = dt.timedelta(seconds=4 * HEARTBEAT_SECONDS)
"""Three heartbeats may be lost on a busy machine; a fourth is not."""
_BEGINS_WITHIN: Final = dt.timedelta(minutes=10)
"""A process takes seconds to begin; a machine that is far behind, minutes."""
_AGAIN: Final = dt.timedelta(hours=6)
_TOO_LATE: Final = dt.timedelta(minutes=5)
_PATIENCE: Final = dt.timedelta(minutes=15)
"""A server that is started anew is back by then."""


def automations() -> tuple[AutomationCore, ...]:
    """All automations of the product, by their names."""
    return (_silent(), _never_begun(), _crashed(), _unavailable(), _late())


def set_up_automations() -> None:
    """Make the server have these automations as they are here; what a person added there is left alone."""
    with get_client(sync_client=True) as client:
        for automation in automations():
            set_up(client, automation)


def set_up(client: SyncPrefectClient, automation: AutomationCore) -> None:
    """Have the server have this one once, as it is here."""
    known = client.read_automations_by_name(automation.name)
    if not known:
        client.create_automation(automation)
        return
    first, *others = known
    if not _is(first, automation):
        client.update_automation(first.id, automation)
    for other in others:  # two services that started at once may both have made it
        client.delete_automation(other.id)


def _is(known: AutomationCore, wanted: AutomationCore) -> bool:
    """Whether an automation is as it should be. One that is written anew forgets the runs it was watching, and those
    are the ones that fell silent when the schedules were killed.
    """
    return known.enabled and (known.trigger, _told(known)) == (wanted.trigger, _told(wanted))


def _told(automation: AutomationCore) -> list[dict[str, Any]]:
    return [action.model_dump(mode="json") for action in automation.actions]


def _silent() -> AutomationCore:
    return _zombie(
        "strongroom: a run that fell silent has crashed",
        after={_HEARTBEAT, _BEGAN},  # one that is killed as it begins gives no heartbeat at all
        expect={_HEARTBEAT, *_ENDS},
        within=_SILENCE,
        message="no heartbeat",
    )


def _never_begun() -> AutomationCore:
    return _zombie(
        "strongroom: a run that does not begin has crashed",
        after=_BEGINNING,
        expect={_BEGAN, _HEARTBEAT, *_ENDS},
        within=_BEGINS_WITHIN,
        message="never began",
    )


def _zombie(name: str, *, after: Set[str], expect: Set[str], within: dt.timedelta, message: str) -> AutomationCore:
    return _automation(
        name,
        EventTrigger(
            after=set(after),
            expect=set(expect),
            match=_RUNS,
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=within,
        ),
        [ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message=message, force=False)],
    )


def _crashed() -> AutomationCore:
    return _once_more("strongroom: a crashed run is started once more", "Crashed", after=dt.timedelta(0))


def _unavailable() -> AutomationCore:
    name = "strongroom: a run that something unavailable stopped is started once more"
    return _once_more(name, Family.UNAVAILABLE, after=_PATIENCE)


def _once_more(name: str, state: str, *, after: dt.timedelta) -> AutomationCore:
    return _automation(
        name,
        EventTrigger(
            expect={f"prefect.flow-run.{state}"},
            match=_RUNS,
            match_related=_BY_SCHEDULE,
            for_each={"related:deployment:prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
            within=_AGAIN,
        ),
        [
            RunDeployment(
                source="inferred", deployment_id=None, parameters=None, job_variables=None, schedule_after=after
            )
        ],
    )


def _late() -> AutomationCore:
    return _automation(
        "strongroom: a sweep that is late is left to the next",
        EventTrigger(
            after={_LATE},
            expect={"prefect.flow-run.Pending", _BEGAN, *_ENDS},
            match=_RUNS,
            match_related={"prefect.resource.role": "flow", "prefect.resource.name": "sweep"},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=_TOO_LATE,
        ),
        # Named, for what is left at its default is not sent, and the server takes an action without a name for none.
        [CancelFlowRun(type="cancel-flow-run")],
    )


def _automation(name: str, trigger: EventTrigger, actions: Iterable[Any]) -> AutomationCore:
    return AutomationCore(name=name, description="Set up by strongroom.", trigger=trigger, actions=list(actions))
