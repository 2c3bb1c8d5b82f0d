"""What customers are asked for: letters that wait for leave, links to pass on, and what came."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from desk.face import Pages
from desk.going import go
from desk.pages.customers import room_of
from desk.visit import GoTo, Person, Signed
from flows.stages.ask_desk import AskDesk

router = APIRouter()


@router.get("/asks")
def asks(here: Signed, pages: Pages) -> Response:
    """Everything that is asked for now."""
    if not here.has("review"):
        raise GoTo("/find" if here.has("find") else "/account")
    return pages.page(here, "asks.html", rows=_desk(here).listed(), titles=here.desk.accounts.titles())


@router.post("/customers/{customer}/asks")
def begin(here: Signed, customer: str, kinds: Annotated[str, Form(max_length=2000)]) -> Response:
    """Ask a customer for what their file lacks; the letter waits for leave."""
    return go(f"/asks#{_desk(here).begin(customer, kinds)}")


@router.post("/asks/{ask}/send")
def send(here: Signed, ask: str) -> Response:
    """Allow the letter; it goes within minutes."""
    _desk(here).send(ask)
    return go(f"/asks#{ask}")


@router.post("/asks/{ask}/link")
def link(here: Signed, request: Request, pages: Pages, ask: str) -> Response:
    """The letter with its link, this one time, to send in one's own way."""
    origin = f"{request.url.scheme}://{request.url.netloc}"
    return pages.page(here, "ask_letter.html", ask=ask, letter=_desk(here).take_link(ask, desk=origin))


@router.post("/asks/{ask}/withdraw")
def withdraw(here: Signed, ask: str) -> Response:
    """Ask for it no more."""
    _desk(here).withdraw(ask)
    return go("/asks")


def _desk(here: Person) -> AskDesk:
    return AskDesk(room=room_of(here))
