"""Kinds: what sorts of document there are, and everything the product knows of each.

A kind is data. One file in ``strongroom/kinds`` is one kind; a wrong kind cannot be constructed.
"""

import importlib
import pkgutil
import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as set_by
from enum import IntEnum, StrEnum
from functools import cache
from types import MappingProxyType

from strongroom import patterns
from strongroom.errors import BadKind
from strongroom.reading import Finding, Readings, Tables
from strongroom.reports.family import KIND as REPORT

Check = Callable[[Readings], Finding | None]
"""A cross-check over the readings; None where the fields it needs are missing.

A passed finding proves its fields and raises their confidence. A rule that can only refute (one date after another)
returns None when it holds.
"""

TableCheck = Callable[[Readings, Tables], Finding | None]
"""The same over the rows of tables as well: line items against totals, balances against movements."""

UNKNOWN = "unknown"
PACKAGE = "year_end_package"
MADE_HERE = frozenset({REPORT, PACKAGE})
"""Kinds of what the house itself makes of its papers."""
UNSEEN = frozenset({UNKNOWN, *MADE_HERE})
"""Kinds that no paper is recognised as: what nothing was found of, and what is made here."""


class Type(StrEnum):
    """What sort of value a field holds."""

    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    CODE = "code"


class Sensitivity(IntEnum):
    """How much harm a leak does (DOMAIN.md 1.0): 1 public company data ... 4 identity numbers, portraits, accounts."""

    PUBLIC = 1
    BUSINESS = 2
    PERSONAL = 3
    IDENTITY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A text that speaks for (or, with a negative weight, against) a kind. Matched fuzzily, case and width folded.

    ``title`` cues count only in the first quarter of the first page.
    """

    text: str
    weight: float = 1.0
    title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to read. ``labels`` stand beside or above the value on paper; ``pattern`` has one group.

    ``required`` fields must be read before a document goes straight through. What was read, required or not, is filed
    with the rest and so needs at least ``threshold`` confidence; 0 is for fields whose errors do no harm.
    ``sensitive`` values never enter names, tags or tables shown without a reason. ``exact`` values can be searched by
    equality through a keyed hash, and are never cut into pieces for the index. ``absent_from`` names the subkinds that
    do not carry the field (the back of a card has no name), so that there it is not required.
    """

    name: str
    type: Type = Type.TEXT
    labels: tuple[str, ...] = ()
    pattern: str | None = None
    required: bool = False
    threshold: float = 0.975
    sensitive: bool = False
    exact: bool = False
    absent_from: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise BadKind(kind="?", problem=f"field name {self.name!r}")
        if self.pattern is not None:
            try:
                patterns.check(self.pattern)
            except patterns.PatternError as error:
                raise BadKind(kind="?", problem=f"the pattern of {self.name} {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long to keep: ``years`` after the event ``starts``, and the law or policy that says so.

    ``starts`` names a date field of the kind. ``next_year`` moves the start to the first day of the next year, as
    book-keeping laws count. ``years`` None keeps for ever. ``verified`` says that whoever answers for the house's
    compliance has confirmed the basis: the product ships every rule as one to be confirmed.
    """

    years: int | None
    starts: str
    basis: str
    next_year: bool = False
    verified: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A sort of document.

    ``reader`` names the module in ``extractors/readers`` that reads its fields; ``labelled`` works from labels and
    patterns alone. ``name`` is a naming rule: ``{field}``, ``{field:last4}``, ``{field:12}`` and ``{received}``.
    ``told_by`` holds the cues that tell the subkinds apart where no structured data states one. ``past`` names dates
    that no paper carries before they have come. ``unique_by`` names the fields that no two papers of the kind share
    (DOMAIN: V9); at least one of them can be searched by equality.
    """

    id: str
    title: str
    title_zh: str
    sensitivity: Sensitivity
    cues: tuple[Cue, ...]
    fields: tuple[Field, ...]
    name: str
    tags: tuple[str, ...]
    retention: Retention | None
    reader: str = "labelled"
    checks: tuple[Check, ...] = ()
    table_checks: tuple[TableCheck, ...] = ()
    subkinds: tuple[str, ...] = ()
    told_by: Mapping[str, tuple[Cue, ...]] = set_by(default_factory=dict)
    past: tuple[str, ...] = ()
    unique_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.id):
            raise self._bad("the id must be lower case letters, digits and _")
        if len(set(names)) != len(names):
            raise self._bad("two fields have one name")
        if not self.cues and self.id not in UNSEEN:
            raise self._bad("no cues")
        if self.retention and self.retention.starts not in {f.name for f in self.fields if f.type is Type.DATE}:
            raise self._bad(f"retention starts at {self.retention.starts}, which is not a date field")
        for subkind in {*self.told_by, *(name for field in self.fields for name in field.absent_from)}:
            if subkind not in self.subkinds:
                raise self._bad(f"{subkind} is not one of its subkinds")
        if not {*self.past} <= {f.name for f in self.fields if f.type is Type.DATE}:
            raise self._bad("past names what is not a date field")
        if self.unique_by and not any(f.exact for f in self.fields if f.name in self.unique_by):
            raise self._bad("none of the fields that tell its papers apart can be searched by equality")
        if not {*self.unique_by} <= {*names}:
            raise self._bad("unique_by names what is not a field")
        self._check_name_rule()

    def _check_name_rule(self) -> None:
        try:
            parts = list(string.Formatter().parse(self.name))
        except ValueError as error:
            raise self._bad(f"the name rule is not well-formed: {error}") from error
        for _, field_name, spec, _ in parts:
            if field_name in (None, "received", "kind"):
                continue
            field = self.by_name.get(field_name)
            if field is None:
                raise self._bad(f"the name rule uses {field_name}, which is not a field")
            if spec and not re.fullmatch(r"last4|[1-9]\d?", spec):
                raise self._bad(f"the name rule cuts {field_name} by {spec}, which is neither last4 nor a length")
            if field.sensitive and spec != "last4":
                raise self._bad(f"the name rule shows {field_name}, which is sensitive")

    def _bad(self, problem: str) -> BadKind:
        return BadKind(kind=self.id, problem=problem)

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @property
    def required(self) -> tuple[Field, ...]:
        """The fields without which nothing goes straight through."""
        return tuple(field for field in self.fields if field.required)

    def requires(self, field: Field, subkind: str | None) -> bool:
        """Whether papers of a subkind have to show a field; where the subkind is not known, all have."""
        return field.required and subkind not in field.absent_from


@cache
def catalogue() -> Mapping[str, Kind]:
    """All kinds by id: every module of ``strongroom.kinds`` holds one ``KIND``.

    Raises:
        BadKind: two kinds share an id, or a module holds none.
    """
    from strongroom import kinds

    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(kinds.__path__):
        kind = getattr(importlib.import_module(f"strongroom.kinds.{module.name}"), "KIND", None)
        if not isinstance(kind, Kind):
            raise BadKind(kind=module.name, problem="the module has no KIND")
        if kind.id in found:
            raise BadKind(kind=kind.id, problem="two kinds have this id")
        found[kind.id] = kind
    return MappingProxyType(found)


def catalogue_with(extra: Iterable[Kind]) -> Mapping[str, Kind]:
    """The catalogue and the kinds of a house.

    Raises:
        BadKind: an id is taken.
    """
    found = dict(catalogue())
    for kind in extra:
        if kind.id in found:
            raise BadKind(kind=kind.id, problem="another kind has this id")
        found[kind.id] = kind
    return MappingProxyType(found)
