"""What is held, and why: for each paper the rule that keeps it longest, summed by kind and basis."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from strongroom.retention import longest
from strongroom.rules import Clocks


class Keeping(StrEnum):
    """Why papers are kept, where no law names an end."""

    NO_RULE = "no_rule"
    """No rule applies: kept until a person decides."""
    FOR_EVER = "for_ever"
    UNDATED = "undated"
    """A rule applies, and the date that it counts from is not known: kept until somebody gives it."""
    ENDS = "ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kept paper: what the rules ask of it, and whether it is held or restricted."""

    kind: str
    clocks: Clocks
    held: bool
    restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Papers of one kind that one basis keeps: how many, and the first and last day on which one of them is free."""

    documents: int = 0
    held: int = 0
    restricted: int = 0
    first: dt.date | None = None
    last: dt.date | None = None

    def with_one(self, kept: Kept, ends: dt.date | None) -> "Held":
        """The same with one more."""
        known = [day for day in (self.first, self.last, ends) if day is not None]
        return Held(
            documents=self.documents + 1,
            held=self.held + kept.held,
            restricted=self.restricted + kept.restricted,
            first=min(known, default=None),
            last=max(known, default=None),
        )


Basis = tuple[str, Keeping, str]
"""A kind, how its papers end, and the rule that keeps them."""


def summed(kept: Iterable[Kept]) -> Mapping[Basis, Held]:
    """What is held, by kind and basis. It keeps sums only: there may be millions of papers."""
    found: defaultdict[Basis, Held] = defaultdict(Held)
    for one in kept:
        keeping, basis, ends = basis_of(one.clocks)
        key = one.kind, keeping, basis
        found[key] = found[key].with_one(one, ends)
    return found


def basis_of(clocks: Clocks) -> tuple[Keeping, str, dt.date | None]:
    """Why a paper is kept: how it ends, the rule that keeps it longest, and the first day on which it is free."""
    if not clocks.keep:
        return Keeping.NO_RULE, "", None
    longest_of_all = longest(clocks.keep)
    if longest_of_all is not None:
        return Keeping.ENDS, longest_of_all.rule.basis, longest_of_all.ends
    unending = next((clock for clock in clocks.keep if clock.rule.years is None), None)
    if unending is not None:
        return Keeping.FOR_EVER, unending.rule.basis, None
    return Keeping.UNDATED, next(clock.rule.basis for clock in clocks.keep if clock.ends is None), None
