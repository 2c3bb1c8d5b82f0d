"""A book of rules of retention in TOML, as a house writes it down; ``retention_defaults.toml`` is the product's own."""

from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field as Bounded

from strongroom.errors import BadRules
from strongroom.kind import Retention
from strongroom.retention import Year
from strongroom.rules import EVERYWHERE, Book, Purpose, Rule
from strongroom.toml_file import Entry, read_entries

MAX_CHARACTERS = 500_000
Short = Annotated[str, Bounded(min_length=1, max_length=200)]
Code = Annotated[str, Bounded(pattern=r"^([A-Z]{2}|\*)$")]
"""A country by its code of ISO 3166 (EU and UK are taken as well), or ``*``."""


class _Rule(Entry):
    id: Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    kinds: Annotated[list[Short], Bounded(min_length=1, max_length=200)]
    # Without years the papers are kept for ever: said on purpose, so "for ever" has to be written.
    years: Annotated[int, Bounded(ge=0, le=1000)] | Literal["for ever"]
    starts: Short
    basis: Annotated[str, Bounded(min_length=1, max_length=300)]
    status: Literal["verified", "to be confirmed"]
    jurisdiction: Code = EVERYWHERE
    tag: Short | None = None
    next_year: bool = False
    purpose: Literal["keep", "use"] = "keep"


class _Year(Entry):
    month: int = Bounded(default=1, ge=1, le=12)
    day: int = Bounded(default=1, ge=1, le=28)


class _Book(Entry):
    jurisdictions: list[Annotated[str, Bounded(pattern=r"^[A-Z]{2}$")]]
    fiscal_year: _Year = _Year()
    rule: list[_Rule] = Bounded(default=[], max_length=1000)


@lru_cache(maxsize=4)
def parse_book(text: str) -> Book:
    """Read a book from its text.

    Raises:
        BadRules: the text is not TOML, has an unknown or missing entry, or a value that does not fit; ``rule`` and
            ``problem`` say where and why.
    """
    book = read_entries(
        text, _Book, max_characters=MAX_CHARACTERS, refuse=lambda place, problem: BadRules(rule=place, problem=problem)
    )
    return Book(
        jurisdictions=frozenset(book.jurisdictions),
        year=Year(month=book.fiscal_year.month, day=book.fiscal_year.day),
        rules=tuple(_rule(entry) for entry in book.rule),
    )


def default_book() -> str:
    """The text of the product's own book, for a house to begin with."""
    return files("strongroom").joinpath("retention_defaults.toml").read_text(encoding="utf-8")


def _rule(entry: _Rule) -> Rule:
    retention = Retention(
        years=None if isinstance(entry.years, str) else entry.years,
        starts=entry.starts,
        basis=entry.basis,
        next_year=entry.next_year,
        verified=entry.status == "verified",
    )
    return Rule(
        id=entry.id,
        kinds=frozenset(entry.kinds),
        jurisdiction=entry.jurisdiction,
        retention=retention,
        tag=entry.tag,
        purpose=Purpose(entry.purpose),
    )
