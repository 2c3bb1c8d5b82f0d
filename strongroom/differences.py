"""What differs between two versions of what is known of a document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from strongroom.reading import Reading, Readings


class Part(StrEnum):
    """What of a document changed."""

    KIND = "kind"
    NAME = "name"
    CUSTOMER = "customer"
    TAG = "tag"
    FIELD = "field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One version: what it is, what it is called, whose it is, and what was read."""

    kind: str
    name: str = field(repr=False)
    customer: str | None = field(repr=False)
    tags: tuple[str, ...] = field(repr=False)
    readings: Readings = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that changed; ``name`` is that of a field. None is what was not there before, or is not after."""

    part: Part
    name: str = ""
    before: str | None = field(default=None, repr=False)
    after: str | None = field(default=None, repr=False)


def differences(old: Known | None, new: Known, told: Callable[[Reading], str]) -> tuple[Difference, ...]:
    """What differs; everything, where there is no old one.

    Values are compared as they are and given as they may be ``told``: that a masked value changed is seen, also where
    its mask did not.
    """
    return (*_words(old, new), *_tags(old, new), *_fields(old.readings if old else {}, new.readings, told))


def _words(old: Known | None, new: Known) -> Iterator[Difference]:
    for part, before, after in (
        (Part.KIND, old.kind if old else None, new.kind),
        (Part.NAME, old.name if old else None, new.name),
        (Part.CUSTOMER, old.customer if old else None, new.customer),
    ):
        if before != after:
            yield Difference(part=part, before=before, after=after)


def _tags(old: Known | None, new: Known) -> Iterator[Difference]:
    before = old.tags if old else ()
    yield from (Difference(part=Part.TAG, before=tag) for tag in before if tag not in new.tags)
    yield from (Difference(part=Part.TAG, after=tag) for tag in new.tags if tag not in before)


def _fields(before: Readings, after: Readings, told: Callable[[Reading], str]) -> Iterator[Difference]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if (old.text if old else None) != (new.text if new else None):
            yield Difference(
                part=Part.FIELD, name=name, before=told(old) if old else None, after=told(new) if new else None
            )
