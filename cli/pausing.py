"""``pause`` and ``resume``: the intake, a single schedule, or everything."""

from collections.abc import Callable, Iterable
from typing import Final

import typer

from cli.faces import office
from cli.installation import is_running, told_addresses
from flows.server import PrefectServer
from flows.stages.pausing import Switch, paused_flows
from flows.stages.places import Places
from flows.stages.workroom import Workroom
from flows.timekeeper import Schedule, Timekeeper
from storage.records.pausing import INTAKE, MAINTENANCE
from strongroom.errors import FlowsUnavailable, NotFound
from strongroom.settings import Settings

_WHOLE: Final = (INTAKE, MAINTENANCE)


def pause(name: str) -> None:
    """Pause something until it is resumed."""
    _switch(name, lambda switch: switch.pause(name), done="paused", before="was paused already")


def resume(name: str) -> None:
    """Resume what was paused."""
    _switch(name, lambda switch: switch.resume(name), done="resumed", before="was not paused")


def _switch(name: str, act: Callable[[Switch], bool], *, done: str, before: str) -> None:
    with office() as desk:
        keeper = timekeeper_of(desk.work.settings)
        schedules = _schedules(keeper)
        _check(name, schedules or ())
        changed = act(Switch(desk))
        typer.echo(f"{name} {done if changed else before}")
        if keeper is None or name == INTAKE:
            return
        if schedules is None:
            # What was said is kept, and counts when the schedules start; but they may be running at this moment.
            typer.echo("The schedules could not be told: say it again when the dashboard answers.", err=True)
            raise FlowsUnavailable
        _tell(keeper, [one for one in schedules if name in (MAINTENANCE, one.flow)], desk.work)


def _check(name: str, schedules: tuple[Schedule, ...]) -> None:
    known = {one.flow for one in schedules}
    # Nothing runs, so nobody can say which schedules there are: the name is kept, and counts at the next start.
    if name not in _WHOLE and known and name not in known:
        raise NotFound(schedule=name)


def _tell(keeper: Timekeeper, schedules: Iterable[Schedule], work: Workroom) -> None:
    is_paused = paused_flows(work)
    for schedule in schedules:
        if is_paused(schedule.flow) and not schedule.paused:
            keeper.pause(schedule)
        elif schedule.paused and not is_paused(schedule.flow):
            keeper.resume(schedule)


def timekeeper_of(settings: Settings) -> Timekeeper | None:
    """Whom to tell; None where nothing runs: the schedules look at what is paused when they start."""
    places = Places(settings)
    address = told_addresses(places).get("dashboard", "")
    if not is_running(places) or not address:
        return None
    server = PrefectServer(home=places.prefect, port=0)
    return Timekeeper.at(f"{address}/api", server.environment()["PREFECT_API_AUTH_STRING"])


def _schedules(keeper: Timekeeper | None) -> tuple[Schedule, ...] | None:
    """The schedules that run, none where nothing does; None where nobody can say."""
    try:
        return keeper.schedules() if keeper else ()
    except FlowsUnavailable:
        return None
