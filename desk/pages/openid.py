"""Signing in through a provider of OpenID Connect: there, and back."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from desk.face import Pages
from desk.going import go, inside, sign_in_cookie
from desk.limits import count_guest
from desk.openid import LASTS, Errand, Provider
from desk.pages.first_run import origin_of
from desk.visit import Here, Visit
from storage.records.identities import Identities
from strongroom.errors import NotFound, SignInFailed

router = APIRouter()
ERRAND = "errand"
_BACK = "/sign-in/openid/back"
Said = Annotated[str, Query(max_length=4096)]


@router.get("/sign-in/openid")
def leave(request: Request, here: Here, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Send a browser to the provider."""
    count_guest(request, here.desk.now())  # anybody may knock, and each time the provider is asked over the network
    errand = Errand.begun(inside(next), here.desk.now())
    response = go(_provider(request, here).address(errand))
    # Lax, for the way back begins at the provider; the session's own cookie stays strict.
    response.set_cookie(
        ERRAND,
        errand.sealed(here.desk.key),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        max_age=round(LASTS.total_seconds()),
        path=_BACK,
    )
    return response


@router.get(_BACK)
def back(request: Request, here: Here, pages: Pages, state: Said = "", code: Said = "", iss: Said = "") -> Response:
    """Judge what the provider says, and begin a session."""
    desk, now = here.desk, here.desk.now()
    count_guest(request, now)
    provider = _provider(request, here)
    if not code or iss not in ("", provider.settings.issuer):  # RFC 9207: an answer of another provider
        desk.accounts.failed(None, now=now)
    errand = Errand.opened(request.cookies.get(ERRAND, ""), desk.key, state, now)
    try:
        vouched, factor = provider.vouches(errand, code, now)
    except SignInFailed:
        desk.accounts.failed(None, now=now)
    user = Identities(desk.accounts).recognise(vouched, now=now)
    token = desk.door.admit(user, replace(origin_of(request), provider=True, factor=factor), now=now)
    # Not a redirect: browsers would not send the strict cookie at the end of a way that began elsewhere.
    response = pages.page(here, "openid_back.html", next=errand.next)
    sign_in_cookie(response, request, token)
    response.delete_cookie(ERRAND, path=_BACK)
    return response


def _provider(request: Request, here: Visit) -> Provider:
    settings = here.desk.work.settings.openid
    if not settings.issuer:
        raise NotFound
    return Provider(settings=settings, back=f"{str(request.base_url).rstrip('/')}{_BACK}")
