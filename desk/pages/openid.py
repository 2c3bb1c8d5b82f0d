"""The provider of OpenID Connect: there and back, to sign in, to prove again who one is, and to join one's account.

All three leave by a link and not by a form: a form may post to nobody else, not even by being sent on.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from desk.face import Pages
from desk.going import go, inside, sign_in_cookie
from desk.limits import count_guest
from desk.openid import LASTS, Aim, Errand, Provider
from desk.pages.first_run import origin_of
from desk.visit import GoTo, Here, Person, Signed, Visit
from storage.records.identities import Identities, Vouched
from storage.records.sessions import Origin, SignedIn
from storage.records.users import User
from strongroom.errors import NotFound, SignInFailed

router = APIRouter()
ERRAND = "errand"
_BACK = "/sign-in/openid/back"
Said = Annotated[str, Query(max_length=4096)]


@router.get("/sign-in/openid")
def leave(request: Request, here: Here, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Send a browser to the provider."""
    return _left(request, here, Errand.begun(inside(next), here.desk.now()))


@router.get("/confirm/openid")
def confirm(request: Request, here: Signed, next: str = "/") -> Response:  # noqa: A002 - as above
    """Have the provider ask again who it is, for who has no password here."""
    return _left(request, here, _errand_of(here, Aim.CONFIRM, inside(next)))


@router.get("/account/identity")
def join(request: Request, here: Signed) -> Response:
    """Have one's account joined to who one is at the provider."""
    if not here.confirmed:
        raise GoTo("/confirm?next=/account")
    return _left(request, here, _errand_of(here, Aim.JOIN, "/account"))


@router.post("/account/identity/refuse")
def refuse(here: Signed) -> Response:
    """Be awaited from the provider no more."""
    Identities(here.desk.accounts).refuse(here.user, now=here.desk.now())
    return go("/account")


@router.get(_BACK)
def back(request: Request, here: Here, pages: Pages, state: Said = "", code: Said = "", iss: Said = "") -> Response:
    """Judge what the provider says, and do what the browser was sent for."""
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
    token = _done(here, errand, vouched, replace(origin_of(request), provider=True, factor=factor))
    # Not a redirect: browsers would not send the strict cookie at the end of a way that began elsewhere.
    response = pages.page(here, "openid_back.html", next=errand.next)
    if token:
        sign_in_cookie(response, request, token)
    response.delete_cookie(ERRAND, path=_BACK)
    return response


def _done(here: Visit, errand: Errand, vouched: Vouched, origin: Origin) -> str:
    """Do what a browser was sent for; the token of the session that it begins, empty where it begins none."""
    desk, now = here.desk, here.desk.now()
    identities = Identities(desk.accounts)
    if errand.aim is Aim.SIGN_IN:
        return desk.door.admit(identities.recognise(vouched, now=now), origin, now=now)
    user, signed_in = _who_left(here, errand)
    if errand.aim is Aim.CONFIRM:
        identities.check_is(user, vouched, now=now)
        desk.door.confirm_vouched(user, signed_in, now=now)
        return ""
    identities.join(user, vouched, now=now)
    return desk.door.admit(user, origin, now=now)


def _left(request: Request, here: Visit, errand: Errand) -> Response:
    count_guest(request, here.desk.now())  # anybody may knock, and each time the provider is asked over the network
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


def _errand_of(here: Person, aim: Aim, next_page: str) -> Errand:
    return Errand.begun(next_page, here.desk.now(), aim=aim, user=here.user.id, session=here.signed_in.id)


def _who_left(here: Visit, errand: Errand) -> tuple[User, SignedIn]:
    """Who was sent to the provider, and their session, if it has not ended meanwhile (SignInFailed)."""
    accounts, now = here.desk.accounts, here.desk.now()
    user = next((one for one in accounts.everybody() if one.id == errand.user and one.disabled_at is None), None)
    sessions = accounts.sessions_of(errand.user, now=now) if user else ()
    signed_in = next((one for one in sessions if one.id == errand.session and one.complete), None)
    if user is None or signed_in is None:
        accounts.failed(None, now=now)
    return user, signed_in


def _provider(request: Request, here: Visit) -> Provider:
    settings = here.desk.work.settings.openid
    if not settings.issuer:
        raise NotFound
    return Provider(settings=settings, back=f"{str(request.base_url).rstrip('/')}{_BACK}")
