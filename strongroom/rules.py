"""Rules of retention as data: which laws and policies keep which papers, and until when. Pure.

A house adopts a book of rules (``strongroom.rules_toml`` reads one from TOML). A rule of the book applies to the kinds
that it names, if its jurisdiction is one of the house's and the paper carries its tag, where it asks for one. A paper
to which no rule of the book applies is kept by the rule of its own kind. Of all rules that apply the longest wins.

Most rules say how long a paper is kept at least. A rule of use says how long it may be used at most: when it has run
out and another rule still keeps the paper, the paper is restricted, which is stored and nothing else (PIPL art. 47;
GDPR art. 18).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from strongroom.errors import BadRules
from strongroom.kind import Kind, Retention, Type
from strongroom.retention import Clock, Year

RELATIONSHIP_END: Final = "@relationship_end"
"""Stands for a date field: the day on which the relationship with the customer ended, which no paper says."""
EVERYWHERE: Final = "*"
"""The jurisdiction of rules that hold wherever the house is."""


class Purpose(StrEnum):
    """What the end of a rule's period is the end of."""

    KEEP = "keep"
    """The paper has to be kept until then."""
    USE = "use"
    """The paper may be used until then, and no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: ``years`` after an event, for papers of some kinds, and with one tag unless ``tag`` is None."""

    id: str
    kinds: frozenset[str]
    jurisdiction: str
    retention: Retention
    tag: str | None = None
    purpose: Purpose = Purpose.KEEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All rules of a house. The empty book leaves every kind to its own rule."""

    jurisdictions: frozenset[str] = frozenset()
    year: Year = field(default_factory=Year)
    rules: tuple[Rule, ...] = ()

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        """The rules that may apply to papers of a kind."""
        here = self.jurisdictions | {EVERYWHERE}
        return tuple(rule for rule in self.rules if kind in rule.kinds and rule.jurisdiction in here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules ask of a paper: its clear dates by field, and the tags of rules that it carries.

    The end of the relationship with its customer is among the dates as RELATIONSHIP_END.
    """

    dates: Mapping[str, dt.date]
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The rules that apply to a paper, running: ``use`` are those that end its use, ``keep`` are all of them."""

    keep: tuple[Clock, ...]
    use: tuple[Clock, ...]

    @property
    def restricted_from(self) -> dt.date | None:
        """The first day on which the paper may no longer be used; None while no rule says so."""
        return min((clock.ends for clock in self.use if clock.ends is not None), default=None)

    @property
    def undated(self) -> bool:
        """Whether a rule waits for a date that nobody has given: until then the paper is kept."""
        return any(clock.start is None and clock.rule.years is not None for clock in self.keep)


def clocks(book: Book, kind: Kind, facts: Facts) -> Clocks:
    """The rules that apply to a paper, each with the day that it counts from."""
    applying = [rule for rule in book.of_kind(kind.id) if rule.tag is None or rule.tag in facts.tags]
    if not applying:
        own = () if kind.retention is None else (_clock(book, kind.retention, facts),)
        return Clocks(keep=own, use=())
    running = [(rule.purpose, _clock(book, rule.retention, facts)) for rule in applying]
    return Clocks(
        keep=tuple(clock for _, clock in running),
        use=tuple(clock for purpose, clock in running if purpose is Purpose.USE),
    )


def check_book(book: Book, kinds: Mapping[str, Kind]) -> None:
    """Return if every rule can be applied to the kinds that it names.

    Raises:
        BadRules: a rule names a kind that is not there, or a date that papers of the kind do not show in the clear.
    """
    seen: set[str] = set()
    for rule in book.rules:
        if rule.id in seen:
            raise BadRules(rule=rule.id, problem="two rules have this id")
        seen.add(rule.id)
        for name in sorted(rule.kinds):
            for problem in _problems(rule, kinds.get(name), name):
                raise BadRules(rule=rule.id, problem=problem)


def _problems(rule: Rule, kind: Kind | None, name: str) -> Iterator[str]:
    if kind is None:
        yield f"there is no kind {name}"
        return
    starts = rule.retention.starts
    if starts == RELATIONSHIP_END:
        return
    known = kind.by_name.get(starts)
    if known is None or known.type is not Type.DATE:
        yield f"{starts} is no date of the kind {name}"
    elif known.sensitive and (kind.retention is None or kind.retention.starts != starts):
        # A sensitive date stands nowhere in the clear, so that the schedule could not find whose time is up.
        yield f"{starts} of the kind {name} is sensitive, so no clock can start from it"


def _clock(book: Book, rule: Retention, facts: Facts) -> Clock:
    return Clock.started(rule, facts.dates.get(rule.starts), book.year)
