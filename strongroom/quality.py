"""How good reading and reviewing are, in counts: what people corrected, where they disagreed, what took long. Pure."""

import datetime as dt
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from strongroom.ids import DocumentId

_Z: Final = 1.959964
"""The quantile of the normal distribution that leaves out one twentieth, half on either side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One decision of a person on a document. ``corrected`` names the fields that were wrong; never their values.

    ``seconds`` are those at the desk in all, and ``spent`` those at each field, idle time left out; None and empty
    where nobody measured. ``waited`` is from the opening of the task to the decision. ``sampled`` says that the paper
    had gone straight through and was drawn by lot; ``stage`` is 1 for the first person, 2 for the second, 3 for who
    settles.
    """

    document: DocumentId
    kind: str
    verdict: str
    actor: str
    decided_at: dt.datetime
    corrected: tuple[str, ...] = ()
    kind_changed: bool = False
    seconds: float | None = None
    spent: Mapping[str, float] = field(default_factory=dict)
    waited: float | None = None
    sampled: bool = False
    stage: int = 1

    @property
    def found_wrong(self) -> bool:
        """Whether the person changed anything."""
        return bool(self.corrected) or self.kind_changed or self.verdict in ("reject", "split", "join")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of a sample, with the interval (Wilson, 95 %) in which the true share lies; 0 to 1.

    Wilson's interval holds for few papers and rare errors, where the plain one would promise that there are none.
    """

    found: int
    of: int

    @property
    def share(self) -> float | None:
        """The share in the sample; None of nothing."""
        return self.found / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the truth lies; everything is possible where nothing was looked at."""
        if not self.of:
            return 0.0, 1.0
        share, square = self.found / self.of, _Z * _Z
        middle = share + square / (2 * self.of)
        reach = _Z * math.sqrt(share * (1 - share) / self.of + square / (4 * self.of * self.of))
        whole = 1 + square / self.of
        # At either end the root cancels the middle, and floating point leaves a trace.
        low = 0.0 if self.found == 0 else (middle - reach) / whole
        return low, 1.0 if self.found == self.of else (middle + reach) / whole


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldQuality:
    """A field of a kind: how often it was corrected, and the median seconds that people spent on it."""

    kind: str
    field: str
    corrections: int
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Decisions on one kind, by one person or on one day. ``seconds`` is the median for a document."""

    name: str
    decisions: int
    corrected: int
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """A period in numbers. ``disagreements`` counts documents on which two people came to different ends.

    ``sampled`` papers had gone straight through and were looked at again; ``sampled_wrong`` of them were wrong.
    ``confirmed`` are the second looks that changed nothing, of all second looks.
    """

    decisions: int
    documents: int
    found_wrong: int
    disagreements: int
    sampled: int
    sampled_wrong: int
    median_seconds: float | None
    fields: tuple[FieldQuality, ...]
    confirmed: Rate
    kinds: tuple[Group, ...]
    people: tuple[Group, ...]
    days: tuple[Group, ...]

    @property
    def slowest(self) -> tuple[FieldQuality, ...]:
        """The fields in the order of the time that they took, slowest first."""
        return tuple(sorted(self.fields, key=lambda field: field.seconds or 0.0, reverse=True))

    @property
    def errors(self) -> Rate:
        """How many of the papers that went straight through were wrong, as the sample says."""
        return Rate(found=self.sampled_wrong, of=self.sampled)


def quality(judged: Iterable[Judged]) -> Quality:
    """Put decisions into numbers."""
    every = tuple(judged)
    by_document: defaultdict[DocumentId, list[Judged]] = defaultdict(list)
    for one in every:
        by_document[one.document].append(one)
    # The second look at a sampled paper judges the first one, and not the machine.
    sample = [one for one in every if one.sampled and one.stage == 1]
    second = [one for one in every if one.stage > 1]
    return Quality(
        decisions=len(every),
        documents=len(by_document),
        found_wrong=sum(one.found_wrong for one in every),
        disagreements=sum(disagree(of_one) for of_one in by_document.values()),
        sampled=len(sample),
        sampled_wrong=sum(one.found_wrong for one in sample),
        median_seconds=_median(one.seconds for one in every),
        fields=_fields(every),
        confirmed=Rate(found=sum(not one.found_wrong for one in second), of=len(second)),
        kinds=_groups((one.kind, one) for one in every),
        people=_groups((one.actor, one) for one in every),
        days=tuple(
            sorted(_groups((one.decided_at.date().isoformat(), one) for one in every), key=lambda group: group.name)
        ),
    )


def disagree(decisions: Sequence[Judged]) -> bool:
    """Whether somebody changed what somebody else had let stand or had put in its place."""
    inorder = sorted(decisions, key=lambda one: one.decided_at)
    return any(
        later.found_wrong and later.actor != earlier.actor
        for place, earlier in enumerate(inorder)
        for later in inorder[place + 1 :]
    )


def _groups(named: Iterable[tuple[str, Judged]]) -> tuple[Group, ...]:
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for name, one in named:
        groups[name].append(one)
    found = [
        Group(
            name=name,
            decisions=len(those),
            corrected=sum(one.found_wrong for one in those),
            seconds=_median(one.seconds for one in those),
        )
        for name, those in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: (-group.decisions, group.name)))


def _fields(every: Sequence[Judged]) -> tuple[FieldQuality, ...]:
    corrections = Counter((one.kind, name) for one in every for name in one.corrected)
    spent: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for one in every:
        for name, seconds in one.spent.items():
            spent[one.kind, name].append(seconds)
    known = sorted(corrections.keys() | spent.keys(), key=lambda key: (-corrections[key], key))
    return tuple(
        FieldQuality(kind=kind, field=name, corrections=corrections[kind, name], seconds=_median(spent[kind, name]))
        for kind, name in known
    )


def _median(seconds: Iterable[float | None]) -> float | None:
    known = [one for one in seconds if one is not None]
    return statistics.median(known) if known else None
