"""Plots as shapes with their places, for templates to draw as SVG: no script draws them and nobody else's server."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from strongroom.quality import Group, Rate

WIDTH: Final = 720.0
"""Of every plot, in units of its own; the page scales it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar from the left: ``length`` is its part of the longest one, 0 to 1."""

    label: str
    value: float
    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A day: from the bottom, what was corrected, and on it the rest; heights are parts of the highest day."""

    day: dt.date
    x: float
    width: float
    corrected: float
    rest: float
    decisions: int
    corrections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A share with its interval on a scale from 0 to ``top``; places are parts of the scale, 0 to 1."""

    low: float
    high: float
    share: float
    mark: float | None
    top: float
    ticks: tuple[tuple[float, float], ...]


def bars(values: Sequence[tuple[str, float]]) -> tuple[Bar, ...]:
    """One bar for each name and value."""
    longest = max((value for _, value in values), default=0.0) or 1.0
    return tuple(Bar(label=label, value=value, length=value / longest) for label, value in values)


def columns(groups: Sequence[Group], first: dt.date, last: dt.date) -> tuple[Column, ...]:
    """One column for each day from the first to the last; days without decisions are gaps."""
    known: Mapping[str, Group] = {group.name: group for group in groups}
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    highest = max((group.decisions for group in groups), default=0) or 1
    room = WIDTH / max(1, len(days))
    found = []
    for number, day in enumerate(days):
        group = known.get(day.isoformat())
        decisions, corrections = (group.decisions, group.corrected) if group else (0, 0)
        found.append(
            Column(
                day=day,
                x=round(number * room + room * 0.1, 2),
                width=round(room * 0.8, 2),
                corrected=corrections / highest,
                rest=(decisions - corrections) / highest,
                decisions=decisions,
                corrections=corrections,
            )
        )
    return tuple(found)


def gauge(rate: Rate, *, wanted: float | None = None) -> Gauge:
    """A rate on a scale that ends at a round number beyond its interval; ``wanted`` is marked where it is on it."""
    low, high = rate.interval
    top = _round_up(max(high, (wanted or 0.0) * 1.5))
    steps = 5
    return Gauge(
        low=low / top,
        high=high / top,
        share=(rate.share or 0.0) / top,
        mark=None if wanted is None else wanted / top,
        top=top,
        ticks=tuple((step / steps, 100 * top * step / steps) for step in range(steps + 1)),
    )


def _round_up(share: float) -> float:
    """The next of 0.1, 0.2, 0.5, 1, 2, 5 ... 100 %."""
    if share >= 0.5:
        return 1.0
    power = 10.0 ** math.floor(math.log10(max(share, 0.001)))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= share * 0.999))
