"""A paper in front of a reviewer: what they are shown of it at which stage, and what they are given next. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from storage.records.queueing import Seat, Waiting
from storage.records.stations import Version
from storage.records.tasks import Task
from storage.records.values import DocumentView
from strongroom.field_state import Standing, keyed_again, least_sure, settled_by
from strongroom.four_eyes import Stage, disputed
from strongroom.kind import Kind
from strongroom.page import Page
from strongroom.reading import Readings, Source


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A document in front of a reviewer. ``seat`` is somebody else's where they were first.

    ``hidden`` fields are keyed without seeing what was read; of ``choices`` a third person takes one.
    """

    view: DocumentView
    kind: Kind
    fields: Sequence[Standing]
    pages: Sequence[Page]
    seat: Seat
    stage: Stage
    note: str
    hidden: frozenset[str]
    choices: Mapping[str, tuple[str, ...]]

    @property
    def mark(self) -> str:
        """What this was drawn from, as ``mark_of`` says it."""
        return mark_of(self.view.version, self.stage, self.seat)


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What a page knows of how a decision came about.

    ``places`` say where on the paper a value stands, where the reviewer showed it; ``spent`` are seconds at each field,
    and under the empty name those in all; ``stage`` is that of the page, None where there was no page.
    """

    places: Mapping[str, Source] = field(default_factory=dict)
    spent: Mapping[str, float] = field(default_factory=dict)
    stage: int | None = None


AS_ALWAYS: Final = How()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One version: by whom, when, and the names of the fields that it changed."""

    number: int
    made_at: dt.datetime
    actor: str
    fields: tuple[str, ...]


def change_from(before: Version | None, version: Version) -> Change:
    """What a version changed; None before the first."""
    new = version.body.extraction.readings
    old = before.body.extraction.readings if before else {}
    fields = sorted(name for name in new.keys() | old.keys() if _text(new, name) != _text(old, name))
    return Change(number=version.number, made_at=version.made_at, actor=version.actor, fields=tuple(fields))


def mark_of(version: int, stage: Stage, seat: Seat) -> str:
    """What a page was drawn from: as long as it is the same, nobody has touched the paper, nor sat down at it.

    Whoever takes it, again too, sits there until another moment; whoever hands it over ends the seat.
    """
    return f"{version}.{stage:d}.{seat.expires_at.isoformat()}"


def mark_for(waiting: Waiting, actor: str) -> str:
    """The same of a line of the queue, for a person; empty where they do not sit at it."""
    mine = waiting.seat is not None and waiting.seat.user == actor
    return mark_of(waiting.version, waiting.stage, waiting.seat) if waiting.seat and mine else ""


def unmarked(waiting: Waiting, kind: Kind) -> Waiting:
    """A line of the queue that does not tell a sample from what is in doubt."""
    row = waiting.summary
    if row.reasons or waiting.stage is not Stage.FIRST:
        return waiting
    return replace(waiting, summary=replace(row, reasons=least_sure(kind, row.readings)))


def as_listed(waiting: Waiting, blind: frozenset[str]) -> Waiting:
    """A line of the queue as this person may see it: the name of a file repeats what they are to key unseen."""
    if waiting.stage is not Stage.SECOND or not blind:
        return waiting
    seen = {name: reading for name, reading in waiting.summary.readings.items() if name not in blind}
    return replace(waiting, summary=replace(waiting.summary, name=None, readings=seen))


def choices_of(task: Task) -> dict[str, tuple[str, ...]]:
    """What two people keyed, of the fields on which they did not agree."""
    first, second = task.keyed[0], task.keyed[-1]
    return {name: (first.get(name, ""), second.get(name, "")) for name in sorted(disputed(first, second))}


def as_shown(standing: Standing, blind: frozenset[str], choices: Mapping[str, object]) -> Standing:
    """A field as this person may see it."""
    if standing.field.name in blind:
        return keyed_again(standing)
    return settled_by(standing) if standing.field.name in choices else standing


def _text(readings: Readings, name: str) -> str:
    return readings[name].text if name in readings else ""
