"""The general reader: values beside or under their labels, or found by the field's pattern.

A kind that needs no more than labels names this reader; the others build on its pieces.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from extractors.readers import values
from extractors.readers.sheet import Cell, Sheet, sheet_of
from strongroom import patterns
from strongroom.content import Content
from strongroom.fold import fold
from strongroom.kind import Field, Kind, Type
from strongroom.reading import Reading, Value

# Stated before calibration: a labelled value that fits its type, one found by its pattern alone.
_LABELLED = 0.9
_PATTERN = 0.8


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A text that stands where a label points: ``distance`` 0 behind it, 1 right of it, 2 and more below it."""

    text: str
    cell: Cell
    label: str
    distance: int


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read every field of the kind that labels or patterns find."""
    sheet = sheet_of(content)
    style = Style.of(sheet)
    readings = {}
    for field in kind.fields:
        reading = by_label(field, sheet, style) or by_pattern(field, sheet, style)
        if reading:
            readings[field.name] = reading
    return readings


@dataclass(frozen=True, kw_only=True)
class Style:
    """How this document writes amounts and dates."""

    convention: values.Convention
    order: values.Order | None

    @classmethod
    def of(cls, sheet: Sheet) -> "Style":
        """The style that the whole document shows."""
        texts = [cell.text for cell in sheet.cells]
        days = [day for text in texts for day in values.days(text)]
        return cls(convention=values.convention_of(texts), order=values.order_of(days))


def by_label(field: Field, sheet: Sheet, style: Style) -> Reading | None:
    """The first value of the field's type that a label of the field points to."""
    for place in labelled(sheet, field.labels):
        value = fitting(field, place.text, style)
        if value is not None:
            confidence = _LABELLED * place.cell.confidence
            return Reading(field=field.name, value=value, confidence=confidence, source=place.cell.source)
    return None


def by_pattern(field: Field, sheet: Sheet, style: Style) -> Reading | None:
    """The first match of the field's pattern on a line, or across the whole text."""
    if field.pattern is None:
        return None
    for row in sheet.rows:
        found = patterns.first(field.pattern, row.text)
        value = found and typed(field, found, style)
        if value:
            return Reading(field=field.name, value=value, confidence=_PATTERN * row.confidence, source=row.source)
    return None


def labelled(sheet: Sheet, labels: Iterable[str]) -> Iterator[Labelled]:
    """Where the labels point, the first label's places first, each nearest first."""
    for label in labels:
        pattern = label_pattern(label)
        for cell in sheet.cells:
            folded, places = cell.letters
            match = pattern.search(folded)
            if match:
                end = places[match.end() - 1] + 1 if match.end() else 0
                yield from _around(sheet, cell, label, cell.text[end:])


def _around(sheet: Sheet, cell: Cell, label: str, rest: str) -> Iterator[Labelled]:
    rest = rest.strip(" :.#\uff1a-=*|")
    if rest:
        yield Labelled(text=rest, cell=cell, label=label, distance=0)
    right = sheet.right_of(cell)
    if right:
        yield Labelled(text=right.text, cell=right, label=label, distance=1)
    for step, below in enumerate(sheet.below(cell)):
        yield Labelled(text=below.text, cell=below, label=label, distance=2 + step)


@lru_cache(maxsize=4096)
def label_pattern(label: str) -> re.Pattern[str]:
    """A pattern that finds the label as whole words in folded text, whatever stands between its words."""
    words = [re.escape(word) for word in fold(label).split()]
    body = r"[\s.:_-]*".join(words)
    head = r"(?<![a-z0-9])" if label[0].isascii() else ""
    tail = r"(?![a-z])" if label[-1].isascii() and label[-1].isalnum() else ""
    return re.compile(head + body + tail)


def fitting(field: Field, text: str, style: Style) -> Value | None:
    """The value in a text that a label points to, or None where it does not fit the field's pattern or type."""
    if field.pattern is not None:
        found = patterns.first(field.pattern, text)
        if found is not None:
            return typed(field, found, style)
        if field.type in (Type.TEXT, Type.CODE):
            return None
    return typed(field, text, style)


def typed(field: Field, text: str, style: Style) -> Value | None:
    """The value of the field's type at the beginning of the text, or None where there is none."""
    text = text.strip(" :\uff1a\t")
    if field.type is Type.DATE:
        days = values.days(text)
        return days[0].settled(style.order or values.Order.DAY_FIRST) if days else None
    if field.type is Type.AMOUNT:
        found = values.money(text, style.convention)
        return found[0].value if found else None
    if field.type is Type.CODE:
        match = re.search(r"[A-Za-z0-9][A-Za-z0-9./_-]*", text)
        return match[0] if match and any(char.isdigit() for char in match[0]) else None
    return text or None
