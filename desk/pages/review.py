"""The review station: the paper beside its fields. All judging is in the station; this shows it and passes acts on."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime

from desk.face import Pages
from desk.forms import Known, Values
from desk.going import go, is_script
from desk.leaf import leaf
from desk.pages.merging import merge_page
from desk.visit import Person, Signed
from flows.stages.pictures import has_pictures
from flows.stages.practising import is_guided
from flows.stages.sitting import mark_for
from flows.stages.station import Station
from storage.records.queueing import Waiting
from storage.records.users import User
from strongroom.better_copy import Fault
from strongroom.document import State
from strongroom.errors import BadCorrection, BadForm, IllegalMove, NotFound, Overtaken, Unavailable
from strongroom.ids import DocumentId
from strongroom.permissions import TABLE, Action
from strongroom.reading import Source

router = APIRouter()

Seen = Annotated[int, Form()]
"""The version that the page showed."""
Reason = Annotated[str, Form(min_length=1, max_length=1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    """What a person typed, and where they said that it stands, in a form of which something cannot be."""

    values: Mapping[str, str]
    places: Mapping[str, Source]
    error: BadCorrection


@router.get("/review/{document}")
def sit_down(here: Signed, pages: Pages, document: DocumentId) -> Response:
    """The paper, its fields, and who has it. What was decided on, and *back* leads to, has a page."""
    if here.desk.station(here.user).ask(document).row.state is not State.IN_REVIEW:
        return go("/queue" if here.desk.root else f"/documents/{document}")
    return _station(here, pages, document)


@router.post("/review/{document}")
def approve(
    request: Request, here: Signed, pages: Pages, document: DocumentId, seen: Seen, values: Values, how: Known
) -> Response:
    """File the document with these values, and open the next one.

    A script is told of a refusal by its code alone: it sends the form again as a form, and what is shown then is read
    and recorded once.
    """
    station = here.desk.station(here.user)
    try:
        station.settle(document, values, seen=seen, how=how)
    except (Overtaken, IllegalMove, BadCorrection) as error:
        if is_script(request):
            raise
        if isinstance(error, BadCorrection):
            return _station(here, pages, document, refused=_Refused(values=values, places=how.places, error=error))
        return merge_page(here, pages, document, values, seen=seen)
    return _told_or_sent(request, here, station, document)


@router.post("/review/{document}/reject")
def reject(request: Request, here: Signed, document: DocumentId, seen: Seen, reason: Reason) -> Response:
    """Set the document aside, and open the next one."""
    station = here.desk.station(here.user)
    station.reject(document, reason, seen=seen)
    return _told_or_sent(request, here, station, document)


@router.post("/review/{document}/kind")
def change_kind(here: Signed, document: DocumentId, seen: Seen, kind: Annotated[str, Form()]) -> Response:
    """Say what the paper is; its fields are read anew."""
    here.desk.station(here.user).change_kind(document, kind, seen=seen)
    return go(f"/review/{document}")


@router.post("/review/{document}/leave")
def leave(request: Request, here: Signed, document: DocumentId) -> Response:
    """Leave the document to others, and open the next one."""
    station = here.desk.station(here.user)
    station.stand_up(document)
    return _told_or_sent(request, here, station, document)


@router.post("/review/{document}/give-back")
def give_back(here: Signed, document: DocumentId, until: Annotated[AwareDatetime, Form()]) -> Response:
    """Leave a document that lay ready in a window that closes; ``until`` is when the seat ends that it came with."""
    here.desk.station(here.user).give_back(document, until)
    return Response(status_code=204)


@router.post("/review/{document}/hand-over")
def hand_over(
    here: Signed, document: DocumentId, to: Annotated[str, Form()] = "", note: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Send the document to a colleague, or back to anybody, and open the next one."""
    if to and to not in dict(colleagues(here, here.desk.accounts.everybody())):
        raise BadForm(field="to")
    here.desk.station(here.user).hand_over(document, to or None, note)
    return go_on(here, document)


@router.post("/review/{document}/take-over")
def take_over(here: Signed, document: DocumentId) -> Response:
    """Take the document from whoever has it."""
    here.desk.station(here.user).take_over(document)
    return go(f"/review/{document}")


@router.post("/review/{document}/seat")
def keep_seat(here: Signed, document: DocumentId) -> Response:
    """Say that one is still at it; 409 when somebody else has taken over."""
    seat = here.desk.station(here.user).keep_seat(document)
    return Response(status_code=204 if seat.user == here.user.actor else 409)


@router.post("/review/{document}/ahead")
def look_ahead(here: Signed, document: DocumentId) -> Response:
    """Say what would come next, and have the models loaded that read boxes. Nothing is shown by this."""
    station = here.desk.station(here.user)
    station.ask(document)
    with suppress(Unavailable):  # whoever draws a box is told; that it would not work now disturbs nobody
        here.desk.regions.warm()
    return JSONResponse({"address": here.desk.root + _path(station.next_after(document))})


@router.get("/review/{document}/pages/{number}.jpg")
def picture(here: Signed, document: DocumentId, number: int) -> Response:
    """A page as a picture."""
    station = here.desk.station(here.user)
    return leaf(here, lambda: station.picture(document, number))


def go_on(here: Person, document: DocumentId) -> Response:
    """Send the browser to what comes next, without another step between."""
    return go(_path(here.desk.station(here.user).next_after(document)))


def colleagues(here: Person, everybody: Iterable[User]) -> list[tuple[str, str]]:
    """Who else reviews, as the id of their acts and what to call them."""
    others = (user for user in everybody if user.actor != here.user.actor)
    reviewing = TABLE[Action.REVIEW].keys()
    return [(user.actor, user.title) for user in others if user.disabled_at is None and user.roles & reviewing]


def _told_or_sent(request: Request, here: Person, station: Station, document: DocumentId) -> Response:
    """The same after an act that scripts send too: they are told what is next, and show it if it lies ready."""
    following = station.next_after(document)
    if not is_script(request):
        return go(_path(following))
    told = {
        "address": here.desk.root + _path(following),
        "mark": mark_for(following, here.user.actor) if following else "",
        "left": here.words.say("review.left", n=station.left()),
    }
    return JSONResponse(told)


def _path(following: Waiting | None) -> str:
    return f"/review/{following.summary.id}" if following else "/queue"


def _station(
    here: Person,
    pages: Pages,
    document: DocumentId,
    *,
    refused: _Refused | None = None,
) -> Response:
    station = here.desk.station(here.user)
    try:
        sitting = station.sit_down(document)
    except IllegalMove:
        raise NotFound from None
    everybody = here.desk.accounts.everybody()
    facts: dict[str, Any] = {
        "sitting": sitting,
        "values": refused.values if refused else {},
        "places": refused.places if refused else {},
        "error": pages.message(here, refused.error) if refused else None,
        "error_field": str(refused.error.facts.get("field", "")) if refused else "",
        "pictured": has_pictures(sitting.view.media),
        "mine": sitting.seat.user == here.user.actor,
        "holder": next((user.title for user in everybody if user.actor == sitting.seat.user), ""),
        "coached": bool(here.desk.root) and is_guided(sitting.view.summary.original_name),
        "left": station.left(),
        "colleagues": colleagues(here, everybody),
        "faults": [fault.value for fault in Fault],
    }
    return pages.page(here, "review.html", status=400 if refused else 200, **facts)
