"""One's API tokens: made after proving again who one is, shown once, revoked."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Person, Signed
from strongroom.api_token import TERMS, Scope
from strongroom.errors import BadForm

router = APIRouter()


@router.get("/account/tokens")
def show(here: Signed, pages: Pages) -> Response:
    """One's tokens that work, and a form for another."""
    return _list(here, pages)


@router.post("/account/tokens")
def make(
    here: Signed,
    pages: Pages,
    title: Annotated[str, Form(min_length=1, max_length=100)],
    days: Annotated[int, Form()],
    scopes: Annotated[list[Scope], Form()] = [],  # noqa: B006 - only read, and FastAPI wants a value
) -> Response:
    """Make a token, and show it once."""
    if not here.confirmed:
        # Whoever finds a screen unlocked is not to go home with a key that works for a year.
        raise GoTo("/confirm?next=/account/tokens")
    try:
        made, secret = here.desk.tokens.make(here.user, title, frozenset(scopes), days=days, now=here.desk.now())
    except BadForm as error:
        return _list(here, pages, error=error, status=422)
    return pages.page(here, "token_made.html", made=made, secret=secret)


@router.post("/account/tokens/{token}/revoke")
def revoke(here: Signed, token: str) -> Response:
    """End one of one's tokens."""
    here.desk.tokens.revoke(here.user, token, now=here.desk.now())
    return go("/account/tokens")


def _list(here: Person, pages: Pages, *, error: BadForm | None = None, status: int = 200) -> Response:
    told = pages.message(here, error) if error else None
    mine = here.desk.tokens.of(here.user, now=here.desk.now())
    return pages.page(here, "tokens.html", status=status, tokens=mine, scopes=Scope, terms=TERMS, error=told)
