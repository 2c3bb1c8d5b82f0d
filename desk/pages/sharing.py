"""Sharing outside: the links that people make on a paper's page, and what whoever has one sees of it.

A link is opened by a form, not by following it, so that programs which look at mail do not use it up. What was opened
is carried in a sealed cookie for ten minutes.
"""

import datetime as dt
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response

from desk.desk import Desk
from desk.face import Pages
from desk.going import go
from desk.leaves import Holder, Leaves
from desk.limits import Counted, count_guest
from desk.visit import GoTo, Here, Person, Signed
from flows.stages.sharing import Guest, Sharing, guest
from storage.records.sharing import Share, Shares, Terms
from strongroom.errors import NotFound, SignInFailed
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.messages import Message
from strongroom.permissions import Action

router = APIRouter()

_COOKIE: Final = "opened"
Secret = Annotated[str, Form(max_length=200)]


@router.post("/documents/{document}/shares")
def share(
    here: Signed,
    request: Request,
    pages: Pages,
    document: DocumentId,
    address: Annotated[str, Form(min_length=3, max_length=100)],
    reason: Annotated[str, Form(min_length=3, max_length=500)],
    days: Annotated[int, Form(ge=1, le=30)] = 7,
    views: Annotated[int, Form(ge=1, le=100)] = 5,
    password: Secret = "",
    takes: Annotated[bool, Form()] = False,  # noqa: FBT002 - a ticked box
) -> Response:
    """Make a link and show it, this one time."""
    office = here.desk.office(here.user)
    sharing = _sharing(here)
    terms = Terms(
        address=address.strip(),
        reason=reason.strip(),
        expires_at=here.desk.now() + dt.timedelta(days=days),
        views=views,
        takes=takes,
        password=password,
    )
    # Before anything else: that a password is asked for would tell that there is such a paper.
    office.ask(Action.SHARE, document, terms.reason)
    if (
        not here.confirmed
        and office.target(office.work.records.for_policy(document)).sensitivity is Sensitivity.IDENTITY
    ):
        raise GoTo(f"/confirm?next=/documents/{document}")
    token = sharing.make(document, terms)
    origin = f"{request.url.scheme}://{request.url.netloc}"
    return pages.page(here, "shared.html", document=document, secret=token, terms=terms, origin=origin)


@router.post("/documents/{document}/shares/{share}/revoke")
def revoke(here: Signed, document: DocumentId, share: str) -> Response:
    """End a link at once."""
    _sharing(here).revoke(document, share)
    return go(f"/documents/{document}#shares")


@router.get("/s/{token}")
def knock(here: Here, request: Request, pages: Pages, token: str) -> Response:
    """What somebody outside sees first: that a paper was shared, and a door (TooOften)."""
    count_guest(request, here.desk.now())
    found = _found(here.desk, token)
    if not found.opens(here.desk.now()):
        raise NotFound
    return pages.page(here, "share_door.html", secret=token, locked=bool(found.password), error=None)


@router.post("/s/{token}")
def enter(here: Here, request: Request, pages: Pages, token: str, password: Secret = "") -> Response:
    """Open the link: it counts as a view (TooOften, before any password is judged)."""
    desk = here.desk
    count_guest(request, desk.now())
    _guest(desk, _found(desk, token))  # a link whose maker has left uses up no view
    try:
        found = _shares(desk).open(token, password, origin=_origin(request), now=desk.now())
    except SignInFailed:
        # A guest has no name here, and no administrator.
        told = Message(here.words.say("share.wrong_password"), here.words.say("share.wrong_way_out"))
        return pages.page(here, "share_door.html", status=401, secret=token, locked=True, error=told)
    answer = go(f"/s/{token}/paper")
    leave = Leaves(desk.key).give(_holder(found), "opened", desk.now())
    answer.set_cookie(
        _COOKIE, leave, httponly=True, samesite="strict", secure=request.url.scheme == "https", path=f"/s/{token}"
    )
    return answer


@router.get("/s/{token}/paper")
def paper(here: Here, request: Request, pages: Pages, token: str) -> Response:
    """The paper, to whoever opened the link."""
    inside = _inside(here.desk, request, token)
    return pages.page(here, "share_paper.html", secret=token, row=inside.row, guest=inside)


@router.get("/s/{token}/pages/{number}.jpg")
def page(here: Here, request: Request, token: str, number: int) -> Response:
    """A page, with the guest's address and the time across it."""
    drawn = _inside(here.desk, request, token).page(number, _origin(request))
    return Response(drawn, media_type="image/jpeg")


@router.post("/s/{token}/original")
def take(here: Here, request: Request, token: str) -> Response:
    """The unchanged original, where the link allows it."""
    data = _inside(here.desk, request, token).original(_shares(here.desk))
    headers = {"Content-Disposition": 'attachment; filename="paper"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


def _inside(desk: Desk, request: Request, token: str) -> Guest:
    count_guest(request, desk.now(), Counted.OPENED)
    found = _found(desk, token)
    if not Leaves(desk.key).purpose(_holder(found), request.cookies.get(_COOKIE, ""), desk.now()):
        raise GoTo(f"/s/{token}")
    return _guest(desk, found)


def _guest(desk: Desk, share: Share) -> Guest:
    maker = next((user for user in desk.accounts.everybody() if user.actor == share.made_by), None)
    if maker is None:
        raise NotFound(share="?")
    return guest(desk.office(maker), desk.pictures, share, maker)


def _sharing(here: Person) -> Sharing:
    return Sharing(office=here.desk.office(here.user), shares=_shares(here.desk))


def _found(desk: Desk, token: str) -> Share:
    return _shares(desk).by_token(token)


def _shares(desk: Desk) -> Shares:
    return Shares(desk.work.records.transactions)


def _holder(share: Share) -> Holder:
    return Holder(session=share.id, document=share.document)


def _origin(request: Request) -> str:
    return request.client.host if request.client else "?"
