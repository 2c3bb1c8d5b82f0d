"""A paper written for a test, and what has to be read from it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from strongroom.checks.mrz import check_digit

RECEIVED = dt.date(2026, 6, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """``values`` are those that must be read, as text; ``rows`` how many rows each table has."""

    kind: str
    text: str
    values: Mapping[str, str]
    subkind: str | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    proven: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    """What the kind requires and no paper of it says: a person's word."""

    @property
    def name(self) -> str:
        """How the paper is called in a test report."""
        return f"{self.kind}-{self.subkind}" if self.subkind else self.kind


def td1(head: str, *, birth: str, sex: str, expiry: str, state: str, names: str) -> tuple[str, str, str]:
    """A zone of three lines with its check digits; ``head`` is code, state and a number of nine characters."""
    first = (head + check_digit(head[5:14])).ljust(30, "<")
    dates = f"{birth}{check_digit(birth)}{sex}{expiry}{check_digit(expiry)}"
    second = (dates + state).ljust(29, "<")
    whole = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    return first, second + check_digit(whole), names.ljust(30, "<")
