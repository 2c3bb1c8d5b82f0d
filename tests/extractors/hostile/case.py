"""A file that means harm or is broken, and what may become of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Case:
    """``outcomes`` are codes of refusal, or "read" where the file is harmless once its harm is left out."""

    name: str
    make: Callable[[], bytes]
    outcomes: frozenset[str]


def case(name: str, make: Callable[[], bytes] | bytes, *outcomes: str) -> Case:
    """A case from its bytes or from what makes them, which is called only when the case is tried."""
    return Case(name=name, make=make if callable(make) else lambda: make, outcomes=frozenset(outcomes))


def cut_off(name: str, whole: Callable[[], bytes], *outcomes: str) -> Iterator[Case]:
    """The file cut off at every eighth of its length."""
    for eighth in range(1, 8):
        yield case(f"{name} cut off at {eighth}/8", lambda part=eighth: whole()[: len(whole()) * part // 8], *outcomes)
