"""The report for compliance: what is held on what basis, what expires and ends, what ended, and who saw what.

It names papers by their ids and people of the house by their names, and nobody whom a paper is about.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from strongroom.reports.family import Family
from strongroom.reports.holdings import Basis, Held, Keeping
from strongroom.reports.period import Period
from strongroom.reports.table import Bars, Cell, Figure, Form, Report, Table, columns
from strongroom.unusual import Act, Deed

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
class Material:
    """What the report is made of.

    ``acts`` are those on papers with identity contents, and refusals; ``names`` are of the people of the house.
    """

    held: Mapping[Basis, Held]
    expiring: Sequence[Expiring]
    due: Sequence[Due]
    destroyed: Sequence[Destroyed]
    acts: Sequence[Act]
    kinds_of: Mapping[str, str]
    counts: Counts
    access: Access
    names: Mapping[str, str]


def compliance(material: Material, period: Period, *, made_at: dt.datetime) -> Report:
    """The report of a period; what is held, expires and is due is as of the moment at which it is made."""
    held = material.held
    seen = Counter(one.deed for one in material.acts)
    counts, access = material.counts, material.access
    return Report(
        family=Family.COMPLIANCE,
        period=period,
        made_at=made_at,
        figures=(
            Figure(key="kept", form=Form.COUNT, value=sum(one.documents for one in held.values())),
            Figure(key="kept_undated", form=Form.COUNT, value=_kept_as(held, Keeping.UNDATED)),
            Figure(key="kept_no_rule", form=Form.COUNT, value=_kept_as(held, Keeping.NO_RULE)),
            Figure(key="expired", form=Form.COUNT, value=sum(one.on < period.last for one in material.expiring)),
            Figure(key="expiring", form=Form.COUNT, value=sum(one.on >= period.last for one in material.expiring)),
            Figure(key="due", form=Form.COUNT, value=len(material.due)),
            Figure(key="destroyed", form=Form.COUNT, value=len(material.destroyed)),
            Figure(key="revealed", form=Form.COUNT, value=seen[Deed.REVEALED]),
            Figure(key="exported", form=Form.COUNT, value=seen[Deed.EXPORTED]),
            Figure(key="looked", form=Form.COUNT, value=seen[Deed.LOOKED]),
            Figure(key="denied", form=Form.COUNT, value=seen[Deed.DENIED]),
        ),
        plots=(
            Bars(key="held_by_kind", labels=Form.KIND, values=_by_kind(held)),
            Bars(key="seen_by", labels=Form.TEXT, values=_by_person(material)),
        ),
        tables=(
            _held(held),
            _expiring(material.expiring),
            _due(material.due),
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
                columns=columns(what=Form.WORD, people=Form.COUNT),
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
        rows=tuple((one.document, one.kind, one.on) for one in inorder[:MOST]),
    )


def _due(found: Sequence[Due]) -> Table:
    return Table(
        key="due",
        columns=columns(document=Form.ID, kind=Form.KIND, stage=Form.WORD, since=Form.DAY, basis=Form.TEXT),
        rows=tuple((one.document, one.kind, one.stage, one.since, one.basis) for one in found[:MOST]),
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
            for one in material.destroyed
        ),
    )


def _people(material: Material) -> Table:
    deeds: defaultdict[str, Counter[Deed]] = defaultdict(Counter)
    papers: defaultdict[str, set[str]] = defaultdict(set)
    for one in material.acts:
        deeds[one.who][one.deed] += 1
        if one.deed is not Deed.DENIED:
            papers[one.who].add(one.document)
    rows: list[tuple[Cell, ...]] = [
        (material.names.get(who, who), len(papers[who]), *(counts[deed] for deed in _SHOWN_DEEDS))
        for who, counts in sorted(deeds.items(), key=lambda pair: (-len(papers[pair[0]]), pair[0]))
    ]
    forms = {deed.value: Form.COUNT for deed in _SHOWN_DEEDS}
    return Table(key="people", columns=columns(who=Form.TEXT, documents=Form.COUNT, **forms), rows=tuple(rows))


_SHOWN_DEEDS: Final = (Deed.REVEALED, Deed.EXPORTED, Deed.LOOKED, Deed.DENIED)


def _acts(material: Material) -> Table:
    told = [one for one in material.acts if one.deed is not Deed.LOOKED]
    return Table(
        key="acts",
        columns=columns(at=Form.MOMENT, who=Form.TEXT, deed=Form.WORD, document=Form.ID, kind=Form.KIND),
        rows=tuple(
            (
                one.at,
                material.names.get(one.who, one.who),
                one.deed.value,
                one.document,
                material.kinds_of.get(one.document),
            )
            for one in told[:MOST]
        ),
    )


def _by_kind(held: Mapping[Basis, Held]) -> tuple[tuple[str, float], ...]:
    counts: Counter[str] = Counter()
    for (kind, _, _), one in held.items():
        counts[kind] += one.documents
    return tuple((kind, float(count)) for kind, count in counts.most_common(12))


def _by_person(material: Material) -> tuple[tuple[str, float], ...]:
    counts = Counter(one.who for one in material.acts if one.deed is not Deed.DENIED)
    return tuple((material.names.get(who, who), float(count)) for who, count in counts.most_common(12))
