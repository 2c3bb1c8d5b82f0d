"""The way into practice: what it is, and a beginning. That somebody practised is all that the real trail says of it."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response

from desk.face import Pages
from desk.going import go
from desk.limits import Counted, limits_of
from desk.practice import COOKIE, ROOT, PracticeDesk
from desk.visit import GoTo, Signed
from flows.stages.practising import all_tasks
from storage.audit import AuditEvent
from strongroom.permissions import Action

router = APIRouter()

_PRACTISED = "practised"


def practice_of(request: Request) -> PracticeDesk:
    """The practice of this desk."""
    return cast("PracticeDesk", request.app.state.practice)


Practice = Annotated[PracticeDesk, Depends(practice_of)]


@router.get("/practice")
def offer(here: Signed, pages: Pages) -> Response:
    """What practice is, with a button that begins it."""
    if not here.has(Action.REVIEW):
        raise GoTo("/find" if here.has(Action.FIND) else "/account")
    return pages.page(here, "practice.html", count=len(all_tasks()))


@router.post("/practice")
def begin(here: Signed, request: Request, practice: Practice) -> Response:
    """Lay fresh papers before the person, and open the first (Denied: they review nothing; TooOften)."""
    if not here.has(Action.REVIEW):
        here.desk.office(here.user).ask_at_large(Action.REVIEW)  # of no paper nobody may: refused, and recorded
    limits_of(request).take(Counted.PRACTICE, here.user.id, now=here.desk.now())
    token = practice.enter(here.user.title)
    event = AuditEvent(at=here.desk.now(), actor=here.user.actor, action=_PRACTISED)
    here.desk.work.records.transactions.note(event)
    response = go(f"{ROOT}/review")
    secure = here.desk.work.settings.desk.certificate is not None
    response.set_cookie(COOKIE, token, path=ROOT, httponly=True, samesite="strict", secure=secure)
    return response
