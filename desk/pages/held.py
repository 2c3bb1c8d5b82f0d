"""What was typed is not lost when a session has ended meanwhile, nor when a password is asked for first."""

from urllib.parse import parse_qs, urlsplit

from fastapi import Request, Response

from desk.carrying import Carried
from desk.face import Face
from desk.going import inside
from desk.pages.confirming import confirm_page
from desk.pages.signing_in import sign_in_page
from desk.visit import GoTo, half_signed_in, step_left, visit


def ask_first(request: Request, path: str, again: Carried) -> Response | None:
    """The page that has to be answered before a form is taken, carrying it; None where none carries forms."""
    here, pages = visit(request), _pages(request)
    step = urlsplit(path)
    if step.path == "/sign-in" and not here.desk.root:
        return sign_in_page(here, pages, "/", again=again)
    if step.path == "/confirm":
        back = parse_qs(step.query).get("next", ["/"])[0]
        return confirm_page(half_signed_in(here), pages, inside(back), again=again)
    return None


def tell_expired(request: Request, again: Carried) -> Response:
    """A form whose token is of another session: its person may send it in this one, or signs in first."""
    here, pages = visit(request), _pages(request)
    try:
        signed_in = step_left(half_signed_in(here)) == ""
    except GoTo:
        signed_in = False
    if signed_in or here.desk.root:
        return pages.page(here, "held.html", status=403, again=again, at_once=False, back="/")
    return sign_in_page(here, pages, "/", again=again)


def _pages(request: Request) -> Face:
    pages: Face = request.app.state.face
    return pages
