"""What the law of the simulation says, told a second time and in other words than the product's.

It shares no code with ``strongroom.rules`` and ``strongroom.retention``: a mistake would have to be made twice.
``Law.book`` is the same law as the house writes it down.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["invoice", "contract", "passport", "business_licence"]
BRANCHES: Final = ("CN", "DE", "UK")
OBLIGED: Final = "aml"
NEVER: Final = dt.date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """Years that papers are kept: invoices by branch, passports after they expire."""

    invoices: tuple[tuple[str, int], ...]
    passports: int

    @property
    def book(self) -> str:
        """The law in the form that the house adopts."""
        rules = [
            _rule(f"invoices_{branch.lower()}", "invoice", years, "date", tag=branch, next_year=True)
            for branch, years in self.invoices
        ]
        rules += [
            _rule("contracts", "contract", 10, "expiry"),
            _rule("passports", "passport", self.passports, "expiry", purpose="use"),
            _rule("obliged", "passport", 10, "@relationship_end", tag=OBLIGED),
        ]
        return 'jurisdictions = ["CN", "DE", "UK"]\n' + "".join(rules)


BEFORE: Final = Law(invoices=(("CN", 30), ("DE", 8), ("UK", 6)), passports=2)
AFTER: Final = Law(invoices=(("CN", 30), ("DE", 10), ("UK", 5)), passports=3)
"""The law that comes half-way: one period grows, one shrinks."""


@dataclass(slots=True, kw_only=True)
class Paper:
    """A paper as the simulation knows it; ``date`` is what its clock starts from, None where it names none."""

    document: str
    kind: Kind
    branch: str
    obliged: bool
    customer: str
    date: dt.date | None
    filed: dt.date
    blobs: tuple[str, ...] = ()
    gone: dt.date | None = None
    holds: set[str] = field(default_factory=set)
    last_held: dt.date = dt.date.min
    renewed: dt.date | None = None
    asked_for: dt.date | None = None


def first_free_day(paper: Paper, law: Law, left: dt.date | None) -> dt.date:
    """The first day on which a paper may go; NEVER without a date. ``left`` is when its customer left."""
    if paper.date is None or paper.kind == "business_licence":
        return NEVER
    if paper.kind == "invoice":
        return dt.date(paper.date.year + dict(law.invoices)[paper.branch] + 1, 1, 1)
    if paper.kind == "contract":
        return _anniversary(paper.date, 10)
    end = _anniversary(paper.date, law.passports)
    if not paper.obliged:
        return end
    return NEVER if left is None else max(end, _anniversary(left, 10))


def use_ends(paper: Paper, law: Law) -> dt.date:
    """The first day on which a paper may no longer be used, whether or not it has to be kept; NEVER of most."""
    return NEVER if paper.kind != "passport" or paper.date is None else _anniversary(paper.date, law.passports)


def _anniversary(day: dt.date, years: int) -> dt.date:
    """The day after the same day so many years later; 29 February counts as 1 March where there is none."""
    if (day.month, day.day) == (2, 29) and not _leap(day.year + years):
        return dt.date(day.year + years, 3, 2)
    return dt.date(day.year + years, day.month, day.day) + dt.timedelta(days=1)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _rule(name: str, kind: str, years: int, starts: str, **more: str | bool) -> str:
    lines = [f'id = "{name}"', f'kinds = ["{kind}"]', f"years = {years}", f'starts = "{starts}"']
    lines += [f'basis = "{name}: {years} years"', 'status = "verified"']
    lines += [f"{key} = {str(value).lower() if value is True else repr(value)}" for key, value in more.items()]
    return "\n[[rule]]\n" + "\n".join(lines) + "\n"
