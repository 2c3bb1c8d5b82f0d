"""The review queue: what is due first, who is on what, and the way to the next one."""

from collections import Counter

from fastapi import APIRouter, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Person, Signed
from storage.records.stations import Waiting
from strongroom.ids import DocumentId

router = APIRouter()

_SHOWN = 100


@router.get("/queue")
def queue(here: Signed, pages: Pages, kind: str = "", only: str = "") -> Response:
    """What waits, by due time; ``only`` is ``mine``, ``free`` or ``overdue``."""
    if not here.has("review"):
        raise GoTo("/find" if here.has("find") else "/account")
    now = here.desk.now()
    waiting = here.desk.station(here.user).queue()
    rows = [one for one in waiting if _fits(one, only, here) and (not kind or one.summary.kind == kind)]
    return pages.page(
        here,
        "queue.html",
        rows=rows[:_SHOWN],
        total=len(waiting),
        overdue=sum(one.due_at <= now for one in waiting),
        kinds=Counter(one.summary.kind or "unknown" for one in waiting).most_common(),
        titles=here.desk.accounts.titles(),
        kind=kind,
        only=only,
    )


@router.get("/review")
def next_one(here: Signed, after: DocumentId | None = None) -> Response:
    """Open what is due next and free."""
    found = here.desk.station(here.user).next_after(after)
    return go(f"/review/{found}" if found else "/queue")


def _fits(one: Waiting, only: str, here: Person) -> bool:
    if only == "mine":
        return one.seat is not None and one.seat.user == here.user.actor
    if only == "free":
        return one.seat is None
    return only != "overdue" or one.due_at <= here.desk.now()
