"""Quarantine: what was set aside, why, and the way out."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Signed
from flows.stages.unlocking import Unlocking
from strongroom.errors import PasswordNeeded
from strongroom.ids import DocumentId
from strongroom.permissions import Action
from strongroom.sensitive import Sensitive

router = APIRouter()


@router.get("/quarantine")
def quarantine(here: Signed, pages: Pages) -> Response:
    """What could not be read or was rejected, newest first."""
    if not here.has("find"):
        raise GoTo("/account")
    office = here.desk.office(here.user)
    rows = office.set_aside()
    may_retry = {row.id: office.may(Action.REVIEW, row) for row in rows}
    return pages.page(here, "quarantine.html", rows=rows, may_retry=may_retry, locked=PasswordNeeded.code)


@router.post("/quarantine/{document}/unlock")
def unlock(
    here: Signed, document: DocumentId, password: Annotated[str, Form(min_length=1, max_length=1000)]
) -> Response:
    """Read a paper with its password, which is kept nowhere. A wrong one leaves everything as it was, and says so."""
    unlocking = Unlocking(office=here.desk.office(here.user), readers=here.desk.readers, now=here.desk.now)
    unlocking.run(document, Sensitive(password))
    return go(f"/documents/{document}")
