"""The desk as an application: its routes, its headers, and how errors are told."""

from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute

from desk import api
from desk.carrying import untaken
from desk.desk import Desk
from desk.face import Face
from desk.limits import Limits
from desk.pages import (
    absences,
    account,
    asks,
    confirming,
    customers,
    destructions,
    document,
    dossier,
    find,
    first_run,
    giving,
    guide,
    held,
    joining,
    machine,
    merging,
    narrowing,
    notices,
    openid,
    pen,
    practice,
    practising,
    quality,
    quarantine,
    queue,
    reports,
    requests,
    review,
    setting_aside,
    sharing,
    signing_in,
    subject,
    tokens,
    trail,
    upload,
    users,
    webhooks,
)
from desk.practice import ROOT, PracticeDesk
from desk.visit import SESSION, VISITOR, GoTo, check_form, check_text, visit
from strongroom.errors import (
    BadForm,
    Broken,
    Denied,
    FormExpired,
    IllegalMove,
    NotFound,
    NotSignedIn,
    Overtaken,
    PurposeNeeded,
    Refused,
    SignInFailed,
    SignInLocked,
    StrongroomError,
    TooOften,
    Unavailable,
)
from strongroom.log import logger, place_of

ROUTERS: Final = (
    first_run.router,
    guide.router,
    signing_in.router,
    openid.router,
    confirming.router,
    account.router,
    absences.router,
    tokens.router,
    users.router,
    queue.router,
    review.router,
    merging.router,
    pen.router,
    quality.router,
    practice.router,
    reports.router,
    setting_aside.router,
    joining.router,
    find.router,
    narrowing.router,
    document.router,
    dossier.router,
    customers.router,
    asks.router,
    giving.router,
    requests.router,
    destructions.router,
    subject.router,
    sharing.router,
    upload.router,
    quarantine.router,
    machine.router,
    notices.router,
    trail.router,
    webhooks.router,
)

PRACTICE_ROUTERS: Final = (
    practising.router,
    review.router,
    merging.router,
    pen.router,
    setting_aside.router,
    joining.router,
)
"""What there is in practice: the review station, and the score. Nothing else leads out of it."""


def _together(routers: Sequence[APIRouter], *, in_schema: bool = False) -> tuple[BaseRoute, ...]:
    """The routes of routers. What each of them takes is found out at the first request and is the same for every
    application of this process; everybody in practice has one of their own, and it costs 0.4 CPU seconds.
    """
    together = APIRouter(dependencies=[Depends(check_text), Depends(check_form)])
    for router in routers:
        together.include_router(router, include_in_schema=in_schema)
    return tuple(together.routes)


_PAGES: Final = _together(ROUTERS)
_PRACTICE: Final = _together(PRACTICE_ROUTERS)
_API: Final = _together([api.router], in_schema=True)

_HEADERS: Final = {
    # No inline script or style, nothing from elsewhere, nowhere to be framed, no form that posts to another site.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_STEPS: Final = ("/sign-in", "/confirm")
_LONGEST_AIM: Final = 3000
_STATUS: Final = (
    (NotFound, 404),
    (Denied, 403),
    (PurposeNeeded, 403),
    (FormExpired, 403),
    (NotSignedIn, 401),
    (SignInFailed, 401),
    (SignInLocked, 429),
    (TooOften, 429),
    (Overtaken, 409),
    (IllegalMove, 409),
    (Refused, 422),
    (Unavailable, 503),
    (Broken, 500),
)


def create_app(desk: Desk) -> FastAPI:
    """The application over open rooms."""
    app = _app_with(desk, (*_PAGES, *_API))
    app.state.practice = PracticeDesk(desk, lambda inside: _in_practice(inside, app))
    app.mount("/static", StaticFiles(directory=str(files("desk").joinpath("static"))), name="static")
    app.mount(ROOT, app.state.practice)
    return app


def _in_practice(desk: Desk, outside: FastAPI) -> FastAPI:
    app = _app_with(desk, _PRACTICE)
    app.state.practice = outside.state.practice
    return app


def _app_with(desk: Desk, routes: Sequence[BaseRoute]) -> FastAPI:
    app = FastAPI(
        title="Strongroom",
        version="1",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.desk = desk
    app.state.face = Face()
    app.state.limits = Limits()
    app.router.routes.extend(routes)
    app.middleware("http")(_with_headers)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(desk.hosts))
    app.add_exception_handler(StrongroomError, _tell_error)
    app.add_exception_handler(FormExpired, _tell_expired)
    app.add_exception_handler(GoTo, _go_to)
    app.add_exception_handler(HTTPException, _tell_http_error)
    app.add_exception_handler(RequestValidationError, _tell_bad_form)
    return app


async def _with_headers(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    try:
        response = await go_on(request)
    except Exception as error:  # noqa: BLE001
        # A mistake of ours. What it says may quote a document, so its sort and its place are logged and nothing else.
        logger().error("failed", error=type(error).__name__, step=place_of(error))
        response = await run_in_threadpool(_tell_error, request, Broken())
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    fresh = getattr(request.state, "visitor", "")
    if fresh and VISITOR not in request.cookies:
        response.set_cookie(VISITOR, fresh, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return response


def _tell_error(request: Request, error: Exception) -> Response:
    """Tell one of our errors as a sentence with a way out, in the visitor's language; as JSON to programs."""
    if not isinstance(error, StrongroomError):
        raise error
    # Programs are told as ``docs/api.md`` says: whatever is not as it should be, in what they sent, is 422.
    otherwise = 422 if _is_program(request) else 400
    status = next((status for family, status in _STATUS if isinstance(error, family)), otherwise)
    if status >= 500:
        logger().error("answered with an error", code=error.code, error=type(error).__name__)
    here = visit(request)
    face: Face = request.app.state.face
    if _is_program(request):
        told = face.message(here, error)
        content = {"code": error.code, "sentence": told.sentence, "way_out": told.way_out}
        headers = {"Retry-After": str(error.facts["seconds"])} if isinstance(error, TooOften) else None
        return JSONResponse(content, status_code=status, headers=headers)
    wanted = _paper_of(here.path) if isinstance(error, (NotFound, Denied)) and here.user else ""
    return face.page(here, "error.html", status=status, message=face.message(here, error), wanted=wanted)


def _paper_of(path: str) -> str:
    """The id of the paper that an address is about: to ask for access, whether or not there is such a paper."""
    _, room, *rest = path.split("/")
    return rest[0] if room in ("documents", "review") and rest else ""


def _tell_http_error(request: Request, error: Exception) -> Response:
    # A page that is not there is told as a document that is not there: the answer is the same.
    code = error.status_code if isinstance(error, HTTPException) else 500
    if code == 400 and _is_program(request):
        # A body that is not even text, which FastAPI tells apart from one that is not the right JSON.
        return _tell_error(request, BadForm(field="body"))
    response = _tell_error(request, NotFound() if code in (404, 405) else BadForm(field=str(code)))
    response.status_code = code
    return response


def _tell_bad_form(request: Request, error: Exception) -> Response:
    places = error.errors() if isinstance(error, RequestValidationError) else []
    field = str(places[0]["loc"][-1]) if places else "?"
    response = _tell_error(request, BadForm(field=field))
    response.status_code = 422
    return response


async def _tell_expired(request: Request, error: Exception) -> Response:
    again = await untaken(request)
    if again is None:
        return await run_in_threadpool(_tell_error, request, error)
    return await run_in_threadpool(held.tell_expired, request, again)


async def _go_to(request: Request, error: Exception) -> Response:
    if not isinstance(error, GoTo):
        raise error
    again = await untaken(request)
    asked = await run_in_threadpool(held.ask_first, request, error.path, again) if again else None
    return asked if asked is not None else await run_in_threadpool(_sent_elsewhere, request, error)


def _sent_elsewhere(request: Request, error: GoTo) -> Response:
    if request.headers.get("hx-request"):
        return Response(headers={"HX-Redirect": error.path})
    if _is_program(request):
        return _tell_error(request, NotSignedIn())
    response = RedirectResponse(error.path + _way_back(request, error.path), status_code=303)
    if error.path == "/sign-in" and SESSION in request.cookies:
        response.delete_cookie(SESSION)
    return response


def _way_back(request: Request, step: str) -> str:
    """What leads a person, after a step of signing in, to where they wanted to go."""
    path = request.url.path
    if request.method != "GET" or path in ("/", "/first-run") or not step.startswith(_STEPS) or "?" in step:
        return ""
    if path.startswith(_STEPS):  # from one step to the next: the aim stays
        aim = request.query_params.get("next", "")
    else:
        aim = f"{path}?{request.url.query}" if request.url.query else path
    return f"?next={quote(aim if len(aim) <= _LONGEST_AIM else path, safe='/')}" if aim else ""


def _is_program(request: Request) -> bool:
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")
