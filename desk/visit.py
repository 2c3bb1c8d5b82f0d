"""One request: who sends it, in which language, and whether its form is one of ours.

Two cookies, neither of which a script can read: ``visitor`` marks a browser before anybody signs in, so that the
sign-in form has a token too; ``session`` is a session's token. A form's token is a keyed hash over both: it is worth
nothing in another browser, and nothing after signing in or out.
"""

import secrets
from dataclasses import dataclass
from typing import Annotated, Final, cast

from fastapi import Depends, Request

from desk.desk import Desk, actor_of
from desk.words import LANGUAGES, Words, preferred
from storage.crypto.primitives import equal, keyed_hash
from storage.records.sessions import SignedIn
from storage.records.users import User
from strongroom.errors import BadForm, Denied, FormExpired, NotFound
from strongroom.messages import Language
from strongroom.permissions import REPORTS, TABLE, Action, Forbidden, decide
from strongroom.sign_in import CONFIRMED, needs_second_factor

SESSION: Final = "session"
VISITOR: Final = "visitor"
LANGUAGE: Final = "language"
INTERFACE: Final = "/api/v1/"
_NUL: Final = "\0"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class GoTo(Exception):
    """The page is elsewhere: sign in, give a code, choose a password."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who visits. ``form_token`` goes into every form."""

    desk: Desk
    words: Words
    form_token: str
    path: str
    address: str = "/"
    """Where a page is opened again: of one that answers a form, the front page."""
    user: User | None = None
    signed_in: SignedIn | None = None

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.words.language

    def has(self, action: str) -> bool:
        """Whether any of the person's roles has an action at all: for menus, never for doors."""
        return self.user is not None and bool(self.user.roles & TABLE[Action(action)].keys())

    @property
    def has_reports(self) -> bool:
        """Whether any report is for one of the person's roles: for menus, likewise."""
        return self.user is not None and any(self.user.roles & readers for readers in REPORTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Visit):
    """A visit by somebody who is wholly signed in."""

    user: User
    signed_in: SignedIn

    @property
    def confirmed(self) -> bool:
        """Whether they proved who they are so recently that a dangerous act needs no more."""
        return self.desk.now() - self.signed_in.confirmed_at < CONFIRMED


def visit(request: Request) -> Visit:
    """Whoever sends the request, signed in or not. Beside a token no cookie counts: one door, one key."""
    desk = cast("Desk", request.app.state.desk)
    if bearer(request) is not None:
        return Visit(desk=desk, words=desk.words[_language(request, desk)], form_token="", path=request.url.path)
    return visit_with(request, request.cookies.get(SESSION, ""))


def visit_with(request: Request, token: str) -> Visit:
    """The visit of a browser that has this session from now on, whatever it sent."""
    desk = cast("Desk", request.app.state.desk)
    found = desk.accounts.find_session(token, now=desk.now()) if token else None
    user, signed_in = found or (None, None)
    return Visit(
        desk=desk,
        words=desk.words[_language(request, desk)],
        form_token=_form_token(desk, visitor(request), token),
        path=request.url.path,
        address=_address(request),
        user=user,
        signed_in=signed_in,
    )


def bearer(request: Request) -> str | None:
    """The token that a program sends to the JSON interface; None for a browser. Pages know no tokens."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    is_program = request.url.path.startswith(INTERFACE) and scheme.casefold() == "bearer"
    return token.strip() if is_program else None


def visitor(request: Request) -> str:
    """The mark of this browser; a fresh one, which the answer sets, where it has none."""
    known = request.cookies.get(VISITOR) or getattr(request.state, "visitor", "")
    if not known:
        known = request.state.visitor = secrets.token_hex(16)
    return known


def check_text(request: Request) -> None:
    """Refuse an address with a NUL, which PostgreSQL takes in no text, nor in a question (NotFound, BadForm)."""
    if _NUL in request.scope["path"]:
        raise NotFound
    if any(_NUL in value for value in request.query_params.values()):
        raise BadForm(field="query")


async def check_form(request: Request) -> None:
    """Refuse whatever changes something and does not come from a form or script of this visit (FormExpired).

    A token is sent by nobody but the program that has it, and with it no cookie counts: there is nothing to forge.
    """
    if request.method in _SAFE or bearer(request) is not None:
        return
    desk = cast("Desk", request.app.state.desk)
    expected = _form_token(desk, visitor(request), request.cookies.get(SESSION, ""))
    given = request.headers.get("x-form-token")
    if given is None:
        form = await request.form()
        given = str(form.get("form_token", ""))
        for name, value in form.items():
            if isinstance(value, str) and _NUL in value:
                raise BadForm(field=name)  # as in ``check_text``
    if not equal(expected.encode(), given.encode()):
        raise FormExpired


def half_signed_in(here: Annotated[Visit, Depends(visit)]) -> Person:
    """Somebody who has at least given a password."""
    if here.user is None or here.signed_in is None:
        raise GoTo("/first-run" if here.desk.accounts.is_new() else "/sign-in")
    return Person(
        desk=here.desk,
        words=here.words,
        form_token=here.form_token,
        path=here.path,
        address=here.address,
        user=here.user,
        signed_in=here.signed_in,
    )


def person(here: Annotated[Person, Depends(half_signed_in)]) -> Person:
    """Somebody who has done all that signing in asks of them."""
    if step := step_left(here):
        raise GoTo(step)
    return here


def step_left(here: Person) -> str:
    """The page of what signing in still asks for; empty when nothing."""
    if not here.signed_in.complete:
        return "/sign-in/code"
    if here.user.must_change and not here.signed_in.origin.provider:
        return "/sign-in/password"
    vouched = here.user.enrolled or here.signed_in.origin.factor
    if not vouched and needs_second_factor(here.user.roles):
        return "/sign-in/second-factor"
    return ""


@dataclass(frozen=True, slots=True)
class Needs:
    """A door that opens for an action about no document in particular; each refusal is recorded."""

    action: Action

    def __call__(self, here: Annotated[Person, Depends(person)]) -> Person:
        """The person, if the policy lets them (Denied)."""
        verdict = decide(actor_of(here.user), self.action, None, purpose="", now=here.desk.now())
        if isinstance(verdict, Forbidden):
            here.desk.office(here.user).ask_at_large(self.action)
            raise Denied(reason=verdict.code)
        return here


def needs_confirmed(here: Annotated[Person, Depends(person)]) -> Person:
    """Somebody who proved again, a moment ago, who they are; for acts that are hard to undo."""
    if not here.confirmed:
        raise GoTo("/confirm")
    return here


Here = Annotated[Visit, Depends(visit)]
HalfSignedIn = Annotated[Person, Depends(half_signed_in)]
Signed = Annotated[Person, Depends(person)]


def _address(request: Request) -> str:
    if request.method not in _SAFE:
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _language(request: Request, desk: Desk) -> Language:
    chosen = request.cookies.get(LANGUAGE)
    if chosen in LANGUAGES:
        return chosen
    return preferred(request.headers.get("accept-language", ""), desk.work.settings.language)


def _form_token(desk: Desk, mark: str, token: str) -> str:
    return keyed_hash(desk.key, f"form {mark} {token}".encode()).hex()
