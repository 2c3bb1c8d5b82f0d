"""The root of the errors: a code, facts that hold nothing of a document, and a sentence."""

from collections.abc import Mapping
from typing import ClassVar

Fact = int | float | str


class StrongroomError(Exception):
    """The root. ``code`` is stable and public; ``facts`` fill the sentence."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, Fact] = facts

    def __str__(self) -> str:
        from strongroom.messages import explain  # the catalogue of sentences knows nothing of this tree

        return explain(self.code, self.facts).sentence

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross from reader processes: keyword facts have to survive pickling.
        return _rebuild, (type(self), dict(self.facts))


def _rebuild(kind: type[StrongroomError], facts: dict[str, Fact]) -> StrongroomError:
    return kind(**facts)
