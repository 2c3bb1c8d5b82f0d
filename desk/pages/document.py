"""The document page: its pages, readings, versions, history, and how long it is kept; export with a reason."""

from collections.abc import Mapping
from itertools import chain
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Response
from fastapi.responses import StreamingResponse

from desk.face import Pages
from desk.going import go
from desk.leaf import leaf as show_leaf
from desk.leaves import Holder, Leaves
from desk.pages.dossier import dossier_of
from desk.visit import GoTo, Person, Signed
from flows.stages.archiving import bring_back, thumbnail
from flows.stages.office import Office, kind_of, texts
from flows.stages.pictures import has_pictures
from flows.stages.sharing import Sharing
from storage.records.archiving import Archive
from storage.records.customer_files import CustomerFiles
from storage.records.sharing import Shares
from storage.records.values import DocumentSummary, DocumentView
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.kind import Kind, Sensitivity
from strongroom.permissions import Action, needs_purpose
from strongroom.retention import Clock, clock_start

router = APIRouter()

Purpose = Annotated[str, Form(min_length=3, max_length=500)]


@router.get("/documents/{document}")
def show(here: Signed, pages: Pages, document: DocumentId, leave: str = "") -> Response:
    """Everything of a document; sensitive readings and papers only with a leave."""
    office = here.desk.office(here.user)
    purpose = _purpose(here, document, leave)
    # Who may see the pages for a stated reason, and not the values, is shown the pages: the values stay masked.
    reveals = bool(purpose) and _opened_by(office, document) is Action.REVEAL
    view = office.show(document, purpose=purpose if reveals else "")
    row = view.summary
    dossier = dossier_of(here)
    locked = needs_purpose(Action.READ, office.target(row).sensitivity) and not purpose
    values = texts(row, here.desk.work.kinds, reveal=reveals)
    facts: dict[str, Any] = {
        "hidden": locked or any(row.readings[name].text != value for name, value in values.items()),
        "view": view,
        "row": row,
        "kind": kind_of(row, here.desk.work.kinds),
        "values": values,
        "revealed": bool(purpose),
        "leave": leave if purpose else "",
        "locked": locked,
        "may": {action.value: office.may(action, row) for action in Action},
        "pictured": has_pictures(view.media) and bool(row.page_count),
        "clock": _clock(row, here.desk.work.kinds),
        "past": dossier.past(document, reveal=reveals),
        "comments": dossier.comments(document),
        "links": dossier.links(document),
        "holds": dossier.holds(document),
        "whole": here.desk.joining(here.user).whole(document),
        "joinable": _is_joinable(office, view),
        "shares": Sharing(office=office, shares=Shares(here.desk.work.records.transactions)).listed(document),
        "now": here.desk.now(),
        "customer_page": customer_page(here, row),
        "titles": here.desk.accounts.titles(),
        "filed": row.state is State.FILED,
        "archive": _archived(here, row),
    }
    return pages.page(here, "document.html", **facts)


@router.post("/documents/{document}/reveal")
def reveal(here: Signed, document: DocumentId, purpose: Purpose) -> Response:
    """State why sensitive contents are opened; it is recorded with everything they show."""
    office = here.desk.office(here.user)
    office.ask(_opened_by(office, document), document, purpose)
    leave = _leaves(here).give(_holder(here, document), purpose.strip(), here.desk.now())
    return go(f"/documents/{document}?leave={leave}")


@router.get("/documents/{document}/pages/{number}.jpg")
def picture(here: Signed, document: DocumentId, number: int, leave: str = "") -> Response:
    """A page as a picture."""
    station, purpose = here.desk.station(here.user), _purpose(here, document, leave)
    return show_leaf(here, lambda: station.picture_for(document, number, purpose=purpose))


@router.get("/documents/{document}/small/{number}.jpg")
def small(here: Signed, document: DocumentId, number: int, leave: str = "") -> Response:
    """The small picture of a page that is kept of an archived document."""
    office = here.desk.office(here.user)
    drawn = thumbnail(office, document, number, purpose=_purpose(here, document, leave))
    return Response(drawn, media_type="image/jpeg")


@router.post("/documents/{document}/unarchive")
def unarchive(here: Signed, document: DocumentId) -> Response:
    """Have a document brought back from the archive: at once, or when it is awake."""
    bring_back(here.desk.office(here.user), document)
    return go(f"/documents/{document}")


@router.post("/documents/{document}/export")
def export(here: Signed, document: DocumentId, purpose: Purpose) -> Response:
    """Hand out the unchanged original. An identity paper leaves only with the password given a moment ago."""
    office = here.desk.office(here.user)
    office.ask(Action.DOWNLOAD, document, purpose)
    row = here.desk.work.records.for_policy(document)
    if office.target(row).sensitivity is Sensitivity.IDENTITY and not here.confirmed:
        raise GoTo(f"/confirm?next=/documents/{document}")
    pieces = office.original_pieces(document, purpose=purpose.strip())
    # The first is fetched here, so that what does not open is told on a page; a package of a year has many more.
    begun = chain((next(pieces),), pieces)
    name = quote(row.name or row.original_name)
    # Never shown in place: a PDF or picture of a stranger stays a file until somebody opens it on purpose.
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return StreamingResponse(begun, media_type="application/octet-stream", headers=headers)


@router.post("/documents/{document}/reopen")
def reopen(here: Signed, document: DocumentId) -> Response:
    """Send a filed document back to review, and open it there."""
    here.desk.station(here.user).reopen(document)
    return go(f"/review/{document}")


@router.post("/documents/{document}/read-again")
def read_again(here: Signed, document: DocumentId) -> Response:
    """Send a document back to be read."""
    here.desk.office(here.user).read_again(document)
    return go(f"/documents/{document}")


def _opened_by(office: Office, document: DocumentId) -> Action:
    """What a stated reason lets the person do with a paper: reveal it whole, or only look at its pages (NotFound)."""
    row = office.work.records.for_policy(document)
    return Action.REVEAL if office.may(Action.REVEAL, row) else Action.READ


def customer_page(here: Person, row: DocumentSummary) -> str:
    """The address of the customer's page; empty where the document has no customer."""
    files = CustomerFiles(here.desk.work.records.transactions)
    known = files.hash_of(row.customer) if row.customer else None
    return f"/customers/{known.hex()}" if known else ""


def _archived(here: Person, row: DocumentSummary) -> dict[str, Any] | None:
    """Of an archived document the pages with a small picture, and since when it is awaited; None of any other."""
    if row.state is not State.ARCHIVED:
        return None
    archive = Archive(here.desk.work.records.transactions)
    return {"pages": sorted(archive.thumbnails(row.id)), "recall": archive.recall_of(row.id)}


def _is_joinable(office: Office, view: DocumentView) -> bool:
    waits_or_is_filed = view.summary.state in (State.IN_REVIEW, State.FILED)
    return waits_or_is_filed and has_pictures(view.media) and office.may(Action.REVIEW, view.summary)


def _clock(row: DocumentSummary, kinds: Mapping[str, Kind]) -> Clock | None:
    rule = kind_of(row, kinds).retention
    return Clock(rule=rule, start=clock_start(rule, row.readings)) if rule else None


def _purpose(here: Person, document: DocumentId, leave: str) -> str:
    return _leaves(here).purpose(_holder(here, document), leave, here.desk.now()) if leave else ""


def _leaves(here: Person) -> Leaves:
    return Leaves(here.desk.key)


def _holder(here: Person, document: DocumentId) -> Holder:
    return Holder(session=here.signed_in.id, document=document)
