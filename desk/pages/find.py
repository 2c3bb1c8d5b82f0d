"""Find: one box with the small query language; results only of what the person may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from desk.face import Pages
from desk.visit import GoTo, Signed
from flows.stages.office import texts
from storage.records.values import DocumentSummary, Found
from strongroom.errors import BadQuery
from strongroom.kind import Kind
from strongroom.query import Filter, Query, Term, parse

router = APIRouter()

_PAGE: Final = 30
KEY_FIELDS: Final = ("seller", "surname", "name", "payee", "title", "total", "date", "expiry")
"""By which a person knows a paper again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One part of a query, and the address of the search without it."""

    text: str
    without: str


@router.get("/find")
def find(here: Signed, pages: Pages, q: str = "", page: int = 1) -> Response:
    """Search and show a page of results."""
    if not here.has("find"):
        raise GoTo("/account")
    page = max(1, page)
    found, error = Found(total=0, complete=True, rows=()), None
    chips: tuple[Chip, ...] = ()
    try:
        chips = _chips(parse(q))
        found = here.desk.office(here.user).find(q, limit=_PAGE, offset=(page - 1) * _PAGE)
    except BadQuery as bad:
        error = pages.message(here, bad)
    return pages.page(
        here,
        "find.html",
        q=q,
        found=found,
        chips=chips,
        error=error,
        page=page,
        last=max(1, -(-found.total // _PAGE)),
        address=lambda number: "/find?" + urlencode({"q": q, "page": number}),
        key_fields=lambda row: _key_fields(row, here.desk.work.kinds),
    )


def _key_fields(row: DocumentSummary, kinds: Mapping[str, Kind]) -> list[tuple[str, str]]:
    values = texts(row, kinds, reveal=False)
    return [(name, values[name]) for name in KEY_FIELDS if values.get(name)]


def _chips(query: Query) -> tuple[Chip, ...]:
    wanted: tuple[Filter | Term, ...] = (*query.filters, *query.terms)
    parts = [_written(part) for part in wanted]
    return tuple(
        Chip(text=part, without="/find?" + urlencode({"q": " ".join(parts[:at] + parts[at + 1 :])}))
        for at, part in enumerate(parts)
    )


def _written(part: Filter | Term) -> str:
    if isinstance(part, Term):
        return f'"{part.text}"' if part.phrase else part.text
    value = f'"{part.text}"' if " " in part.text else part.text
    return f"{part.field}{part.sign}{value}"
