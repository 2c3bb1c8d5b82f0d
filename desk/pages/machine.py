"""The machine: how its components are, for who runs it; and one line for whoever asks whether the desk lives."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from desk.face import Pages
from desk.visit import Here, Needs, Person
from flows.stages.components import components
from strongroom.permissions import Action

router = APIRouter()


@router.get("/health")
def health(here: Here) -> Response:
    """Whether the desk answers and its records do."""
    here.desk.work.records.check()
    return JSONResponse({"healthy": True})


@router.get("/components")
def show(here: Annotated[Person, Depends(Needs(Action.OPERATE))], pages: Pages) -> Response:
    """Each component, and how many documents are in which state."""
    office = here.desk.office(here.user)
    records = here.desk.work.records
    facts: dict[str, Any] = {
        "components": components(office),
        "counts": records.counts(),
        "oldest": records.oldest_waiting(here.desk.now()),
    }
    return pages.page(here, "components.html", **facts)
