"""The review queue: what is due first, who is on what, and the way to the next one."""

from collections import Counter
from decimal import Decimal
from typing import Final

from fastapi import APIRouter, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Person, Signed
from flows.stages.office import kind_of
from storage.records.stations import Waiting
from strongroom.four_eyes import Stage
from strongroom.ids import DocumentId
from strongroom.kind import UNKNOWN

router = APIRouter()

_SHOWN: Final = 100
ONLY: Final = ("mine", "free", "overdue", "second")


@router.get("/queue")
def queue(here: Signed, pages: Pages, kind: str = "", only: str = "", sort: str = "due") -> Response:
    """What waits; ``only`` is one of ``ONLY``, ``sort`` one of ``due``, ``risk`` and ``kind``."""
    if not here.has("review"):
        raise GoTo("/find" if here.has("find") else "/account")
    now = here.desk.now()
    waiting = here.desk.station(here.user).queue()
    rows = [one for one in waiting if _fits(one, only, here) and (not kind or one.summary.kind == kind)]
    if sort == "risk":
        rows.sort(key=lambda one: _risk(one, here), reverse=True)
    elif sort == "kind":
        rows.sort(key=lambda one: one.summary.kind or UNKNOWN)
    return pages.page(
        here,
        "queue.html",
        rows=rows[:_SHOWN],
        total=len(waiting),
        overdue=sum(one.due_at <= now for one in waiting),
        oldest=min((one.opened_at for one in waiting), default=None),
        counts={name: sum(_fits(one, name, here) for one in waiting) for name in ONLY},
        kinds=Counter(one.summary.kind or UNKNOWN for one in waiting).most_common(),
        titles=here.desk.accounts.titles(),
        kind=kind,
        only=only,
        sort=sort,
    )


@router.get("/review")
def next_one(here: Signed, after: DocumentId | None = None) -> Response:
    """Open what is due next and free."""
    found = here.desk.station(here.user).next_after(after)
    return go(f"/review/{found}" if found else "/queue")


def _fits(one: Waiting, only: str, here: Person) -> bool:
    me = here.user.actor
    if only == "mine":
        return one.assignee == me or (one.seat is not None and one.seat.user == me)
    if only == "free":
        return one.seat is None and one.assignee is None
    if only == "second":
        return one.stage > Stage.FIRST
    return only != "overdue" or one.due_at <= here.desk.now()


def _risk(one: Waiting, here: Person) -> tuple[int, Decimal, int]:
    """What a mistake would cost: how sensitive, how much money, how many doubts; equal ones stay by time."""
    values = (reading.value for reading in one.summary.readings.values())
    amount = max((abs(value) for value in values if isinstance(value, Decimal)), default=Decimal(0))
    return kind_of(one.summary, here.desk.work.kinds).sensitivity, amount, len(one.summary.reasons)
