"""The review queue: what is due first, who is on what, and the way to the next one."""

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Signed
from storage.records.queueing import Only, Order, Tally
from strongroom.ids import DocumentId

router = APIRouter()

_PAGE: Final = 30
_FARTHEST: Final = 10_000
ONLY: Final = (Only.MINE, Only.FREE, Only.OVERDUE, Only.SECOND)
ORDERS: Final = (Order.DUE, Order.RISK, Order.KIND)


@router.get("/queue")
def queue(here: Signed, pages: Pages, kind: str = "", only: str = "", sort: str = "due", page: int = 1) -> Response:
    """What waits; ``only`` is one of ``ONLY``, ``sort`` one of ``ORDERS``; what is neither says nothing."""
    if not here.has("review"):
        raise GoTo("/find" if here.has("find") else "/account")
    station = here.desk.station(here.user)
    part = Only(only) if only in ONLY else None
    order = Order(sort) if sort in ORDERS else Order.DUE
    page = max(1, min(page, _FARTHEST))
    tally = station.tally()
    asked = {"only": part or "", "kind": kind, "sort": order.value}
    return pages.page(
        here,
        "queue.html",
        rows=station.queue(only=part, kind=kind, order=order, limit=_PAGE, offset=(page - 1) * _PAGE),
        tally=tally,
        titles=here.desk.accounts.titles(),
        kind=kind,
        only=part or "",
        sort=order.value,
        page=page,
        last=_last(tally, part, kind),
        address=lambda **change: "/queue?" + urlencode(asked | change),
    )


@router.get("/review")
def next_one(here: Signed, after: DocumentId | None = None) -> Response:
    """Open what is due next and free."""
    found = here.desk.station(here.user).next_after(after)
    return go(f"/review/{found.summary.id}" if found else "/queue")


def _last(tally: Tally, part: Only | None, kind: str) -> int:
    """The last page there may be; of a part of one kind it is not counted, and the last pages may be empty."""
    some = [tally.total]
    if part:
        some.append(tally.parts[part])
    if kind:
        some.append(dict(tally.kinds).get(kind, 0))
    return max(1, -(-min(some) // _PAGE))
