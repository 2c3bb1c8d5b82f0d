"""One's own account: where one is signed in, and leaving there."""

from typing import Any

from fastapi import APIRouter, Response

from desk.face import Pages
from desk.going import go
from desk.visit import Signed
from storage.records.absences import Absences
from storage.records.identities import Identities

router = APIRouter()


@router.get("/account")
def show(here: Signed, pages: Pages) -> Response:
    """One's sessions, password, second factor, provider and absence."""
    sessions = here.desk.accounts.sessions_of(here.user.id, now=here.desk.now())
    absence = Absences(here.desk.work.records.transactions).all().get(here.user.id)
    openid = here.desk.work.settings.openid
    facts: dict[str, Any] = {"sessions": sessions, "absence": absence}
    facts["provider"] = openid.title if openid.issuer else ""
    facts["identity"] = Identities(here.desk.accounts).standing(here.user.id)
    return pages.page(here, "account.html", **facts)


@router.post("/account/sessions/{session}/end")
def end_session(here: Signed, session: str) -> Response:
    """End one of one's sessions; one of somebody else's is not found among them, and nothing happens."""
    accounts = here.desk.accounts
    accounts.end_sessions(here.user.id, by=here.user.actor, now=here.desk.now(), only=session)
    return go("/account")


@router.post("/account/sessions/end")
def end_others(here: Signed) -> Response:
    """End all of one's sessions but this one."""
    accounts = here.desk.accounts
    accounts.end_sessions(here.user.id, by=here.user.actor, now=here.desk.now(), keep=here.signed_in.id)
    return go("/account")
