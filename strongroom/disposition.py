"""How a document ends: found by the schedule, asked for by one person, approved by another, destroyed after a wait.

    eligible ─► requested ─► approved ─► destroying ─► destroyed
        ▲           │            │
        └───────────┴── cancelled┘

Up to ``approved`` everything can be taken back. The step to ``destroying`` cannot, and is made only while every
condition still holds. What stops it (a hold, a changed rule, a changed document) ends the disposition: the schedule
finds the document again when nothing stands in the way, and two people decide anew.

What lies in quarantine and was never read as a paper of any kind is found by no schedule: whoever asks for its end
proposes it with that, and the same two people, wait and certificate stand before it.
"""

from enum import StrEnum
from types import MappingProxyType

from strongroom.errors import WrongStage


class Stage(StrEnum):
    """How far the disposition of a document is."""

    ELIGIBLE = "eligible"
    REQUESTED = "requested"
    APPROVED = "approved"
    DESTROYING = "destroying"
    """Its records are gone and its keys are going; whatever a crash left is finished by the next run."""
    DESTROYED = "destroyed"


STEPS = MappingProxyType(
    {
        Stage.ELIGIBLE: {Stage.REQUESTED},
        Stage.REQUESTED: {Stage.APPROVED, Stage.ELIGIBLE},
        Stage.APPROVED: {Stage.DESTROYING, Stage.ELIGIBLE},
        Stage.DESTROYING: {Stage.DESTROYED},
        Stage.DESTROYED: set(),
    }
)


class Obstacle(StrEnum):
    """Why an approved disposition is not carried out, in the order in which they are looked for."""

    COOLING_OFF = "cooling_off"
    HELD = "held"
    """A hold covers it."""
    HELD_SINCE = "held_since"
    """A hold was placed after the approval and lifted again: what it was for has not been looked at."""
    CHANGED = "changed"
    """It is no longer filed or archived: somebody works on it."""
    NOT_DUE = "not_due"
    """By today's rules and readings it is to be kept, or the rule is another than the one that was approved."""
    OWN_WORK = "own_work"
    """Who approved it has worked on it since."""


def set_aside_basis(code: str) -> str:
    """The basis on which a document is destroyed that could not be read, by the code it was set aside with.

    No rule of retention keeps what nobody could tell to be a record of anything. Two people answer for it.
    """
    return f"set aside, never read as a paper of any kind: {code}"


def check_step(old: Stage, new: Stage) -> None:
    """Allow a step or refuse it.

    Raises:
        WrongStage: there is no such step.
    """
    if new not in STEPS[old]:
        raise WrongStage(stage=old.value, wanted=new.value)
