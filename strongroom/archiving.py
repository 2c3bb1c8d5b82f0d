"""Where objects should lie, and what has to be done where they do not. Pure.

A move copies, compares, records and only then removes. Whatever a crash left of one is told from the three lists alone:
what the records say, what lies near, and what lies far.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from strongroom.in_order import InOrder


class Place(StrEnum):
    """Near is the store that people work with; far is the archive."""

    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """An object that lies in a place where it should not: also there, or only there."""

    key: str
    belongs: Place


def strays(belongs: Iterable[tuple[str, Place]], *, near: Iterable[str], far: Iterable[str]) -> Iterator[Stray]:
    """What lies where it should not, in the order of the keys, in which all three have to come (ValueError).

    What nobody recorded is left alone: it is for reconciliation, which knows whether it may be a crash's.
    """
    lies_near, lies_far = InOrder(near), InOrder(far)
    for key, place in belongs:
        if (lies_far if place is Place.NEAR else lies_near).has(key):
            yield Stray(key=key, belongs=place)
