"""The audit trail, for auditors: by document, person and act; and whether the chain holds."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Response

from desk.face import Pages
from desk.visit import Needs, Person
from flows.stages.trail import read_trail, verify_trail
from storage.records.audit_search import TrailQuestion
from strongroom.errors import AuditBroken
from strongroom.permissions import Action

router = APIRouter()

_LAST: Final = 2**63 - 1
"""The last number that the databases count to."""
Auditor = Annotated[Person, Depends(Needs(Action.READ_AUDIT))]


@router.get("/trail")
def trail(
    here: Auditor,
    pages: Pages,
    document: str = "",
    who: str = "",
    act: str = "",
    before: Annotated[int | None, Query(ge=0, le=_LAST)] = None,
) -> Response:
    """Events that fit, newest first."""
    question = TrailQuestion(document=document.strip().upper(), actor=who, action=act, before=before)
    return _page(here, pages, question)


@router.post("/trail/verify")
def verify(here: Auditor, pages: Pages) -> Response:
    """Walk the whole chain."""
    try:
        count = verify_trail(here.desk.office(here.user))
    except AuditBroken as error:
        return _page(here, pages, TrailQuestion(), broken=pages.message(here, error))
    return _page(here, pages, TrailQuestion(), verified=count)


def _page(
    here: Person, pages: Pages, question: TrailQuestion, *, verified: int | None = None, broken: object = None
) -> Response:
    facts: dict[str, Any] = {
        "question": question,
        "entries": read_trail(here.desk.office(here.user), question),
        "titles": here.desk.accounts.titles(),
        "verified": verified,
        "broken": broken,
    }
    return pages.page(here, "trail.html", **facts)
