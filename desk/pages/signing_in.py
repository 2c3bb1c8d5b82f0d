"""Signing in, step by step: name and password, a code, a password of one's own, a second factor."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from desk.carrying import Carried, CarriedForm
from desk.face import Face, Pages
from desk.going import go, inside, sign_in_cookie
from desk.pages.first_run import origin_of
from desk.visit import (
    LANGUAGE,
    SESSION,
    GoTo,
    HalfSignedIn,
    Here,
    Signed,
    Visit,
    half_signed_in,
    step_left,
    visit_with,
)
from desk.words import LANGUAGES
from storage.crypto.one_time import authenticator_uri
from strongroom.errors import BadForm, Misused

router = APIRouter()

Password = Annotated[str, Form(max_length=1000)]
Code = Annotated[str, Form(max_length=100)]
Next = Annotated[str, Form(max_length=4000)]


@router.get("/")
def front(here: Signed) -> Response:
    """Send everybody to where their work is."""
    for action, path in (("review", "/queue"), ("find", "/find"), ("manage_users", "/users"), ("read_audit", "/trail")):
        if here.has(action):
            return go(path)
    return go("/account")


@router.get("/sign-in")
def form(here: Here, pages: Pages, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Ask for name and password."""
    if here.desk.accounts.is_new():
        raise GoTo("/first-run")
    return sign_in_page(here, pages, next)


@router.post("/sign-in")
def sign_in(
    request: Request,
    here: Here,
    pages: Pages,
    name: Annotated[str, Form(max_length=100)],
    password: Password,
    again: CarriedForm,
    next: Next = "/",  # noqa: A002
) -> Response:
    """Judge name and password."""
    try:
        token = here.desk.door.sign_in(name.strip(), password, origin_of(request), now=here.desk.now())
    except Misused as error:
        told = pages.message(here, error)
        return sign_in_page(here, pages, next, again=again, error=told, name=name)
    response = _onward(visit_with(request, token), pages, next, again)
    sign_in_cookie(response, request, token)
    return response


@router.get("/sign-in/code")
def code_form(here: HalfSignedIn, pages: Pages, next: str = "/") -> Response:  # noqa: A002
    """Ask for a one-time code."""
    if here.signed_in.complete:
        return go(inside(next))
    return _code_page(here, pages, next, None)


@router.post("/sign-in/code")
def give_code(
    request: Request,
    here: HalfSignedIn,
    pages: Pages,
    code: Code,
    again: CarriedForm,
    next: Next = "/",  # noqa: A002
) -> Response:
    """Judge a one-time or recovery code."""
    try:
        token = here.desk.door.give_code(here.user, here.signed_in, code, now=here.desk.now())
    except Misused as error:
        return _code_page(here, pages, next, again, error=pages.message(here, error))
    response = _onward(visit_with(request, token), pages, next, again)
    sign_in_cookie(response, request, token)
    return response


@router.get("/sign-in/password")
def password_form(here: HalfSignedIn, pages: Pages, next: str = "/") -> Response:  # noqa: A002
    """Ask for a password of one's own."""
    if not here.signed_in.complete:
        raise GoTo("/sign-in/code")
    return pages.page(here, "password.html", error=None, next=inside(next))


@router.post("/sign-in/password")
def change_password(
    here: HalfSignedIn,
    pages: Pages,
    old: Password,
    new: Password,
    next: Next = "/",  # noqa: A002
) -> Response:
    """Change the password."""
    if not here.signed_in.complete:
        raise GoTo("/sign-in/code")
    try:
        here.desk.door.change_password(here.user, here.signed_in, old, new, now=here.desk.now())
    except Misused as error:
        return pages.page(here, "password.html", status=400, error=pages.message(here, error), next=inside(next))
    return go(inside(next))


@router.get("/sign-in/second-factor")
def factor_form(here: HalfSignedIn, pages: Pages, next: str = "/") -> Response:  # noqa: A002
    """Show the secret to an authenticator, and ask for its first code."""
    _check_may_enrol(here)
    return _factor_page(here, pages, next)


@router.post("/sign-in/second-factor")
def enrol(
    request: Request,
    here: HalfSignedIn,
    pages: Pages,
    code: Code,
    next: Next = "/",  # noqa: A002
) -> Response:
    """Set up the second factor, and show the recovery codes once."""
    _check_may_enrol(here)
    try:
        token, codes = here.desk.door.enrol(here.user, here.signed_in, code, now=here.desk.now())
    except Misused as error:
        return _factor_page(here, pages, next, error=pages.message(here, error))
    response = pages.page(here, "recovery_codes.html", codes=codes, next=inside(next))
    sign_in_cookie(response, request, token)
    return response


@router.post("/sign-out")
def sign_out(here: HalfSignedIn) -> Response:
    """End the session."""
    here.desk.door.sign_out(here.user, here.signed_in, now=here.desk.now())
    response = go("/sign-in")
    response.delete_cookie(SESSION)
    return response


@router.post("/language")
def choose_language(language: Annotated[str, Form()], next: Next = "/") -> Response:  # noqa: A002
    """Remember a language in this browser."""
    if language not in LANGUAGES:
        raise BadForm(field="language")
    response = go(inside(next))
    response.set_cookie(LANGUAGE, language, httponly=True, samesite="strict", max_age=365 * 86400)
    return response


def sign_in_page(
    here: Visit, pages: Face, next_page: str, *, again: Carried | None = None, error: object = None, name: str = ""
) -> Response:
    """The page that asks for name and password, carrying a form that is taken after it."""
    openid = here.desk.work.settings.openid
    provider = openid.title if openid.issuer else ""
    facts: dict[str, Any] = {"error": error, "name": name, "next": inside(next_page), "provider": provider}
    return pages.page(here, "sign_in.html", status=401 if error else 200, again=again, **facts)


def _onward(here: Visit, pages: Face, next_page: str, again: Carried | None) -> Response:
    """After a step: where the browser wanted to go, or what it carries; the steps that are left come of themselves."""
    if again is None:
        return go(inside(next_page))
    inner = half_signed_in(here)
    if not inner.signed_in.complete:
        return _code_page(inner, pages, next_page, again)
    return pages.page(here, "held.html", again=again, at_once=False, back=inside(next_page))


def _code_page(here: Visit, pages: Face, next_page: str, again: Carried | None, *, error: object = None) -> Response:
    facts: dict[str, Any] = {"error": error, "next": inside(next_page), "again": again}
    return pages.page(here, "sign_in_code.html", status=401 if error else 200, **facts)


def _check_may_enrol(here: HalfSignedIn) -> None:
    # Who has a second factor changes it only through an administrator's reset, or a thief with the password could.
    waits = here.user.must_change and not here.signed_in.origin.provider
    if not here.signed_in.complete or waits or here.user.enrolled:
        raise GoTo(step_left(here) or "/account")


def _factor_page(here: HalfSignedIn, pages: Pages, next_page: str, *, error: object = None) -> Response:
    secret = here.desk.door.secret_to_enrol(here.user)
    uri = authenticator_uri(secret, here.user.name)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    facts: dict[str, Any] = {"uri": uri, "secret": spaced, "error": error, "next": inside(next_page)}
    return pages.page(here, "second_factor.html", status=400 if error else 200, **facts)
