"""How the components of this installation are, for the people who run it."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flows.stages.audit_room import anchors_of
from flows.stages.office import Office
from flows.stages.places import Places
from storage.records.audit_search import TrailQuestion, search
from storage.records.freezing import frozen
from storage.records.key_check import check_keys
from storage.records.values import Action
from strongroom.errors import ObjectMissing, StrongroomError, VaultFrozen
from strongroom.permissions import Action as Asked


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
    office.ask_at_large(Asked.OPERATE)
    work = office.work
    return (
        _checked("object store", work.store.check),
        _checked("records", work.records.check),
        _checked("keys", lambda: check_keys(work.records.transactions)),
        _checked("vault", lambda: _check_thawed(office)),
        _checked("anchors", lambda: _check_anchored(office)),
        *_services(Places(work.settings)),
    )


def _check_thawed(office: Office) -> None:
    if frozen(office.work.records.transactions) is not None:
        raise VaultFrozen


def _check_anchored(office: Office) -> None:
    """Return if the newest checkpoint that the trail tells of is where it was put (ObjectMissing).

    The whole chain is not walked here: that is the auditor's to ask for, and takes longer than a page may.
    """
    told = search(office.work.records.transactions, TrailQuestion(action=Action.ANCHORED), limit=1)
    if not told:
        return  # nothing was anchored yet
    newest = anchors_of(office.work, office.now).newest()
    if newest is None or newest.size < int(told[0].entry.facts["size"]):
        raise ObjectMissing


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
