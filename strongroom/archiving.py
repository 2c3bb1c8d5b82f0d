"""Where objects should lie, and what has to be done where they do not. Pure.

A move copies, compares, records and only then removes. Whatever a crash left of one is told from the three lists alone:
what the records say, what lies near, and what lies far.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Near is the store that people work with; far is the archive."""

    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """An object that lies in a place where it should not: also there, or only there."""

    key: str
    belongs: Place


def strays(belongs: Mapping[str, Place], *, near: Set[str], far: Set[str]) -> Iterator[Stray]:
    """What lies where it should not, in the order of the keys.

    What nobody recorded is left alone: it is for reconciliation, which knows whether it may be a crash's.
    """
    for key in sorted(belongs):
        lies = far if belongs[key] is Place.NEAR else near
        if key in lies:
            yield Stray(key=key, belongs=belongs[key])
