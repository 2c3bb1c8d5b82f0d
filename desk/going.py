"""Going from page to page: after every act the browser is sent on, so that loading again repeats nothing."""

from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from desk.visit import SESSION


def go(path: str) -> RedirectResponse:
    """Send the browser on with a GET."""
    return RedirectResponse(path, status_code=303)


def is_script(request: Request) -> bool:
    """Whether a script of a page asks, which goes on by itself; it is told where, and not sent."""
    return "application/json" in request.headers.get("accept", "")


def inside(path: str) -> str:
    """The path if it is one of ours, else the front page: nobody is sent elsewhere by a link they followed."""
    parts = urlsplit(path)
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and "\\" not in path
    return path if ours else "/"


def sign_in_cookie(response: Response, request: Request, token: str) -> None:
    """Give the browser a session. It ends with the browser; the records end it earlier."""
    response.set_cookie(SESSION, token, httponly=True, samesite="strict", secure=request.url.scheme == "https")
