"""Proving again who one is, before an act that is hard to undo."""

from typing import Any

from fastapi import APIRouter, Response

from desk.face import Pages
from desk.going import go, inside
from desk.pages.signing_in import Next, Password
from desk.visit import Person, Signed
from storage.records.identities import Identities
from strongroom.errors import Misused

router = APIRouter()


@router.get("/confirm")
def form(here: Signed, pages: Pages, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Ask for the password, or for the provider's word."""
    return _asked(here, pages, inside(next))


@router.post("/confirm")
def confirm(here: Signed, pages: Pages, password: Password, next: Next = "/") -> Response:  # noqa: A002
    """Judge the password and go on."""
    try:
        here.desk.door.confirm(here.user, here.signed_in, password, now=here.desk.now())
    except Misused as error:
        told = pages.message(here, error)
        return _asked(here, pages, inside(next), status=401, error=told)
    return go(inside(next))


def _asked(here: Person, pages: Pages, next_page: str, *, status: int = 200, error: object = None) -> Response:
    openid = here.desk.work.settings.openid
    known = bool(openid.issuer) and Identities(here.desk.accounts).standing(here.user.id).bound_at is not None
    facts: dict[str, Any] = {"provider": openid.title if known else "", "error": error, "next": next_page}
    return pages.page(here, "confirm.html", status=status, **facts)
