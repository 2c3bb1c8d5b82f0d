"""The JSON interface: the main verbs, with the same doors as the pages. Programs send a person's token; a browser its
session, and with whatever changes something the form token in ``X-Form-Token``. ``docs/api.md`` is its guide.
"""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from desk.api_examples import DECIDED, DOCUMENT, DOCUMENTS, PROBLEM, TAKEN_IN, WAITING, WHO
from desk.caller import BEARER, LIMITED, Caller, Calling
from desk.face import Pages
from desk.pages.upload import outcome_of, whole_body
from flows.stages.counter import hand_in
from flows.stages.office import texts
from storage.records.values import DocumentSummary
from strongroom.errors import BadForm
from strongroom.ids import DocumentId
from strongroom.permissions import Action

Id = Annotated[DocumentId, Path(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$", examples=["01KAGJ6WQ2V6YB1Z2N8C3D4E5F"])]
Reason = Annotated[str, Query(max_length=500, description="Why sensitive contents are opened; it is recorded.")]


def _like(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(_Told):
    """Why something was not done, and what to do about it. Programs go by the code."""

    model_config = _like(PROBLEM)

    code: str
    sentence: str
    way_out: str


class Who(_Told):
    """Who is signed in, and the form token for requests of a browser that change something (empty for a program)."""

    model_config = _like(WHO)

    id: str
    name: str
    roles: list[str]
    form_token: str


class Document(_Told):
    """One document. Sensitive readings are masked unless a reason was given."""

    model_config = _like(DOCUMENT)

    id: str
    state: str
    kind: str | None
    kind_confidence: float | None
    name: str | None
    tags: list[str]
    customer: str | None
    received_at: str
    filed_at: str | None
    pages: int | None
    quarantine: str | None
    reasons: list[str]
    fields: dict[str, str]


class Documents(_Told):
    """A page of results."""

    model_config = _like(DOCUMENTS)

    total: int
    complete: bool
    documents: list[Document]


class Task(_Told):
    """A document that waits for review. ``seen`` is the version to decide on; ``taken_by`` is whoever has it."""

    model_config = _like(WAITING)

    document: Document
    due_at: str
    seen: int
    taken_by: str | None


class Judgement(_Told):
    """A reviewer's decision. For ``accept``, ``values`` are the fields to change, as typed; for ``reject`` say why."""

    verdict: str = Field(pattern="^(accept|reject)$", examples=["accept"])
    seen: int = Field(ge=1, examples=[1])
    values: dict[str, str] = Field(default_factory=dict, examples=[{"total": "1234.50"}])
    reason: str = Field(default="", max_length=1000)


class Decided(_Told):
    """The state a document came to."""

    model_config = _like(DECIDED)

    state: str


class TakenIn(_Told):
    """What became of a file: ``taken``, ``duplicate`` or ``refused`` (it lies in quarantine under ``code``)."""

    model_config = _like(TAKEN_IN)

    document: str
    outcome: str
    code: str | None


router = APIRouter(
    prefix="/api/v1",
    tags=["documents"],
    dependencies=[LIMITED, Depends(BEARER)],
    responses={status: {"model": Problem} for status in (401, 403, 404, 409, 422, 429, 503)},
)


@router.get("/me")
def me(here: Calling) -> Who:
    """Who is signed in."""
    roles = sorted(role.value for role in here.user.roles)
    return Who(id=here.user.id, name=here.user.title, roles=roles, form_token=here.visit.form_token)


@router.get("/documents")
def find(
    here: Calling,
    pages: Pages,
    q: Annotated[str, Query(max_length=1000, examples=["kind:invoice total>=1000"])] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Documents:
    """Search; only what the person may know of is found."""
    office = here.office()
    found = office.find(q, limit=limit, offset=offset)
    rows = [_document(here, pages, row, office.told_of(row)) for row in found.rows]
    return Documents(total=found.total, complete=found.complete, documents=rows)


@router.get("/documents/{document}")
def show(here: Calling, pages: Pages, document: Id, reason: Reason = "") -> Document:
    """One document; with a reason, its sensitive readings in the clear."""
    view = here.office().show(document, purpose=reason.strip())
    fields = texts(view.summary, here.desk.work.kinds, reveal=bool(reason.strip()))
    return _document(here, pages, view.summary, fields)


@router.get("/documents/{document}/original", response_class=Response)
def original(here: Calling, document: Id, reason: Reason = "") -> Response:
    """The unchanged bytes."""
    data = here.office().original(document, purpose=reason.strip())
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": "attachment"})


@router.post("/documents", status_code=201)
async def add(
    request: Request,
    here: Calling,
    x_file_name: Annotated[str, Header(max_length=1000, description="The file's name, percent-encoded.")],
    x_folder: Annotated[str, Header(max_length=500, description="A customer, percent-encoded.")] = "",
) -> TakenIn:
    """Take one file in; the body is the file."""
    office = here.office()
    await run_in_threadpool(office.ask_at_large, Action.ADD)
    data = await whole_body(request, here.desk.work.settings.limits.max_bytes)
    taken = await run_in_threadpool(
        hand_in, office, here.desk.inspector, data, name=unquote(x_file_name), folder=unquote(x_folder)
    )
    return TakenIn(document=taken.document, outcome=outcome_of(taken), code=taken.told)


@router.get("/review")
def queue(here: Calling, pages: Pages) -> list[Task]:
    """What waits for review and this person may review, by due time."""
    waiting = here.station().queue()
    return [
        Task(
            document=_document(here, pages, one.summary, texts(one.summary, here.desk.work.kinds, reveal=False)),
            due_at=one.due_at.isoformat(),
            seen=one.version,
            taken_by=one.seat.user if one.seat else None,
        )
        for one in waiting
    ]


@router.post("/review/{document}")
def decide(here: Calling, document: Id, judgement: Judgement) -> Decided:
    """Accept or reject what the machine read. 409 says that somebody else changed it since ``seen``."""
    station = here.station()
    if judgement.verdict == "reject":
        if not judgement.reason.strip():
            raise BadForm(field="reason")
        return Decided(state=station.reject(document, judgement.reason, seen=judgement.seen).value)
    return Decided(state=station.settle(document, judgement.values, seen=judgement.seen).value)


def _document(here: Caller, pages: Pages, row: DocumentSummary, fields: Mapping[str, str]) -> Document:
    return Document(
        id=row.id,
        state=row.state.value,
        kind=row.kind,
        kind_confidence=row.kind_confidence,
        name=row.name,
        tags=list(row.tags),
        customer=row.customer,
        received_at=row.received_at.isoformat(),
        filed_at=row.filed_at.isoformat() if row.filed_at else None,
        pages=row.page_count,
        quarantine=row.quarantine.code if row.quarantine else None,
        reasons=[pages.told(here.visit, reason.code, reason.facts).sentence for reason in row.reasons],
        fields=dict(fields),
    )
