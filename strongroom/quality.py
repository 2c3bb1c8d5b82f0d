"""How good reading and reviewing are, in counts: what people corrected, where they disagreed, what took long. Pure."""

import datetime as dt
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from strongroom.ids import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One decision of a person on a document. ``corrected`` names the fields that were wrong; never their values.

    ``seconds`` is from the opening of the task to the decision; None where that is not known. ``straight_through``
    says that the machine had been sure: a filed paper that a person looked at again.
    """

    document: DocumentId
    kind: str
    verdict: str
    actor: str
    decided_at: dt.datetime
    corrected: tuple[str, ...] = ()
    kind_changed: bool = False
    seconds: float | None = None
    straight_through: bool = False

    @property
    def found_wrong(self) -> bool:
        """Whether the person changed anything."""
        return bool(self.corrected) or self.kind_changed or self.verdict == "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldQuality:
    """A field of a kind: how often it was corrected, and the median seconds of the reviews in which it was."""

    kind: str
    field: str
    corrections: int
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """A period in numbers. ``disagreements`` counts documents on which two people came to different ends.

    ``sampled`` papers had gone straight through and were looked at again; ``sampled_wrong`` of them were wrong.
    ``fields`` are most corrected first.
    """

    decisions: int
    documents: int
    found_wrong: int
    disagreements: int
    sampled: int
    sampled_wrong: int
    median_seconds: float | None
    fields: tuple[FieldQuality, ...]

    @property
    def slowest(self) -> tuple[FieldQuality, ...]:
        """The fields in the order of the time that their reviews took, slowest first."""
        return tuple(sorted(self.fields, key=lambda field: field.seconds or 0.0, reverse=True))


def quality(judged: Iterable[Judged]) -> Quality:
    """Put decisions into numbers."""
    every = tuple(judged)
    by_document: defaultdict[DocumentId, list[Judged]] = defaultdict(list)
    for one in every:
        by_document[one.document].append(one)
    sample = [one for one in every if one.straight_through]
    return Quality(
        decisions=len(every),
        documents=len(by_document),
        found_wrong=sum(one.found_wrong for one in every),
        disagreements=sum(disagree(of_one) for of_one in by_document.values()),
        sampled=len(sample),
        sampled_wrong=sum(one.found_wrong for one in sample),
        median_seconds=_median(every),
        fields=_fields(every),
    )


def disagree(decisions: Sequence[Judged]) -> bool:
    """Whether somebody changed what somebody else had let stand or had put in its place."""
    inorder = sorted(decisions, key=lambda one: one.decided_at)
    return any(
        later.found_wrong and later.actor != earlier.actor
        for place, earlier in enumerate(inorder)
        for later in inorder[place + 1 :]
    )


def _fields(every: Sequence[Judged]) -> tuple[FieldQuality, ...]:
    reviews: defaultdict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in every:
        for field in one.corrected:
            reviews[one.kind, field].append(one)
    counts = Counter({key: len(those) for key, those in reviews.items()})
    return tuple(
        FieldQuality(kind=kind, field=field, corrections=count, seconds=_median(reviews[kind, field]))
        for (kind, field), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _median(judged: Iterable[Judged]) -> float | None:
    known = [one.seconds for one in judged if one.seconds is not None]
    return statistics.median(known) if known else None
