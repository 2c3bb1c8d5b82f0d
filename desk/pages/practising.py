"""Inside practice: the next paper, and the score."""

from fastapi import APIRouter, Response

from desk.face import Pages
from desk.going import go
from desk.pages.practice import Practice
from desk.pages.signing_in import choose_language
from desk.visit import Signed
from flows.stages.practising import score
from strongroom.errors import NotFound

router = APIRouter()
router.add_api_route("/language", choose_language, methods=["POST"])


@router.get("/")
@router.get("/queue")
def result(here: Signed, pages: Pages, practice: Practice) -> Response:
    """How it went so far, against what stands on the papers."""
    run = practice.run_of(here.user.id)
    if run is None:
        raise NotFound
    return pages.page(here, "practice_score.html", score=score(here.desk.work, run, now=here.desk.now()))


@router.get("/review")
def next_one(here: Signed) -> Response:
    """Open the next paper; the score after the last."""
    found = here.desk.station(here.user).next_after(None)
    return go(f"/review/{found.summary.id}" if found else "/queue")
