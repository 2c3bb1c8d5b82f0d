"""How the way in stands, for the people who run this machine: what lies in the inbox, what is paused, what is amiss."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from flows.stages.inbox import REFUSED, scan
from flows.stages.office import Office
from flows.stages.pausing import pauses
from storage.records.caring import Cares
from storage.records.pausing import Pause
from strongroom.concern import Concern
from strongroom.permissions import Action

MOST: Final = 1000
"""Files that are counted; a page does not wait for a folder of a hundred thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """``here`` is whether the inbox is a folder of this machine; ``waiting`` its files that are not taken in yet.

    ``longest`` is since when the oldest of them lies there unchanged, ``notes`` how many notes on refused files lie
    beside them. Both counts end at ``MOST``.
    """

    here: bool
    waiting: int
    longest: dt.timedelta | None
    notes: int
    paused: Mapping[str, Pause]
    concerns: Mapping[Concern, dt.datetime]


def condition(office: Office) -> Condition:
    """How it stands now.

    Raises:
        Denied: the person does not run this machine.
    """
    office.ask_at_large(Action.OPERATE)
    work, inbox = office.work, office.work.settings.inbox
    changed = [seen.changed_ns for seen in islice(scan(inbox), MOST)]
    oldest = dt.datetime.fromtimestamp(min(changed) // 10**9, dt.UTC) if changed else None
    return Condition(
        here=inbox.is_dir(),
        waiting=len(changed),
        longest=max(dt.timedelta(0), office.now() - oldest) if oldest else None,
        notes=sum(1 for _ in islice((inbox / REFUSED).glob("*"), MOST)),
        paused=pauses(work),
        concerns=Cares(work.records.transactions).standing(),
    )
