"""The machine: how its components are, for who runs it; and one line for whoever asks whether the desk lives."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import JSONResponse

from desk.face import Pages
from desk.visit import Here, Needs, Person
from flows.stages.components import components
from flows.stages.condition import MOST, condition
from flows.stages.kind_trial import LONGEST, Trial, try_text
from flows.stages.settings_shown import settings_shown
from strongroom.permissions import Action

router = APIRouter()


@router.get("/health")
def health(here: Here) -> Response:
    """Whether the desk answers and its records do."""
    here.desk.work.records.check()
    return JSONResponse({"healthy": True})


Operator = Annotated[Person, Depends(Needs(Action.OPERATE))]


@router.get("/components")
def show(here: Operator, pages: Pages) -> Response:
    """Each component, what is amiss, how the inbox stands, and how many documents are in which state."""
    office = here.desk.office(here.user)
    records = here.desk.work.records
    facts: dict[str, Any] = {
        "components": components(office),
        "condition": condition(office),
        "most": MOST,
        "titles": here.desk.accounts.titles(),
        "counts": records.counts(),
        "oldest": records.oldest_waiting(here.desk.now()),
    }
    return pages.page(here, "components.html", **facts)


@router.get("/settings")
def settings(here: Operator, pages: Pages) -> Response:
    """Every setting and where it comes from; secrets are set or not."""
    return pages.page(here, "settings.html", settings=settings_shown(here.desk.office(here.user)))


@router.get("/kinds")
def kinds(here: Operator, pages: Pages) -> Response:
    """Every kind of paper, how it is named and how long it is kept; and a box to try them in."""
    return _kinds(here, pages, "", None)


@router.post("/kinds")
def try_kinds(here: Operator, pages: Pages, text: Annotated[str, Form(max_length=LONGEST)]) -> Response:
    """What a text would be taken for and how it would be named; nothing is stored."""
    return _kinds(here, pages, text, try_text(here.desk.office(here.user), text))


def _kinds(here: Person, pages: Pages, text: str, trial: Trial | None) -> Response:
    catalogue = sorted(here.desk.work.kinds.values(), key=lambda kind: kind.id)
    return pages.page(here, "kinds.html", catalogue=catalogue, text=text, trial=trial)
