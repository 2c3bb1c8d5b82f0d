"""Everything that is held on one customer, for the person who asks: asked for on the customer's page, taken once."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import StreamingResponse

from desk.going import go
from desk.pages.customers import room_of
from desk.visit import GoTo, Person, Signed
from flows.stages.reporting.subject import SubjectAccess

router = APIRouter()


@router.post("/customers/{customer}/subject")
def ask(here: Signed, customer: str, reason: Annotated[str, Form(min_length=3, max_length=500)]) -> Response:
    """Ask another person's leave to take it out."""
    _subject(here).ask(room_of(here).one(customer).name, reason)
    return go("/requests#mine")


@router.post("/requests/{request}/subject")
def take(here: Signed, request: str) -> Response:
    """The export of an approved request, once, in the language of the page."""
    subject = _subject(here)
    if not here.confirmed and subject.needs_confirming(request):
        raise GoTo("/confirm?next=/requests")
    headers = {"Content-Disposition": f'attachment; filename="strongroom-subject-{request}.zip"'}
    return StreamingResponse(subject.make(request), media_type="application/zip", headers=headers)


def _subject(here: Person) -> SubjectAccess:
    return SubjectAccess(office=here.desk.office(here.user), language=here.language)
