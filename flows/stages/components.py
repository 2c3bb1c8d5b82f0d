"""How the components of this installation are, for the people who run it."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flows.stages.office import Office
from flows.stages.places import Places
from storage.records.key_check import check_keys
from strongroom.errors import StrongroomError
from strongroom.permissions import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One component; ``error`` is what is wrong with it, or None."""

    name: str
    error: StrongroomError | None = None
    running: bool = True


def components(office: Office) -> tuple[Component, ...]:
    """The stores, and the services that were started with this one.

    Raises:
        Denied: the person does not run this machine.
    """
    office.ask_at_large(Action.OPERATE)
    work = office.work
    return (
        _checked("object store", work.store.check),
        _checked("records", work.records.check),
        _checked("keys", lambda: check_keys(work.records.transactions)),
        *_services(Places(work.settings)),
    )


def _services(places: Places) -> Iterator[Component]:
    try:
        pids = json.loads((places.run / "services.json").read_text())
    except FileNotFoundError:
        return
    for name, pid in pids.items():
        yield Component(name=name, running=_alive(int(pid)))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _checked(name: str, check: Callable[[], object]) -> Component:
    try:
        check()
    except StrongroomError as error:
        return Component(name=name, error=error)
    return Component(name=name)
