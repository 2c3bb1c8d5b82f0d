"""Proving again who one is, before an act that is hard to undo."""

from typing import Any

from fastapi import APIRouter, Response

from desk.carrying import Carried, CarriedForm
from desk.face import Face, Pages
from desk.going import go, inside
from desk.pages.signing_in import Next, Password
from desk.visit import Person, Signed
from storage.records.identities import Identities
from strongroom.errors import Misused

router = APIRouter()


@router.get("/confirm")
def form(here: Signed, pages: Pages, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Ask for the password, or for the provider's word."""
    return confirm_page(here, pages, inside(next))


@router.post("/confirm")
def confirm(here: Signed, pages: Pages, password: Password, again: CarriedForm, next: Next = "/") -> Response:  # noqa: A002
    """Judge the password and go on, with the form for which it was asked."""
    try:
        here.desk.door.confirm(here.user, here.signed_in, password, now=here.desk.now())
    except Misused as error:
        told = pages.message(here, error)
        return confirm_page(here, pages, inside(next), again=again, error=told)
    if again is not None:
        return pages.page(here, "held.html", again=again, at_once=True, back=inside(next))
    return go(inside(next))


def confirm_page(
    here: Person, pages: Face, next_page: str, *, again: Carried | None = None, error: object = None
) -> Response:
    """The page that asks, carrying a form that is taken after it."""
    openid = here.desk.work.settings.openid
    known = bool(openid.issuer) and Identities(here.desk.accounts).standing(here.user.id).bound_at is not None
    provider = openid.title if known else ""
    facts: dict[str, Any] = {"provider": provider, "error": error, "next": next_page, "again": again}
    return pages.page(here, "confirm.html", status=401 if error else 200, **facts)
