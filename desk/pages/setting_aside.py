"""Papers that are not filed as they are: duplicates, bad copies and what to write to the customer, several in one."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Response

from desk.face import Pages
from desk.going import go
from desk.pages.review import Seen, go_on
from desk.visit import GoTo, Person, Signed
from desk.words import LANGUAGES
from flows.stages.office import kind_of
from storage.records.copies import AskedCopy, Copies
from storage.records.values import DocumentSummary
from strongroom.better_copy import Fault
from strongroom.ids import DocumentId
from strongroom.permissions import Action

router = APIRouter()

Number = Annotated[DocumentId, Form(pattern=r"^\s*[0-9A-HJKMNP-TV-Z]{26}\s*$")]


@router.get("/review/{document}/twins")
def twins(here: Signed, pages: Pages, document: DocumentId) -> Response:
    """What may be the same paper, to choose from."""
    found = here.desk.setting_aside(here.user).twins(document)
    return pages.page(here, "review_twins.html", twins=found)


@router.post("/review/{document}/duplicate")
def duplicate(here: Signed, document: DocumentId, seen: Seen, of: Number) -> Response:
    """Set the document aside as another one once more, and open the next."""
    here.desk.setting_aside(here.user).mark_duplicate(document, DocumentId(of.strip()), seen=seen)
    return go_on(here, document)


@router.post("/review/{document}/split")
def split(
    here: Signed, document: DocumentId, seen: Seen, begins: Annotated[list[int], Form(default_factory=list)]
) -> Response:
    """Make documents of the runs of pages that begin there, and open the next."""
    here.desk.setting_aside(here.user).split(document, begins, seen=seen)
    return go_on(here, document)


@router.post("/review/{document}/better-copy")
def better_copy(here: Signed, document: DocumentId, seen: Seen, fault: Annotated[Fault, Form()]) -> Response:
    """Ask for a better copy; what to write to the customer is shown next."""
    asked = here.desk.setting_aside(here.user).ask_better_copy(document, fault, seen=seen)
    return go(f"/copies#{asked.code}")


@router.get("/copies")
def copies(here: Signed, pages: Pages) -> Response:
    """What customers still owe, with the text to send them in both languages."""
    if not here.has("review"):
        raise GoTo("/find" if here.has("find") else "/account")
    found = _copies(here).open()
    papers = here.desk.work.records.summaries(
        [asked.document for asked in found], actor=here.user.actor, now=here.desk.now()
    )
    known = {paper.id: paper for paper in papers if here.desk.office(here.user).may(Action.REVIEW, paper)}
    rows = [_row(here, asked, known[asked.document]) for asked in found if asked.document in known]
    return pages.page(here, "copies.html", rows=rows, titles=here.desk.accounts.titles())


@router.post("/copies/{code}/close")
def close(here: Signed, code: str) -> Response:
    """It came, or is not wanted any more."""
    for asked in _copies(here).open():
        if asked.code == code:
            here.desk.office(here.user).ask(Action.REVIEW, asked.document, "better copy")
    _copies(here).close(code, actor=here.user.actor, now=here.desk.now())
    return go("/copies")


def _copies(here: Person) -> Copies:
    return Copies(here.desk.work.records.transactions)


def _row(here: Person, asked: AskedCopy, paper: DocumentSummary) -> dict[str, Any]:
    kind = kind_of(paper, here.desk.work.kinds)
    titles = {"en": kind.title, "zh-CN": kind.title_zh}
    messages = {}
    for language in LANGUAGES:
        words = here.desk.words[language]
        fault = words.say(f"fault.{asked.fault.value}")
        messages[language] = words.say("copies.message", kind=titles[language], fault=fault, code=asked.code)
    return {"asked": asked, "row": paper, "messages": messages}
