"""The report for management: how much came, how much of it went by itself, how long people took, what lies open."""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from strongroom.document import State
from strongroom.quality import Judged, quality
from strongroom.reports.family import Family
from strongroom.reports.period import Period
from strongroom.reports.table import Bars, Cell, Days, Figure, Form, Report, Table, columns

AGES: Final = (("age_day", 1), ("age_3_days", 3), ("age_week", 7), ("age_month", 30), ("age_longer", None))
"""Names of ages, and the days under which work is of that age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A document that arrived: on which day where the house is, and whether it went straight through, once read."""

    day: dt.date
    kind: str
    straight_through: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A document that is not done: in which state, and since when it has been here."""

    state: State
    since: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """How many documents were set aside with a code in the period, and how many lie there still."""

    code: str
    new: int
    standing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the report is made of."""

    came: Sequence[Came]
    judged: Sequence[Judged]
    open: Sequence[Open]
    set_aside: Sequence[SetAside]


def management(material: Material, period: Period, *, made_at: dt.datetime) -> Report:
    """The report of a period; what lies open is as of the moment at which it is made."""
    read = [one for one in material.came if one.straight_through is not None]
    through = sum(bool(one.straight_through) for one in read)
    seconds = [one.seconds for one in material.judged if one.seconds is not None]
    waited = [one.waited / 3600 for one in material.judged if one.waited is not None]
    errors = quality(material.judged).errors
    by_day = Counter(one.day for one in material.came)
    return Report(
        family=Family.MANAGEMENT,
        period=period,
        made_at=made_at,
        figures=(
            Figure(key="documents", form=Form.COUNT, value=len(material.came)),
            Figure(key="straight_through", form=Form.SHARE, value=through / len(read) if read else None),
            Figure(key="decisions", form=Form.COUNT, value=len(material.judged)),
            Figure(key="review_median", form=Form.SECONDS, value=quantile(seconds, 0.5)),
            Figure(key="review_p90", form=Form.SECONDS, value=quantile(seconds, 0.9)),
            Figure(key="waited_median", form=Form.HOURS, value=quantile(waited, 0.5)),
            Figure(key="waited_p90", form=Form.HOURS, value=quantile(waited, 0.9)),
            Figure(key="sampled", form=Form.COUNT, value=errors.of),
            Figure(key="sampled_wrong", form=Form.COUNT, value=errors.found),
            Figure(key="error_rate", form=Form.SHARE, value=errors.share),
            # Of nothing looked at, everything is possible: an interval from 0 to 100 % would be read as a finding.
            Figure(key="error_low", form=Form.SHARE, value=errors.interval[0] if errors.of else None),
            Figure(key="error_high", form=Form.SHARE, value=errors.interval[1] if errors.of else None),
            Figure(key="open", form=Form.COUNT, value=len(material.open)),
        ),
        plots=(
            Days(key="by_day", values=tuple((day, by_day[day]) for day in period.days)),
            Bars(key="by_kind", labels=Form.KIND, values=_most(Counter(one.kind for one in material.came))),
            Bars(key="ages", labels=Form.WORD, values=_ages(material.open, made_at)),
        ),
        tables=(
            _kinds(material.came),
            _open(material.open, made_at),
            _set_aside(material.set_aside),
            _days(material.came, period),
        ),
    )


def quantile(values: Iterable[float], share: float) -> float | None:
    """The smallest value that so great a share of the values does not exceed (nearest rank); None of no values."""
    inorder = sorted(values)
    return inorder[max(0, math.ceil(share * len(inorder)) - 1)] if inorder else None


def age(since: dt.datetime, now: dt.datetime) -> str:
    """The name of an age."""
    days = (now - since) / dt.timedelta(days=1)
    return next(name for name, under in AGES if under is None or days < under)


def _kinds(came: Sequence[Came]) -> Table:
    of_kind: defaultdict[str, list[Came]] = defaultdict(list)
    for one in came:
        of_kind[one.kind].append(one)
    rows: list[tuple[Cell, ...]] = []
    for kind, those in sorted(of_kind.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        read = [one for one in those if one.straight_through is not None]
        through = sum(bool(one.straight_through) for one in read)
        rows.append((kind, len(those), through, through / len(read) if read else None))
    return Table(
        key="kinds",
        columns=columns(kind=Form.KIND, documents=Form.COUNT, through=Form.COUNT, straight_through=Form.SHARE),
        rows=tuple(rows),
    )


def _days(came: Sequence[Came], period: Period) -> Table:
    counts = Counter((one.day, one.kind) for one in came)
    kinds = [kind for kind, _ in Counter(one.kind for one in came).most_common()]
    rows = [(day, kind, counts[day, kind]) for day in period.days for kind in kinds if counts[day, kind]]
    return Table(key="days", columns=columns(day=Form.DAY, kind=Form.KIND, documents=Form.COUNT), rows=tuple(rows))


def _open(lying: Sequence[Open], now: dt.datetime) -> Table:
    counts = Counter((one.state, age(one.since, now)) for one in lying)
    states = [state for state in State if any(one.state is state for one in lying)]
    rows = [(state.value, name, counts[state, name]) for state in states for name, _ in AGES if counts[state, name]]
    return Table(key="open", columns=columns(state=Form.WORD, age=Form.WORD, documents=Form.COUNT), rows=tuple(rows))


def _set_aside(found: Sequence[SetAside]) -> Table:
    rows = sorted(found, key=lambda one: (-one.new, -one.standing, one.code))
    return Table(
        key="set_aside",
        columns=columns(code=Form.WORD, new=Form.COUNT, still_there=Form.COUNT),
        rows=tuple((one.code, one.new, one.standing) for one in rows),
    )


def _ages(lying: Sequence[Open], now: dt.datetime) -> tuple[tuple[str, float], ...]:
    counts = Counter(age(one.since, now) for one in lying)
    return tuple((name, float(counts[name])) for name, _ in AGES) if lying else ()


def _most(counts: Mapping[str, int], shown: int = 12) -> tuple[tuple[str, float], ...]:
    inorder = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((name, float(count)) for name, count in inorder[:shown])
