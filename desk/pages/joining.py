"""Papers that belong together: chosen and put in order, joined into one, and taken apart again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from desk.face import Pages
from desk.going import go
from desk.pages.review import go_on
from desk.visit import Person, Signed
from strongroom.errors import BadForm
from strongroom.ids import DocumentId

router = APIRouter()

_PLACE: Final = "place."
_NAMED: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The papers in the order of their places, each with the version that was seen, and whose the whole is."""

    parts: Mapping[DocumentId, int]
    customer: str | None


async def _chosen(request: Request) -> Chosen:
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    placed = {
        name.removeprefix(_PLACE): value.strip()
        for name, value in form.items()
        if name.startswith(_PLACE) and value.strip()
    }
    for document, place in placed.items():
        seen = form.get(f"seen.{document}", "")
        if not (_NAMED.fullmatch(document) and _NUMBER.fullmatch(place) and _NUMBER.fullmatch(seen)):
            raise BadForm(field="place")
    order = sorted(placed, key=lambda document: int(placed[document]))
    if len(set(map(int, placed.values()))) != len(order):
        raise BadForm(field="place")  # two papers at one place: which comes first is for the person to say
    return Chosen(
        parts={DocumentId(document): int(form[f"seen.{document}"]) for document in order},
        customer=form.get("customer", "").strip() or None,
    )


Order = Annotated[Chosen, Depends(_chosen)]


@router.get("/review/{document}/neighbours")
def neighbours(here: Signed, pages: Pages, document: DocumentId) -> Response:
    """What may belong to the paper, to be chosen and put in order."""
    joining = here.desk.joining(here.user)
    found = joining.neighbours(document)
    own = here.desk.work.records.for_policy(document)
    customers = dict.fromkeys(row.customer for row in (own, *(one.row for one in found)) if row.customer)
    facts: dict[str, Any] = {
        "own": own,
        "version": joining.version(document),
        "found": found,
        "customers": list(customers),
    }
    return pages.page(here, "join_choice.html", **facts)


@router.post("/review/{document}/join")
def join(here: Signed, document: DocumentId, chosen: Order) -> Response:
    """Join the papers and open the next."""
    _join(here, document, chosen)
    return go_on(here, document)


@router.post("/documents/{document}/join")
def join_there(here: Signed, document: DocumentId, chosen: Order) -> Response:
    """Join the papers and show what became of them."""
    return go(f"/documents/{_join(here, document, chosen)}")


@router.post("/documents/{document}/take-apart")
def take_apart(here: Signed, document: DocumentId) -> Response:
    """Have the parts of a joined document stand for themselves again."""
    here.desk.joining(here.user).take_apart(document)
    return go(f"/documents/{document}")


def _join(here: Person, document: DocumentId, chosen: Chosen) -> DocumentId:
    if document not in chosen.parts:
        raise BadForm(field="place")
    return here.desk.joining(here.user).join(chosen.parts, customer=chosen.customer)
