"""Two people on one document: what it said, what the other one wrote, what one typed oneself, and a choice of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response

from desk.face import Pages
from desk.forms import Values
from desk.going import go
from desk.visit import Person, Signed
from storage.records.stations import Version
from strongroom.document import State
from strongroom.errors import IllegalMove, Overtaken
from strongroom.ids import DocumentId
from strongroom.permissions import Action

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field, three times. ``mine`` is what stands in the form that could not be written."""

    field: str
    before: str
    theirs: str
    mine: str

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.theirs != self.mine


def merge_page(here: Person, pages: Pages, document: DocumentId, mine: Mapping[str, str], *, seen: int) -> Response:
    """Show both and have one chosen, field by field; nothing was written yet."""
    station = here.desk.station(here.user)
    versions = station.versions(document)
    newest = versions[0]
    before = next((one for one in versions if one.number == seen), newest)
    hidden = station.hidden(document)
    rows = [
        Row(
            field=name,
            before=_text(before, name),
            theirs=_text(newest, name),
            mine=mine.get(name, _text(before, name)).strip(),
        )
        for name in dict.fromkeys([*mine, *newest.body.extraction.readings])
        if name not in hidden
    ]
    facts: dict[str, Any] = {
        "document": document,
        "rows": rows,
        "newest": newest,
        "state": here.desk.work.records.for_policy(document).state,
        "who": here.desk.accounts.titles().get(newest.actor, ""),
    }
    return pages.page(here, "merge.html", status=409, **facts)


@router.post("/review/{document}/merge")
def merge(here: Signed, pages: Pages, document: DocumentId, seen: Annotated[int, Form()], values: Values) -> Response:
    """File the document with what was chosen; one that was filed meanwhile is opened again for it."""
    station = here.desk.station(here.user)
    office = here.desk.office(here.user)
    office.ask(Action.REVIEW, document, "review")
    if station.hidden(document):
        return go(f"/review/{document}")  # to be keyed anew, and nothing of it is shown here
    try:
        if here.desk.work.records.for_policy(document).state is State.FILED:
            station.reopen(document)
        station.settle(document, values, seen=seen)
    except (Overtaken, IllegalMove):
        return merge_page(here, pages, document, values, seen=seen)
    return go(f"/review?after={document}")


def _text(version: Version, name: str) -> str:
    reading = version.body.extraction.readings.get(name)
    return reading.text if reading else ""
