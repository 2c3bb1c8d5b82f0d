"""The inbox: who calls the person, what waits for their answer, what they asked for, and the access in force."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Response
from fastapi.responses import StreamingResponse

from desk.face import Pages
from desk.going import go
from desk.pages.destructions import address
from desk.pages.dossier import dossier_of
from desk.visit import GoTo, Needs, Person, Signed
from flows.stages.access_review import AccessReview
from flows.stages.bulk import Bulk
from flows.stages.decisions import DISPOSITION, Decisions, Pending
from flows.stages.destructions import Destructions
from flows.stages.packaging import Packaging
from storage.records.absences import Absences
from storage.records.values import DocumentSummary
from strongroom.errors import NotFound
from strongroom.ids import DocumentId
from strongroom.permissions import GRANTABLE, Action
from strongroom.request import Access, Request, RequestKind

router = APIRouter()

Words = Annotated[str, Form(max_length=500)]
Reason = Annotated[str, Form(min_length=3, max_length=500)]
_SHOWN = 12
"""Papers that are named of one request; of more, how many there are is said."""
_DANGEROUS = (DISPOSITION, RequestKind.KEY_RETIREMENT)
"""What is hard to undo is answered with the password given a moment ago."""


@router.get("/requests")
def inbox(here: Signed, pages: Pages, document: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Everything that waits for somebody, on one page; and the form to ask with, for ``document`` if it is given."""
    decisions = _decisions(here)
    pending, mine, grants = decisions.asked(), decisions.mine(limit=30), decisions.grants()
    everything: list[Pending | Request] = [*pending, *mine, *grants]
    facts: dict[str, Any] = {
        "calls": dossier_of(here).calls(),
        "pending": pending,
        "endings": Destructions(here.desk.office(here.user)).waiting(),
        "address": lambda group: address(group.key, "group", here.desk.now()),
        "mine": mine,
        "grants": grants,
        "rows": _known(here, {one for asked in everything for one in _papers(asked)}),
        "titles": here.desk.accounts.titles(),
        "now": here.desk.now(),
        "shown": _SHOWN,
        "wanted": document,
        "grantable": [action.value for action in Action if action in GRANTABLE and action is not Action.FIND],
    }
    return pages.page(here, "requests.html", **facts)


@router.post("/requests")
def ask(
    here: Signed,
    actions: Annotated[list[Action], Form()],
    days: Annotated[int, Form(ge=1, le=90)],
    reason: Reason,
    document: Annotated[str, Form(max_length=200)] = "",
    customer: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Ask for access to one paper, or to all of one customer, for some days."""
    number = document.strip().rstrip("/").rpartition("/")[2].upper()
    access = Access(
        actions=frozenset(actions),
        until=here.desk.now() + dt.timedelta(days=days),
        document=DocumentId(number) if number else None,
        customer=customer.strip() or None,
    )
    _decisions(here).ask_access(access, reason)
    return go("/requests#mine")


@router.post("/requests/{request}/approve")
def approve(here: Signed, request: str, words: Words = "") -> Response:
    """Give leave."""
    decisions = _decisions(here)
    if not here.confirmed and decisions.sort_of(request) in _DANGEROUS:
        raise GoTo("/confirm?next=/requests")
    decisions.approve(request, words)
    return go("/requests")


@router.post("/requests/{request}/refuse")
def refuse(here: Signed, request: str, words: Words = "") -> Response:
    """Refuse it."""
    _decisions(here).refuse(request, words)
    return go("/requests")


@router.post("/requests/{request}/withdraw")
def withdraw(here: Signed, request: str) -> Response:
    """Take back what one asked for."""
    _decisions(here).withdraw(request)
    return go("/requests#mine")


@router.post("/requests/{request}/export")
def export(here: Signed, request: str) -> Response:
    """The originals of an approved request, as one ZIP with a manifest of their hashes. It is given out once."""
    bulk = Bulk(office=here.desk.office(here.user))
    asked = _decisions(here).own(request)
    if not here.confirmed and bulk.needs_confirming(map(DocumentId, asked.subjects)):
        raise GoTo("/confirm?next=/requests")
    headers = {"Content-Disposition": f'attachment; filename="strongroom-{request}.zip"'}
    return StreamingResponse(bulk.export(request, asked.reason), media_type="application/zip", headers=headers)


@router.post("/requests/{request}/package")
def package(here: Signed, request: str, passphrase: Annotated[str, Form(max_length=200)] = "") -> Response:
    """An approved package of a year, given out once. Only with the password given a moment ago: it is many papers."""
    if not here.confirmed:
        raise GoTo("/confirm?next=/requests")
    pieces = Packaging(here.desk.office(here.user)).stream(request, passphrase)
    headers = {"Content-Disposition": f'attachment; filename="strongroom-{request}.zip"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


@router.post("/grants/{grant}/revoke")
def revoke(here: Signed, grant: str) -> Response:
    """End access that was granted, at once."""
    _decisions(here).revoke(grant)
    return go("/requests#grants")


@router.get("/access")
def review(here: Annotated[Person, Depends(Needs(Action.SEE_ACCESS))], pages: Pages) -> Response:
    """Everybody and what they may do, for who answers for it."""
    everybody = AccessReview(here.desk.office(here.user)).everybody()
    facts: dict[str, Any] = {"everybody": everybody, "titles": here.desk.accounts.titles(), "now": here.desk.now()}
    facts["absences"] = Absences(here.desk.work.records.transactions).all()
    return pages.page(here, "access.html", **facts)


@router.post("/access/{user}/confirm")
def confirm(here: Annotated[Person, Depends(Needs(Action.CONFIRM_ACCESS))], user: str) -> Response:
    """Say that somebody still needs what they have."""
    AccessReview(here.desk.office(here.user)).confirm(user)
    return go("/access")


def _decisions(here: Person) -> Decisions:
    return Decisions(here.desk.office(here.user))


def _papers(asked: Pending | Request) -> set[str]:
    if asked.access and asked.access.document:
        return {asked.access.document}
    # Of everything on one customer the first says who it is.
    return set(asked.subjects[: 1 if asked.kind is RequestKind.SUBJECT else _SHOWN])


def _known(here: Person, documents: Iterable[str]) -> dict[str, DocumentSummary]:
    """Those of the documents that the visitor may know of: their names are shown, and the look is recorded."""
    office, allowed = here.desk.office(here.user), []
    for document in documents:
        try:
            row = office.work.records.for_policy(DocumentId(document))
        except NotFound:
            continue
        if office.may(Action.FIND, row):
            allowed.append(row.id)
    if not allowed:
        return {}
    rows = office.work.records.summaries(allowed, actor=office.actor.id, now=office.now())
    return {row.id: row for row in rows}
