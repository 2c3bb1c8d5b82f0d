"""Kinds that a house writes down itself: the same ``Kind``, from a TOML file, and refused as strictly."""

from typing import Annotated, Literal

from pydantic import Field as Bounded

from strongroom import patterns
from strongroom.checks.registry import named_check
from strongroom.errors import BadKind
from strongroom.kind import Cue, Field, Kind, Retention, Sensitivity, Type
from strongroom.toml_file import Entry, read_entries

MAX_CHARACTERS = 200_000
"""Of a file: some hundred times as much as a kind needs."""

Short = Annotated[str, Bounded(min_length=1, max_length=200)]


class _Cue(Entry):
    text: Short
    weight: float = Bounded(default=1.0, ge=-20, le=20)
    title: bool = False

    def cue(self) -> Cue:
        return Cue(text=self.text, weight=self.weight, title=self.title)


class _Field(Entry):
    name: Short
    type: Literal["text", "date", "amount", "code"] = "text"
    labels: list[Short] = Bounded(default=[], max_length=100)
    pattern: str | None = None
    required: bool = False
    threshold: float = Bounded(default=0.975, ge=0, le=1)
    sensitive: bool = False
    exact: bool = False
    absent_from: list[Short] = Bounded(default=[])


class _Retention(Entry):
    # Without years the document is kept for ever.
    years: int | None = Bounded(default=None, ge=0, le=1000)
    starts: Short
    basis: Short
    next_year: bool = False


class _File(Entry):
    id: Short
    title: Short
    title_zh: Short
    sensitivity: Literal["public", "business", "personal", "identity"]
    name: Short
    cues: list[_Cue] = Bounded(max_length=300)
    fields: list[_Field] = Bounded(max_length=100)
    tags: list[Short] = Bounded(default=[])
    retention: _Retention | None = None
    # Other readers are made for the papers of their own kinds.
    reader: Literal["labelled", "cn_labels", "bilingual"] = "bilingual"
    checks: list[str | dict[str, str]] = Bounded(default=[])
    subkinds: list[Short] = Bounded(default=[])
    told_by: dict[str, list[_Cue]] = Bounded(default={})
    past: list[Short] = Bounded(default=[])
    unique_by: list[Short] = Bounded(default=[])


def parse_kind(text: str, *, source: str) -> Kind:
    """Read a kind from the text of a file; ``source`` names it where its own id is not known.

    Raises:
        BadKind: the text is not TOML, has an unknown or missing entry, or the kind contradicts itself; ``problem`` says
            where and why.
    """

    def refuse(place: str, problem: str) -> BadKind:
        return BadKind(kind=source, problem=f"{place}: {problem}" if place else problem)

    return _kind(read_entries(text, _File, max_characters=MAX_CHARACTERS, refuse=refuse))


def _kind(file: _File) -> Kind:
    fields = tuple(_field(file.id, entry) for entry in file.fields)
    names = frozenset(field.name for field in fields)
    try:
        checks = tuple(named_check(entry, names) for entry in file.checks)
    except ValueError as error:
        raise BadKind(kind=file.id, problem=str(error)) from error
    return Kind(
        id=file.id,
        title=file.title,
        title_zh=file.title_zh,
        sensitivity=Sensitivity[file.sensitivity.upper()],
        cues=tuple(entry.cue() for entry in file.cues),
        fields=fields,
        name=file.name,
        tags=tuple(file.tags),
        retention=Retention(**file.retention.model_dump()) if file.retention else None,
        reader=file.reader,
        checks=checks,
        subkinds=tuple(file.subkinds),
        told_by={subkind: tuple(entry.cue() for entry in cues) for subkind, cues in file.told_by.items()},
        past=tuple(file.past),
        unique_by=tuple(file.unique_by),
    )


def _field(kind: str, entry: _Field) -> Field:
    try:
        field = Field(
            name=entry.name,
            type=Type(entry.type),
            labels=tuple(entry.labels),
            pattern=entry.pattern,
            required=entry.required,
            threshold=entry.threshold,
            sensitive=entry.sensitive,
            exact=entry.exact,
            absent_from=tuple(entry.absent_from),
        )
    except BadKind as error:
        # A field does not know whose it is.
        raise BadKind(kind=kind, problem=error.facts["problem"]) from error
    if field.pattern is not None and not patterns.is_quick(field.pattern):
        raise BadKind(kind=kind, problem=f"the pattern of {field.name} can take for ever")
    return field
