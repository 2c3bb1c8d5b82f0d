"""What people add to a document on its page: comments, links, tags and customer, holds."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from desk.going import go
from desk.visit import Person, Signed
from flows.stages.dossier import LONGEST_COMMENT, Dossier
from flows.stages.keeping import Keeping
from storage.records.holding import Why
from strongroom.errors import NotFound
from strongroom.ids import DocumentId

router = APIRouter(prefix="/documents/{document}")

Words = Annotated[str, Form(min_length=1, max_length=500)]


@router.post("/comments")
def comment(
    here: Signed, document: DocumentId, text: Annotated[str, Form(min_length=1, max_length=LONGEST_COMMENT)]
) -> Response:
    """Say something of it; ``@`` and a name calls somebody."""
    dossier_of(here).comment(document, text, here.desk.accounts.titles())
    return go(f"/documents/{document}#comments")


@router.post("/links")
def link(here: Signed, document: DocumentId, other: Annotated[str, Form(min_length=26, max_length=200)]) -> Response:
    """Link it to another document, given by its number or the address of its page."""
    dossier_of(here).link(document, DocumentId(other.strip().rstrip("/").rpartition("/")[2].upper()))
    return go(f"/documents/{document}#links")


@router.post("/links/{other}/remove")
def unlink(here: Signed, document: DocumentId, other: DocumentId) -> Response:
    """Take a link away."""
    dossier_of(here).unlink(document, other)
    return go(f"/documents/{document}#links")


@router.post("/description")
def describe(
    here: Signed,
    document: DocumentId,
    seen: Annotated[int, Form()],
    tags: Annotated[str, Form(max_length=2000)] = "",
    customer: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Give it these tags (apart by commas) and this customer."""
    wanted = tags.replace("\uff0c", ",").replace("\u3001", ",").split(",")
    dossier_of(here).describe(document, wanted, customer, seen=seen)
    return go(f"/documents/{document}")


@router.post("/holds")
def hold(here: Signed, document: DocumentId, matter: Words, reason: Words) -> Response:
    """Keep it, whatever any rule says."""
    Keeping(here.desk.office(here.user)).hold_document(document, Why(matter=matter, reason=reason))
    return go(f"/documents/{document}#keeping")


@router.post("/holds/{hold}/lift")
def lift(here: Signed, document: DocumentId, hold: str, reason: Words) -> Response:
    """Lift a hold of this document. One on a customer is lifted where it stands, with the customer."""
    if hold not in {one.id for one in dossier_of(here).holds(document) if one.document == document}:
        raise NotFound(hold=hold)
    Keeping(here.desk.office(here.user)).lift(hold, reason)
    return go(f"/documents/{document}#keeping")


def dossier_of(here: Person) -> Dossier:
    """The dossiers as the visitor may use them."""
    return Dossier(office=here.desk.office(here.user))
