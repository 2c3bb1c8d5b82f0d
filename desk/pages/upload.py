"""Upload: files dropped on the page, one request each; they go the way of every paper, through take-in.

The body is the file itself and nothing is parsed, so the bytes are never in a temporary file.
"""

from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from desk.face import Pages
from desk.visit import Needs, Person
from flows.stages.counter import hand_in
from flows.stages.take_in import Taken
from strongroom.errors import BadForm, EmptyFile, TooLarge
from strongroom.ids import DocumentId
from strongroom.permissions import Action

router = APIRouter()

Hand = Annotated[Person, Depends(Needs(Action.ADD))]


@router.get("/upload")
def form(here: Hand, pages: Pages) -> Response:
    """Where files are dropped."""
    return pages.page(here, "upload.html", limit=here.desk.work.settings.limits.max_bytes)


@router.get("/capture")
def capture(here: Hand, pages: Pages) -> Response:
    """The same with a camera. This page alone may ask the browser for one."""
    page = pages.page(here, "capture.html", limit=here.desk.work.settings.limits.max_bytes)
    page.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    return page


@router.post("/upload")
async def upload(
    request: Request,
    here: Hand,
    pages: Pages,
    x_file_name: Annotated[str, Header(max_length=1000)],
    x_folder: Annotated[str, Header(max_length=500)] = "",
    x_code: Annotated[str, Header(max_length=40)] = "",
) -> Response:
    """Take one file in and say what became of it."""
    data = await whole_body(request, here.desk.work.settings.limits.max_bytes)
    taken = await run_in_threadpool(
        hand_in,
        here.desk.office(here.user),
        here.desk.inspector,
        data,
        name=unquote(x_file_name),
        folder=unquote(x_folder),
        quoted=unquote(x_code),
    )
    outcome = outcome_of(taken)
    facts = taken.quarantine.facts if taken.quarantine else {}
    told = pages.told(here, taken.told or "taken_in", facts)
    opens = await run_in_threadpool(_opens, here, taken.document)
    content = {"document": taken.document, "outcome": outcome, "sentence": told.sentence, "way_out": told.way_out}
    return JSONResponse(content | {"opens": opens}, status_code=201 if outcome == "taken" else 200)


def _opens(here: Person, document: DocumentId) -> bool:
    """Whether its page opens for who handed it in: until its kind is sure it counts as the most sensitive there is."""
    office = here.desk.office(here.user)
    return office.may(Action.VIEW, office.work.records.for_policy(document))


def outcome_of(taken: Taken) -> str:
    """What became of a file: ``taken``, ``duplicate``, or ``refused``, when it lies in quarantine."""
    return "refused" if taken.quarantine else "duplicate" if taken.duplicate else "taken"


async def whole_body(request: Request, limit: int) -> bytes:
    """The body, read only as far as it may go.

    Raises:
        TooLarge, EmptyFile, BadForm.
    """
    try:
        length = int(request.headers.get("content-length", "0"))
    except ValueError:
        raise BadForm(field="content-length") from None
    if length > limit:
        raise TooLarge(bytes=length, limit=limit)
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise TooLarge(bytes=size, limit=limit)
        pieces.append(piece)
    if not size:
        raise EmptyFile
    return b"".join(pieces)
