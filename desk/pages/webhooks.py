"""Webhooks: which programs elsewhere are told of what happens, and what became of each message."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Needs, Person
from flows.stages.webhooks import WebhookRoom
from strongroom.errors import BadForm
from strongroom.permissions import Action
from strongroom.webhook import OVERLAP, Event

router = APIRouter()
Keeper = Annotated[Person, Depends(Needs(Action.MANAGE_WEBHOOKS))]


@router.get("/webhooks")
def show(here: Keeper, pages: Pages) -> Response:
    """All endpoints, and a form for another."""
    return _list(here, pages)


@router.post("/webhooks")
def make(
    here: Keeper,
    pages: Pages,
    title: Annotated[str, Form(min_length=1, max_length=100)],
    url: Annotated[str, Form(min_length=1, max_length=2000)],
    events: Annotated[list[Event], Form()] = [],  # noqa: B006 - only read, and FastAPI wants a value
) -> Response:
    """Tell a program from now on, and show its secret once."""
    if not here.confirmed:
        # Whoever finds a screen unlocked is not to have the house's doings sent to themselves.
        raise GoTo("/confirm?next=/webhooks")
    try:
        made = _room(here).make(title, url, events)
    except BadForm as error:
        return _list(here, pages, error=error, status=422)
    return pages.page(here, "webhook_secret.html", endpoint=made, is_new=True, hours=_HOURS)


@router.get("/webhooks/{endpoint}")
def one(here: Keeper, pages: Pages, endpoint: str) -> Response:
    """One endpoint, and its newest messages."""
    found, messages = _room(here).shown(endpoint)
    return pages.page(here, "webhook.html", endpoint=found, messages=messages, now=here.desk.now())


@router.post("/webhooks/{endpoint}/secret")
def rotate(here: Keeper, pages: Pages, endpoint: str) -> Response:
    """Change its secret, and show the new one once."""
    if not here.confirmed:
        raise GoTo(f"/confirm?next=/webhooks/{endpoint}")
    return pages.page(here, "webhook_secret.html", endpoint=_room(here).rotate(endpoint), is_new=False, hours=_HOURS)


@router.post("/webhooks/{endpoint}/pause")
def pause(here: Keeper, endpoint: str) -> Response:
    """Send nothing for now."""
    _room(here).pause(endpoint)
    return go(f"/webhooks/{endpoint}")


@router.post("/webhooks/{endpoint}/resume")
def resume(here: Keeper, endpoint: str) -> Response:
    """Go on from where it stopped."""
    _room(here).resume(endpoint)
    return go(f"/webhooks/{endpoint}")


@router.post("/webhooks/{endpoint}/ping")
def ping(here: Keeper, endpoint: str) -> Response:
    """Have a message sent that tells of nothing."""
    _room(here).ping(endpoint)
    return go(f"/webhooks/{endpoint}")


@router.post("/webhooks/{endpoint}/remove")
def remove(here: Keeper, endpoint: str) -> Response:
    """Forget an endpoint."""
    _room(here).remove(endpoint)
    return go("/webhooks")


@router.post("/webhooks/{endpoint}/messages/{message}/again")
def again(here: Keeper, endpoint: str, message: str) -> Response:
    """Have a message sent once more."""
    _room(here).again(endpoint, message)
    return go(f"/webhooks/{endpoint}")


def _list(here: Person, pages: Pages, *, error: BadForm | None = None, status: int = 200) -> Response:
    told = pages.message(here, error) if error else None
    return pages.page(here, "webhooks.html", status=status, endpoints=_room(here).listed(), events=Event, error=told)


def _room(here: Person) -> WebhookRoom:
    return WebhookRoom(office=here.desk.office(here.user))


_HOURS = round(OVERLAP.total_seconds() / 3600)
