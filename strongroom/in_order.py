"""Long sequences that are in order, compared without holding them: in the memory of one item each. Pure."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar


class Ordered(Protocol):
    """What can be put in an order."""

    def __lt__(self, other: Any, /) -> bool:
        """Whether it comes before."""


T = TypeVar("T")
O = TypeVar("O", bound=Ordered)  # noqa: E741


class InOrder(Generic[O]):
    """Whether things stand in an ascending sequence, asked for in ascending order.

    What is out of order is an error and never a wrong answer: whoever asks may delete what nothing else knows.
    """

    def __init__(self, items: Iterable[O]) -> None:
        self._rest = iter(items)
        self._here: O | None = None
        self._asked: O | None = None
        self._ended = False

    def has(self, wanted: O) -> bool:
        """Whether it is there (ValueError: it, or the sequence, is not in order)."""
        if self._asked is not None and wanted < self._asked:
            raise ValueError("asked out of order")
        self._asked = wanted
        while not self._ended and (self._here is None or self._here < wanted):
            self._step()
        return not self._ended and self._here == wanted

    def _step(self) -> None:
        for following in self._rest:
            if self._here is not None and following < self._here:
                raise ValueError("the sequence is not in order")
            self._here = following
            return
        self._ended = True


def some(many: Iterable[T], few: int, *, pick: Callable[[int], int]) -> tuple[T, ...]:
    """A few out of many, one as likely as another, holding no more than the few (reservoir sampling, algorithm R).

    ``pick`` gives a number from 0 up to one below what it is given, each as likely as another.
    """
    kept: list[T] = []
    for before, one in enumerate(many):
        if before < few:
            kept.append(one)
        elif (place := pick(before + 1)) < few:
            kept[place] = one
    return tuple(kept)
