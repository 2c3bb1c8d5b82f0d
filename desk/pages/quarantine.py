"""Quarantine: what was set aside, why, and the way out."""

from fastapi import APIRouter, Response

from desk.face import Pages
from desk.visit import GoTo, Signed
from strongroom.permissions import Action

router = APIRouter()


@router.get("/quarantine")
def quarantine(here: Signed, pages: Pages) -> Response:
    """What could not be read or was rejected, newest first."""
    if not here.has("find"):
        raise GoTo("/account")
    office = here.desk.office(here.user)
    rows = office.set_aside()
    may_retry = {row.id: office.may(Action.REVIEW, row) for row in rows}
    return pages.page(here, "quarantine.html", rows=rows, may_retry=may_retry)
