"""Pausing: the intake, a single schedule, or everything (maintenance)."""

from collections.abc import Callable, Mapping

from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.records.pausing import INTAKE, MAINTENANCE, Pause, Pauses
from strongroom.permissions import Action


class Switch:
    """Pauses, as one person may place and end them. Services see a new one within seconds, and restarts keep it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._pauses = Pauses(office.work.records.transactions)

    def pause(self, name: str) -> bool:
        """Pause something; say whether it was not paused before (Denied)."""
        self._office.ask_at_large(Action.OPERATE)
        return self._pauses.pause(name, actor=self._office.actor.id, now=self._office.now())

    def resume(self, name: str) -> bool:
        """End a pause; say whether there was one (Denied)."""
        self._office.ask_at_large(Action.OPERATE)
        return self._pauses.resume(name, actor=self._office.actor.id, now=self._office.now())


def pauses(work: Workroom) -> Mapping[str, Pause]:
    """What is paused."""
    return Pauses(work.records.transactions).now()


def taking_in_is_paused(work: Workroom) -> bool:
    """Whether nothing is to be taken in (RecordsUnavailable)."""
    return Pauses(work.records.transactions).is_paused(INTAKE, MAINTENANCE)


def filing_is_paused(work: Workroom) -> bool:
    """Whether nothing is to be read and filed (RecordsUnavailable)."""
    return Pauses(work.records.transactions).is_paused(MAINTENANCE)


def paused_flows(work: Workroom) -> Callable[[str], bool]:
    """Whether a flow, by its name, is to begin no runs; as it is now."""
    paused = frozenset(pauses(work))
    return lambda flow: flow in paused or MAINTENANCE in paused
