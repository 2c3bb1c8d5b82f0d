"""Find: one box with the small query language, filters, searches that people keep, and acts on what is ticked."""

from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Person, Signed
from flows.stages.bulk import Bulk, Done
from flows.stages.office import Office
from storage.records.holding import Why
from storage.records.saved_searches import SavedSearches
from storage.records.values import DocumentSummary, Found
from strongroom.document import State
from strongroom.errors import BadQuery
from strongroom.ids import DocumentId
from strongroom.permissions import Action, needs_purpose
from strongroom.query import Filter, Query, Term, parse
from strongroom.query_writing import written

router = APIRouter()

_PAGE: Final = 30
_FARTHEST: Final = 100_000
"""Nobody has so many pages; a number that no database can count to is one of them."""
_STATES: Final = (State.IN_REVIEW, State.FILED, State.ARCHIVED, State.QUARANTINED)
KEY_FIELDS: Final = ("seller", "surname", "name", "payee", "title", "total", "date", "expiry")
"""By which a person knows a paper again."""
Ticked = Annotated[list[DocumentId], Form(max_length=200)]
Text = Annotated[str, Form(max_length=1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One part of a query, and the address of the search without it."""

    text: str
    without: str


@router.get("/find")
def find(here: Signed, pages: Pages, q: str = "", page: int = 1, view: str = "list", done: str = "") -> Response:
    """Search and show a page of results, as a list or as small pictures. ``done`` says what an act came to."""
    if not here.has("find"):
        raise GoTo("/account")
    page = max(1, min(page, _FARTHEST))
    office = here.desk.office(here.user)
    found, error = Found(total=0, complete=True, rows=()), None
    chips: tuple[Chip, ...] = ()
    of_state = False
    try:
        query = parse(q)
        chips, of_state = _chips(here, query), any(one.field == "state" for one in query.filters)
        found = office.find(q, limit=_PAGE, offset=(page - 1) * _PAGE)
    except BadQuery as bad:
        error = pages.message(here, bad)
    facts: dict[str, Any] = {
        "q": q,
        "found": found,
        "chips": chips,
        "error": error,
        "page": page,
        "view": "tiles" if view == "tiles" else "list",
        "last": max(1, -(-found.total // _PAGE)),
        "address": lambda number, how=view: "/find?" + urlencode({"q": q, "page": number, "view": how}),
        "with_part": lambda part: "/find?" + urlencode({"q": f"{q} {part}".strip(), "view": view}),
        # Who only finds papers has nothing to do with what is ticked.
        "acts": any(here.has(action) for action in ("review", "hold", "download")),
        "key_fields": lambda row: _key_fields(office, row),
        "place": lambda row: _place(here, office, row),
        "pictured": lambda row: pictured(office, row),
        "saved": _searches(here).of(here.user.actor),
        "states": [] if of_state else [_of_state(here, state) for state in _STATES],
        "done": _told(done),
    }
    return pages.page(here, "find.html", **facts)


@router.post("/find/saved")
def keep(here: Signed, title: Annotated[str, Form(min_length=1, max_length=100)], q: Text) -> Response:
    """Keep a search under a title of one's own."""
    parse(q)
    _searches(here).keep(title.strip(), q, actor=here.user.actor, now=here.desk.now())
    return go("/find?" + urlencode({"q": q}))


@router.post("/find/saved/{search}/forget")
def forget(here: Signed, search: str) -> Response:
    """Keep one no longer."""
    _searches(here).forget(search, actor=here.user.actor)
    return go("/find")


@router.post("/find/tag")
def tag(
    here: Signed, documents: Ticked, tag: Annotated[str, Form(min_length=1, max_length=100)], q: Text = ""
) -> Response:
    """Give what is ticked a tag."""
    return _back(q, Bulk(office=here.desk.office(here.user)).tag(documents, tag))


@router.post("/find/hold")
def hold(
    here: Signed,
    documents: Ticked,
    matter: Annotated[str, Form(min_length=1, max_length=500)],
    hold_reason: Annotated[str, Form(min_length=1, max_length=500)],
    q: Text = "",
) -> Response:
    """Keep what is ticked, whatever any rule says."""
    done = Bulk(office=here.desk.office(here.user)).hold(documents, Why(matter=matter, reason=hold_reason))
    return _back(q, done)


@router.post("/find/export")
def export(
    here: Signed, documents: Ticked, export_reason: Annotated[str, Form(min_length=3, max_length=500)]
) -> Response:
    """Ask another person's leave to take out the originals of what is ticked."""
    Bulk(office=here.desk.office(here.user)).ask_export(documents, export_reason)
    return go("/requests#mine")


def _back(q: str, done: Done) -> Response:
    return go("/find?" + urlencode({"q": q, "done": f"{done.done}-{done.refused}"}))


def _told(done: str) -> Done | None:
    first, _, second = done.partition("-")
    known = first.isdecimal() and second.isdecimal() and len(done) < 10
    return Done(done=int(first), refused=int(second)) if known else None


def _searches(here: Person) -> SavedSearches:
    return SavedSearches(here.desk.work.records.transactions)


def _place(here: Person, office: Office, row: DocumentSummary) -> str:
    """Where a result leads: to its page, or to what was done with it for an auditor, to whom its page is closed."""
    closed = here.has(Action.READ_AUDIT) and not office.may(Action.VIEW, row)
    return f"/trail?document={row.id}" if closed else f"/documents/{row.id}"


def written_for(here: Person, part: Filter | Term) -> str:
    """A part of a query in the language of the visitor."""
    kinds = here.desk.work.kinds.values()
    titles = {kind.id: kind.title if here.language == "en" else kind.title_zh for kind in kinds}
    return written(part, here.language, titles)


def pictured(office: Office, row: DocumentSummary) -> bool:
    """Whether a small picture of a row may be shown without asking for a purpose."""
    locked = needs_purpose(Action.READ, office.target(row).sensitivity)
    return bool(row.page_count) and not locked and office.may(Action.READ, row)


def _key_fields(office: Office, row: DocumentSummary) -> list[tuple[str, str]]:
    values = office.told_of(row)
    return [(name, values[name]) for name in KEY_FIELDS if values.get(name)]


def _of_state(here: Person, state: State) -> tuple[str, str]:
    """A state, and the part of a query that asks for it."""
    return state.value, written_for(here, Filter(field="state", sign=":", text=state.value, value=state.value))


def _chips(here: Person, query: Query) -> tuple[Chip, ...]:
    wanted: tuple[Filter | Term, ...] = (*query.filters, *query.terms)
    parts = [written_for(here, part) for part in wanted]
    return tuple(
        Chip(text=part, without="/find?" + urlencode({"q": " ".join(parts[:at] + parts[at + 1 :])}))
        for at, part in enumerate(parts)
    )
