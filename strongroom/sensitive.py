"""Values that refuse to be printed."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Sensitive(Generic[T]):
    """Personal data: ``repr``, ``str`` and f-strings give ``***``; ``reveal`` gives the value, and is easy to find."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """Return the value itself."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __str__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sensitive) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a Sensitive value does not leave its process; seal it first")
