"""Checklists: which papers a customer of a sort must have, and how far their papers meet that. Pure.

A house says of each customer of which sort they are, and may want more of single ones. Each need is met by a kept
paper of any of its kinds that has not expired. The lists that come with the product (``strongroom.checklist_toml``)
are proposals; whoever answers for compliance corrects them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from strongroom.errors import BadChecklist
from strongroom.expiry import DAYS_BEFORE
from strongroom.ids import DocumentId
from strongroom.kind import Kind
from strongroom.messages import Language

AHEAD: Final = dt.timedelta(days=max(DAYS_BEFORE))
"""How long before a paper expires the list says so: from its first chase."""


class Standing(StrEnum):
    """How a need is met, worst first."""

    MISSING = "missing"
    EXPIRED = "expired"
    WAITING = "waiting"
    """No valid paper is kept, but one that would do waits for a person to decide on it."""
    EXPIRING = "expiring"
    MET = "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that a complete file has: a paper of any of these kinds."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A sort of customer and what their files need. ``verified`` says that the house has confirmed the list."""

    id: str
    title: str
    title_zh: str
    basis: str
    needs: tuple[Need, ...]
    verified: bool = False

    def titled(self, language: Language) -> str:
        """What people call it."""
        return self.title_zh if language == "zh-CN" else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A paper that may be used. ``expires_on`` is None where it names no end, or none has been settled yet.

    ``decided`` is False while nobody has said that the paper is what the machine takes it for: it meets no need, but
    nobody is asked for it either.
    """

    document: DocumentId
    kind: str
    expires_on: dt.date | None = None
    decided: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What there is to hold against a checklist: a customer's sort, what is wanted besides, and their papers."""

    hash: bytes
    sort: str | None
    wanted: tuple[str, ...] = ()
    papers: tuple[Held, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A need that is not met, or not for much longer.

    ``paper`` is the one that is valid longest, or the one that waits to be decided on; None if missing.
    """

    need: Need
    standing: Standing
    paper: Held | None = None


def needs_of(filed: Filed, sorts: Mapping[str, Sort]) -> tuple[Need, ...]:
    """What a complete file of this customer has. A sort that is no longer on the lists needs nothing."""
    sort = sorts.get(filed.sort or "")
    listed = sort.needs if sort else ()
    covered = {kind for need in listed for kind in need.kinds if len(need.kinds) == 1}
    return (*listed, *(Need(kinds=(kind,)) for kind in filed.wanted if kind not in covered))


def gaps(filed: Filed, sorts: Mapping[str, Sort], on: dt.date) -> tuple[Gap, ...]:
    """What is missing on a day, has expired, or expires soon; the worst first."""
    found = [_held_against(need, filed.papers, on) for need in needs_of(filed, sorts)]
    order = list(Standing)
    return tuple(
        sorted((gap for gap in found if gap.standing is not Standing.MET), key=lambda gap: order.index(gap.standing))
    )


def check_sorts(sorts: Iterable[Sort], kinds: Mapping[str, Kind]) -> Mapping[str, Sort]:
    """The sorts by id, if they contradict neither each other nor the catalogue.

    Raises:
        BadChecklist: an id stands twice, or a need names a kind that is not there.
    """
    known: dict[str, Sort] = {}
    for sort in sorts:
        if sort.id in known:
            raise BadChecklist(sort=sort.id, problem="two sorts have this id")
        for kind in (kind for need in sort.needs for kind in need.kinds):
            if kind not in kinds:
                raise BadChecklist(sort=sort.id, problem=f"there is no kind {kind}")
        known[sort.id] = sort
    return known


def _held_against(need: Need, papers: Iterable[Held], on: dt.date) -> Gap:
    fitting = [paper for paper in papers if paper.kind in need.kinds]
    best = _valid_longest(paper for paper in fitting if paper.decided)
    standing = _standing(best.expires_on, on) if best else Standing.MISSING
    if standing in (Standing.MISSING, Standing.EXPIRED):
        waiting = _valid_longest(paper for paper in fitting if not paper.decided)
        if waiting and _standing(waiting.expires_on, on) is not Standing.EXPIRED:
            return Gap(need=need, standing=Standing.WAITING, paper=waiting)
    return Gap(need=need, standing=standing, paper=best)


def _valid_longest(papers: Iterable[Held]) -> Held | None:
    return max(papers, key=lambda paper: (paper.expires_on or dt.date.max, paper.document), default=None)


def _standing(expires_on: dt.date | None, on: dt.date) -> Standing:
    if expires_on is None:
        return Standing.MET
    if expires_on < on:  # it is valid to the end of the day it names
        return Standing.EXPIRED
    return Standing.EXPIRING if expires_on - on <= AHEAD else Standing.MET
