"""Who saw which papers, summed while a month's trail is walked: it may tell of more looks than memory holds. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from strongroom.unusual import Act, Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What people did to papers: how often by person and deed, to how many papers, and the first acts but for looks.

    ``papers`` counts those that a person was shown; each act of ``told`` has the kind of its paper, if that is known.
    """

    deeds: Mapping[tuple[str, Deed], int]
    papers: Mapping[str, int]
    told: tuple[tuple[Act, str | None], ...]

    def of(self, deed: Deed) -> int:
        """How often it was done by anybody."""
        return sum(count for (_, one), count in self.deeds.items() if one is deed)

    def shown(self, who: str) -> int:
        """How often papers were shown to a person, in whatever way."""
        return sum(count for (person, deed), count in self.deeds.items() if person == who and deed is not Deed.DENIED)

    @property
    def people(self) -> tuple[str, ...]:
        """Who did something, those with most papers first."""
        return tuple(sorted({who for who, _ in self.deeds}, key=lambda who: (-self.papers.get(who, 0), who)))


def summed_acts(acts: Iterable[tuple[Act, str | None]], *, most: int) -> Seen:
    """Sum what was done; of the acts themselves no more than the first so many are kept."""
    deeds: Counter[tuple[str, Deed]] = Counter()
    papers: defaultdict[str, set[str]] = defaultdict(set)
    told: list[tuple[Act, str | None]] = []
    for act, kind in acts:
        deeds[act.who, act.deed] += 1
        if act.deed is not Deed.DENIED:
            papers[act.who].add(act.document)
        if act.deed is not Deed.LOOKED and len(told) < most:
            told.append((act, kind))
    return Seen(deeds=deeds, papers={who: len(those) for who, those in papers.items()}, told=tuple(told))
