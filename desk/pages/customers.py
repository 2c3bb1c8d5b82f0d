"""Customers: the list, the file of each, what it lacks and what expires in it, and doubles made one with a way back."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Person, Signed
from flows.stages.ask_desk import AskDesk
from flows.stages.customer_room import CustomerRoom
from flows.stages.keeping import Keeping
from flows.stages.lacking import lacking
from storage.records.holding import Why
from strongroom.contact import Contact
from strongroom.errors import NotFound
from strongroom.messages import Language

router = APIRouter(prefix="/customers")

_PAGE: Final = 30
_FARTHEST: Final = 100_000
"""Nobody has so many pages; a number that no database can count to is one of them."""
Words = Annotated[str, Form(min_length=1, max_length=500)]


@router.get("")
def everybody(here: Signed, pages: Pages, q: str = "", page: int = 1) -> Response:
    """Customers by their newest paper, or those with these words in their names."""
    if not here.has("find"):
        raise GoTo("/account")
    page = max(1, min(page, _FARTHEST))
    room = room_of(here)
    text = q.strip()[:200]
    lines = room.named(text, limit=_PAGE) if text else room.listed(limit=_PAGE, offset=(page - 1) * _PAGE)
    return pages.page(here, "customers.html", q=text, lines=lines, page=page, full=len(lines) == _PAGE and not text)


@router.get("/missing")
def missing(here: Signed, pages: Pages, sort: str = "", page: int = 1) -> Response:
    """Whose files are not complete."""
    if not here.has("find"):
        raise GoTo("/account")
    page = max(1, min(page, _FARTHEST))
    wanted = sort if sort in here.desk.work.sorts else None
    found = lacking(room_of(here), sort=wanted, limit=_PAGE, offset=(page - 1) * _PAGE)
    sorts = here.desk.work.sorts
    return pages.page(here, "customers_missing.html", sorts=sorts, found=found, sort=wanted, page=page)


@router.get("/{customer}")
def one(here: Signed, pages: Pages, customer: str) -> Response:
    """The file of one."""
    room = room_of(here)
    view = room.one(customer)
    facts: dict[str, Any] = {
        "view": view,
        "may_change": room.may_change(view.name),
        "may_hold": here.has("hold"),
        "may_lift": here.has("lift_hold"),
        "may_take": here.has("download"),
        "titles": here.desk.accounts.titles(),
        "sorts": here.desk.work.sorts,
        "asked": {owed.ask.document or owed.ask.kinds: owed.ask.id for owed in AskDesk(room=room).listed(customer)},
    }
    return pages.page(here, "customer.html", **facts)


@router.post("/{customer}/wanted")
def want(here: Signed, customer: str, kinds: Annotated[list[str], Form()] = []) -> Response:  # noqa: B006 - never changed
    """Say which kinds a complete file has."""
    room_of(here).want(customer, kinds)
    return go(f"/customers/{customer}")


@router.post("/{customer}/profile")
def describe(
    here: Signed,
    customer: str,
    language: Annotated[Language, Form()],
    sort: Annotated[str, Form(max_length=64)] = "",
    mail: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Say of which sort they are, and how they are written to."""
    room_of(here).describe(customer, sort or None, Contact(mail=mail, language=language))
    return go(f"/customers/{customer}")


@router.post("/{customer}/merge")
def merge(here: Signed, customer: str, double: Annotated[str, Form(max_length=300)]) -> Response:
    """Give this customer the papers of a double, given by the address or the last part of its page."""
    room_of(here).merge(double.strip().rstrip("/").rpartition("/")[2], customer)
    return go(f"/customers/{customer}#doubles")


@router.post("/{customer}/merges/{merge}/undo")
def undo(here: Signed, customer: str, merge: str) -> Response:
    """Take a merge back."""
    room_of(here).undo(customer, merge)
    return go("/customers")


@router.post("/{customer}/holds")
def hold(here: Signed, customer: str, matter: Words, reason: Words) -> Response:
    """Keep every paper of theirs, also those to come."""
    view = room_of(here).one(customer)
    Keeping(here.desk.office(here.user)).hold_customer(view.name, Why(matter=matter, reason=reason))
    return go(f"/customers/{customer}#holds")


@router.post("/{customer}/holds/{hold}/lift")
def lift(here: Signed, customer: str, hold: str, reason: Words) -> Response:
    """Lift a hold on the customer."""
    view = room_of(here).one(customer)
    if hold not in {one.id for one in view.holds}:
        raise NotFound(hold=hold)
    Keeping(here.desk.office(here.user)).lift(hold, reason)
    return go(f"/customers/{customer}#holds")


def room_of(here: Person) -> CustomerRoom:
    """The customers as the visitor may see them."""
    return CustomerRoom(office=here.desk.office(here.user))
