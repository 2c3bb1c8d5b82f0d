"""Proving again who one is, before an act that is hard to undo."""

from fastapi import APIRouter, Response

from desk.face import Pages
from desk.going import go, inside
from desk.pages.signing_in import Next, Password
from desk.visit import Signed
from strongroom.errors import Misused

router = APIRouter()


@router.get("/confirm")
def form(here: Signed, pages: Pages, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Ask for the password."""
    return pages.page(here, "confirm.html", error=None, next=inside(next))


@router.post("/confirm")
def confirm(here: Signed, pages: Pages, password: Password, next: Next = "/") -> Response:  # noqa: A002
    """Judge the password and go on."""
    try:
        here.desk.door.confirm(here.user, here.signed_in, password, now=here.desk.now())
    except Misused as error:
        told = pages.message(here, error)
        return pages.page(here, "confirm.html", status=401, error=told, next=inside(next))
    return go(inside(next))
