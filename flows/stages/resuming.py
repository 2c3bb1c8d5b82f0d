"""Rotations of keys that were cut off are finished by the product itself; none is begun that nobody asked for.

One is begun all the same, once: where exact values are under a key that could never be changed
(``storage.records.generations.Standing.values_since``).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flows.stages.key_room import KeyAction, facts_of
from flows.stages.workroom import Workroom
from storage.audit import AuditEvent
from storage.crypto.rotation import Rotated, is_under_way, resume
from storage.records.rebuilding import Rebuilding, Rebuilt


class Rotation(StrEnum):
    """What is rotated: the wrapping of data keys, or the keys for finding."""

    WRAPPING = "wrapping"
    FINDING = "finding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """What was finished; None where nothing was under way."""

    wrapping: Rotated | None
    finding: Rebuilt | None

    @property
    def left(self) -> int:
        """Data keys and documents that do not open: somebody has to look at them."""
        return (sum(self.wrapping.left.values()) if self.wrapping else 0) + (self.finding.left if self.finding else 0)


def plan(work: Workroom, now: Callable[[], dt.datetime]) -> tuple[Rotation, ...]:
    """What is under way; nothing is done."""
    wrapping = is_under_way(work.providers, work.keys)
    finding = Rebuilding(work.records.transactions, now).is_due()
    return tuple(what for what, due in ((Rotation.WRAPPING, wrapping), (Rotation.FINDING, finding)) if due)


def resume_rotations(work: Workroom, *, actor: str, now: Callable[[], dt.datetime]) -> Resumed:
    """Finish what is under way, and record what was done.

    Raises:
        KeysUnavailable, RecordsUnavailable: what was done is done; the next run goes on.
    """
    wrapping = resume(work.providers, work.keyring, work.keys)
    if wrapping is not None and wrapping.rewrapped:
        # What is left and does not open is found again every hour: once in the audit is enough.
        event = AuditEvent(at=now(), actor=actor, action=KeyAction.ROTATED, facts=facts_of(wrapping))
        work.records.transactions.note(event)
    return Resumed(wrapping=wrapping, finding=Rebuilding(work.records.transactions, now).resume(actor=actor))
