"""The paper under the reviewer's hand: words to select, small pages to leaf by, pages turned, boxes read again."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from pydantic import BaseModel, Field, model_validator

from desk.leaf import leaf
from desk.visit import Signed
from flows.stages.pictures import SMALL
from flows.stages.redrawing import Drawn
from strongroom.errors import NotFound
from strongroom.ids import DocumentId
from strongroom.page import Box

router = APIRouter()

Fraction = Annotated[float, Field(ge=0, le=1)]


class Stroke(BaseModel):
    """A box as it was drawn, in fractions of the upright page."""

    field: str = Field(max_length=100)
    page: int = Field(ge=1)
    left: Fraction
    top: Fraction
    right: Fraction
    bottom: Fraction

    @model_validator(mode="after")
    def _spans(self) -> "Stroke":
        if not (self.left < self.right and self.top < self.bottom):
            raise ValueError("a box spans something")
        return self

    def drawn(self) -> Drawn:
        """The same as the station knows it."""
        box = Box(left=self.left, top=self.top, right=self.right, bottom=self.bottom)
        return Drawn(field=self.field, page=self.page, box=box)


class Turns(BaseModel):
    """Pages and by how many clockwise degrees each was turned, in the same order; ``seen`` is the version looked at."""

    seen: int = Field(ge=0)
    page: list[Annotated[int, Field(ge=1)]]
    degrees: list[Annotated[int, Field(ge=90, le=270, multiple_of=90)]]

    @model_validator(mode="after")
    def _pairs(self) -> "Turns":
        if not len(self.page) == len(set(self.page)) == len(self.degrees):
            raise ValueError("each page is turned once")
        return self


@router.post("/review/{document}/turn")
def turn(here: Signed, document: DocumentId, turns: Annotated[Turns, Form()]) -> dict[str, int]:
    """Turn pages for good; what was typed beside them goes on with the version that this is."""
    by = dict(zip(turns.page, turns.degrees, strict=True))
    return {"version": here.desk.turning(here.user).keep(document, by, seen=turns.seen)}


@router.post("/review/{document}/region")
def read_region(here: Signed, document: DocumentId, stroke: Annotated[Stroke, Form()]) -> dict[str, str]:
    """What the paper says inside a box that was drawn for a field; nothing is written."""
    return {"text": here.desk.redrawing(here.user).read(document, stroke.drawn())}


@router.get("/review/{document}/pages/{number}/small.jpg")
def thumbnail(here: Signed, document: DocumentId, number: int) -> Response:
    """A page, small enough to leaf by."""
    station = here.desk.station(here.user)
    return leaf(here, lambda: station.picture(document, number, longest=SMALL))


@router.get("/review/{document}/pages/{number}/words")
def words(here: Signed, document: DocumentId, number: int) -> list[tuple[str, float, float, float, float]]:
    """The words of a page with left, top, right and bottom, to be laid over its picture so that they can be copied."""
    page = next((page for page in here.desk.station(here.user).pages(document) if page.number == number), None)
    if page is None:
        raise NotFound
    return [(word.text, word.box.left, word.box.top, word.box.right, word.box.bottom) for word in page.words]
