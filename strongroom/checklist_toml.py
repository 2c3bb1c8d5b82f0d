"""Checklists in TOML, as a house writes them down; ``checklist_defaults.toml`` is the product's own proposal."""

from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field as Bounded

from strongroom.checklist import Need, Sort
from strongroom.errors import BadChecklist
from strongroom.toml_file import Entry, read_entries

MAX_CHARACTERS = 200_000
Short = Annotated[str, Bounded(min_length=1, max_length=200)]
Code = Annotated[str, Bounded(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class _Need(Entry):
    kinds: Annotated[list[Code], Bounded(min_length=1, max_length=50)]


class _Sort(Entry):
    id: Code
    title: Short
    title_zh: Short
    basis: Short
    status: Literal["verified", "to be confirmed"]
    need: Annotated[list[_Need], Bounded(min_length=1, max_length=100)]


class _File(Entry):
    sort: Annotated[list[_Sort], Bounded(min_length=1, max_length=100)]


@lru_cache(maxsize=4)
def parse_checklists(text: str) -> tuple[Sort, ...]:
    """Read the sorts of customers from their text.

    Raises:
        BadChecklist: the text is not TOML, has an unknown or missing entry, or a value that does not fit; ``sort`` and
            ``problem`` say where and why.
    """
    found = read_entries(
        text,
        _File,
        max_characters=MAX_CHARACTERS,
        refuse=lambda place, problem: BadChecklist(sort=place, problem=problem),
    )
    return tuple(_sort(entry) for entry in found.sort)


def default_checklists() -> str:
    """The text of the product's own lists, for a house to begin with."""
    return files("strongroom").joinpath("checklist_defaults.toml").read_text(encoding="utf-8")


def _sort(entry: _Sort) -> Sort:
    return Sort(
        id=entry.id,
        title=entry.title,
        title_zh=entry.title_zh,
        basis=entry.basis,
        needs=tuple(Need(kinds=tuple(dict.fromkeys(need.kinds))) for need in entry.need),
        verified=entry.status == "verified",
    )
