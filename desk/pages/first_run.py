"""The first run: whoever has the one-time code makes the first administrator, from this machine alone, once."""

import ipaddress
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from desk.face import Pages
from desk.going import go, sign_in_cookie
from desk.visit import GoTo, Here
from flows.stages.first_run import is_code
from storage.records.sessions import Origin
from strongroom.errors import NotFound, StrongroomError, WrongFirstCode

router = APIRouter()


@router.get("/first-run")
def form(request: Request, here: Here, pages: Pages) -> Response:
    """Ask for the code, a name and a password."""
    _check_open(request, here)
    return pages.page(here, "first_run.html", error=None, name="", code="")


@router.post("/first-run")
def make(
    request: Request,
    here: Here,
    pages: Pages,
    code: Annotated[str, Form()],
    name: Annotated[str, Form(min_length=1, max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Make the first administrator, and sign them in."""
    _check_open(request, here)
    desk = here.desk
    try:
        if not is_code(desk.first_run_code, code):
            raise WrongFirstCode
        desk.accounts.add_first(name.strip(), "", password, now=desk.now())
    except StrongroomError as error:
        return pages.page(here, "first_run.html", status=400, error=pages.message(here, error), name=name, code=code)
    desk.first_run_code.unlink(missing_ok=True)
    response = go("/")
    sign_in_cookie(response, request, desk.door.sign_in(name.strip(), password, origin_of(request), now=desk.now()))
    return response


def origin_of(request: Request) -> Origin:
    """From where and with what somebody comes."""
    return Origin(
        address=request.client.host if request.client else "", agent=request.headers.get("user-agent", "")[:200]
    )


def _check_open(request: Request, here: Here) -> None:
    if not here.desk.accounts.is_new():
        raise GoTo("/sign-in")
    # Without an administrator there is nobody to let others in, so nobody from elsewhere is let as far as the form.
    try:
        local = ipaddress.ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        local = False
    if not local:
        raise NotFound
