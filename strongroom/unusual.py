"""Unusual access: what people did to papers in a day, and which of it somebody should ask them about. Pure.

None of it is forbidden, or the policy would have refused it. The limits are for whole days, so that ordinary work stays
below them and a person who empties the vault through their own account does not.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum


class Deed(StrEnum):
    """What somebody did, as far as it is watched."""

    LOOKED = "looked"
    REVEALED = "revealed"
    EXPORTED = "exported"
    DENIED = "denied"
    """They asked for something and were refused."""


class Sign(StrEnum):
    """Why access is unusual."""

    MANY_REVEALED = "many_revealed"
    MANY_EXPORTED = "many_exported"
    MANY_DENIED = "many_denied"
    FIRST_NIGHT = "first_night"
    """Papers were opened at night by somebody who had not done that in the weeks before."""
    NEW_PLACE = "new_place"
    """They signed in from a network from which they never had, though they had from others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One deed of a person; on a paper, but for some that were denied."""

    who: str
    at: dt.datetime
    deed: Deed
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much a person may do in a day before it is asked about, and when it is night where the house is.

    Hours of the day; the night goes from ``night_from`` over midnight to ``night_to``.
    """

    revealed: int
    exported: int
    denied: int
    night_from: int
    night_to: int
    zone: dt.tzinfo

    def is_night(self, moment: dt.datetime) -> bool:
        """Whether a moment lies in the night."""
        hour = moment.astimezone(self.zone).hour
        return hour >= self.night_from or hour < self.night_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """Something to ask a person about: how many papers, or refusals, it was."""

    who: str
    sign: Sign
    count: int


def oddities(acts: Iterable[Act], bounds: Bounds) -> tuple[Oddity, ...]:
    """What is unusual among the deeds of a day; whoever opened papers at night is told of as if it were the first time.

    The deeds are walked once. A paper counts once for each deed, however often it is opened.
    """
    papers: set[tuple[str, Deed, str]] = set()
    by_night: set[tuple[str, str]] = set()
    counts: Counter[tuple[str, Deed]] = Counter()
    for act in acts:
        if act.deed is Deed.DENIED:
            counts[act.who, act.deed] += 1
            continue
        papers.add((act.who, act.deed, act.document))
        if bounds.is_night(act.at):
            by_night.add((act.who, act.document))
    counts.update((who, deed) for who, deed, _ in papers)
    limits = {
        Deed.REVEALED: (bounds.revealed, Sign.MANY_REVEALED),
        Deed.EXPORTED: (bounds.exported, Sign.MANY_EXPORTED),
        Deed.DENIED: (bounds.denied, Sign.MANY_DENIED),
    }
    found = [
        Oddity(who=who, sign=limits[deed][1], count=count)
        for (who, deed), count in counts.items()
        if deed in limits and count > limits[deed][0]
    ]
    at_night = Counter(who for who, _ in by_night)
    found += [Oddity(who=who, sign=Sign.FIRST_NIGHT, count=count) for who, count in at_night.items()]
    return tuple(sorted(found, key=lambda one: (one.who, one.sign)))


def but_for_nightly(found: Iterable[Oddity], nightly: Set[str]) -> tuple[Oddity, ...]:
    """The same without the nights of those who open papers at night anyway."""
    return tuple(one for one in found if one.sign is not Sign.FIRST_NIGHT or one.who not in nightly)
