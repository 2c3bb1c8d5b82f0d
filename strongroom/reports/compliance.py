"""The report for compliance: what is held on what basis, what expires and ends, what ended, and who saw what.

It names papers by their ids and people of the house by their names, and nobody whom a paper is about.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from strongroom.reports.family import Family
from strongroom.reports.holdings import Basis, Held, Keeping
from strongroom.reports.period import Period
from strongroom.reports.seen import Seen
from strongroom.reports.table import Bars, Cell, Figure, Form, Report, Table, columns
from strongroom.unusual import Deed

T = TypeVar("T")

AHEAD: Final = dt.timedelta(days=90)
"""How far ahead of the period's end expiring papers are told of."""
MOST: Final = 2000
"""Rows of one table; the figures count all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """A kept paper that expires, or has."""

    document: str
    kind: str
    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A destruction that was proposed and is not carried out: how far it is."""

    document: str
    kind: str
    stage: str
    basis: str
    since: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """A paper that was destroyed in the period, as its certificate says."""

    document: str
    kind: str
    basis: str
    asked_by: str
    approved_by: str
    at: dt.datetime
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the access review came to. ``overdue`` are people whose confirmation is late; ``lapsed`` were shut out."""

    people: int
    confirmed: int
    overdue: int
    lapsed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Holds and restrictions: in force at the end, and what was done in the period."""

    holds: int
    placed: int
    lifted: int
    restricted: int
    ordered: int
    freed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class First(Generic[T]):
    """The first of many, no more than ``MOST``, and how many there are."""

    rows: Sequence[T]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the report is made of.

    ``expired`` counts those of the expiring whose day has passed; ``seen`` is of papers with identity contents, and of
    refusals; ``names`` are of the people of the house.
    """

    held: Mapping[Basis, Held]
    expiring: First[Expiring]
    expired: int
    due: First[Due]
    destroyed: First[Destroyed]
    seen: Seen
    counts: Counts
    access: Access
    names: Mapping[str, str]


def compliance(material: Material, period: Period, *, made_at: dt.datetime) -> Report:
    """The report of a period; what is held, expires and is due is as of the moment at which it is made."""
    held, seen = material.held, material.seen
    counts, access = material.counts, material.access
    return Report(
        family=Family.COMPLIANCE,
        period=period,
        made_at=made_at,
        figures=(
            Figure(key="kept", form=Form.COUNT, value=sum(one.documents for one in held.values())),
            Figure(key="kept_undated", form=Form.COUNT, value=_kept_as(held, Keeping.UNDATED)),
            Figure(key="kept_no_rule", form=Form.COUNT, value=_kept_as(held, Keeping.NO_RULE)),
            Figure(key="expired", form=Form.COUNT, value=material.expired),
            Figure(key="expiring", form=Form.COUNT, value=material.expiring.total - material.expired),
            Figure(key="due", form=Form.COUNT, value=material.due.total),
            Figure(key="destroyed", form=Form.COUNT, value=material.destroyed.total),
            Figure(key="revealed", form=Form.COUNT, value=seen.of(Deed.REVEALED)),
            Figure(key="exported", form=Form.COUNT, value=seen.of(Deed.EXPORTED)),
            Figure(key="looked", form=Form.COUNT, value=seen.of(Deed.LOOKED)),
            Figure(key="denied", form=Form.COUNT, value=seen.of(Deed.DENIED)),
        ),
        plots=(
            Bars(key="held_by_kind", labels=Form.KIND, values=_by_kind(held)),
            Bars(key="seen_by", labels=Form.TEXT, values=_by_person(material)),
        ),
        tables=(
            _held(held),
            _expiring(material.expiring.rows),
            _due(material.due.rows),
            _register(material),
            _people(material),
            _acts(material),
            Table(
                key="restraints",
                columns=columns(what=Form.WORD, documents=Form.COUNT),
                rows=(
                    ("holds_in_force", counts.holds),
                    ("holds_placed", counts.placed),
                    ("holds_lifted", counts.lifted),
                    ("restricted_now", counts.restricted),
                    ("restrictions_ordered", counts.ordered),
                    ("restrictions_lifted", counts.freed),
                ),
            ),
            Table(
                key="access",
                columns=columns(what=Form.WORD, persons=Form.COUNT),
                rows=(
                    ("people_let_in", access.people),
                    ("people_confirmed", access.confirmed),
                    ("people_overdue", access.overdue),
                    ("people_lapsed", access.lapsed),
                ),
            ),
        ),
    )


def _kept_as(held: Mapping[Basis, Held], wanted: Keeping) -> int:
    return sum(one.documents for (_, keeping, _), one in held.items() if keeping is wanted)


def _held(held: Mapping[Basis, Held]) -> Table:
    inorder = sorted(held.items(), key=lambda pair: (pair[0][0], -pair[1].documents, pair[0][2]))
    return Table(
        key="held",
        columns=columns(
            kind=Form.KIND,
            keeping=Form.WORD,
            basis=Form.TEXT,
            documents=Form.COUNT,
            first_end=Form.DAY,
            last_end=Form.DAY,
            on_hold=Form.COUNT,
            restricted=Form.COUNT,
        ),
        rows=tuple(
            (kind, keeping.value, basis, one.documents, one.first, one.last, one.held, one.restricted)
            for (kind, keeping, basis), one in inorder
        ),
    )


def _expiring(found: Sequence[Expiring]) -> Table:
    inorder = sorted(found, key=lambda one: (one.on, one.document))
    return Table(
        key="expiring",
        columns=columns(document=Form.ID, kind=Form.KIND, expires=Form.DAY),
        rows=tuple((one.document, one.kind, one.on) for one in inorder),
    )


def _due(found: Sequence[Due]) -> Table:
    return Table(
        key="due",
        columns=columns(document=Form.ID, kind=Form.KIND, stage=Form.WORD, since=Form.DAY, basis=Form.TEXT),
        rows=tuple((one.document, one.kind, one.stage, one.since, one.basis) for one in found),
    )


def _register(material: Material) -> Table:
    names = material.names
    return Table(
        key="register",
        columns=columns(
            at=Form.MOMENT,
            document=Form.ID,
            kind=Form.KIND,
            basis=Form.TEXT,
            asked_by=Form.TEXT,
            approved_by=Form.TEXT,
            certificate=Form.ID,
        ),
        rows=tuple(
            (
                one.at,
                one.document,
                one.kind,
                one.basis,
                names.get(one.asked_by, one.asked_by),
                names.get(one.approved_by, one.approved_by),
                one.certificate,
            )
            for one in material.destroyed.rows
        ),
    )


def _people(material: Material) -> Table:
    seen = material.seen
    rows: list[tuple[Cell, ...]] = [
        (
            material.names.get(who, who),
            seen.papers.get(who, 0),
            *(seen.deeds.get((who, deed), 0) for deed in _SHOWN_DEEDS),
        )
        for who in seen.people
    ]
    forms = {deed.value: Form.COUNT for deed in _SHOWN_DEEDS}
    return Table(key="people", columns=columns(who=Form.TEXT, documents=Form.COUNT, **forms), rows=tuple(rows))


_SHOWN_DEEDS: Final = (Deed.REVEALED, Deed.EXPORTED, Deed.LOOKED, Deed.DENIED)


def _acts(material: Material) -> Table:
    return Table(
        key="acts",
        columns=columns(at=Form.MOMENT, who=Form.TEXT, deed=Form.WORD, document=Form.ID, kind=Form.KIND),
        rows=tuple(
            (act.at, material.names.get(act.who, act.who), act.deed.value, act.document, kind)
            for act, kind in material.seen.told
        ),
    )


def _by_kind(held: Mapping[Basis, Held]) -> tuple[tuple[str, float], ...]:
    counts: Counter[str] = Counter()
    for (kind, _, _), one in held.items():
        counts[kind] += one.documents
    return tuple((kind, float(count)) for kind, count in counts.most_common(12))


def _by_person(material: Material) -> tuple[tuple[str, float], ...]:
    counts = Counter({who: material.seen.shown(who) for who in material.seen.people})
    return tuple((material.names.get(who, who), float(count)) for who, count in counts.most_common(12) if count)
