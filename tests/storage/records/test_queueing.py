"""The review queue of a person: pages are full, counts tell of nothing else, and the order is the one asked for."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest

from storage.records.finding import Page
from storage.records.queueing import Only, Order, Queue, Tally
from storage.records.reach import Reach
from storage.records.stations import Stations
from storage.records.store import Records
from storage.records.values import Correction
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import Way
from strongroom.settings_review import Review
from tests.storage.records.invented import NOW, filed, invoice, passport

ANN, BEN = "user:ann", "user:ben"
HOUR = dt.timedelta(hours=1)
TWICE = Review(second_kinds=("invoice",))
BUSINESS = Reach(ways=(Way(highest=Sensitivity.BUSINESS),), may=lambda _: True, sure=0.9)
NOTHING = Reach(ways=(), may=lambda _: False)


class Room:
    """The queue of one installation, and papers that come to it an hour apart."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.stations = Stations(records.transactions)
        self._now = NOW

    def invoice(self, total: str = "10.00") -> DocumentId:
        """Another invoice that waits."""
        self._now += HOUR
        values = dict(invoice().values) | {"total": Decimal(total)}
        return filed(self._records, invoice(sure=False, values=values), now=self._now)

    def passport(self) -> DocumentId:
        """Another passport that waits."""
        self._now += HOUR
        return filed(self._records, passport(sure=False), now=self._now)

    def ids(self, queue: Queue, page: Page | None = None, **asked: object) -> list[DocumentId]:
        """What is shown of a queue."""
        shown = page or Page(limit=20, offset=0)
        return [one.summary.id for one in self.stations.queue(queue, shown, **asked)]  # type: ignore[arg-type]

    def tally(self, queue: Queue) -> Tally:
        """What is counted of it."""
        return self.stations.tally(queue)


@pytest.fixture
def room(records: Records) -> Room:
    return Room(records)


def test_what_somebody_may_not_decide_on_takes_no_place_and_is_not_counted(room: Room) -> None:
    order = []
    for _ in range(3):
        room.passport()
        order.append(room.invoice())
    queue = Queue(actor=ANN, now=NOW, first=BUSINESS)
    assert order[:2] == room.ids(queue, Page(limit=2, offset=0))
    assert order[2:] == room.ids(queue, Page(limit=2, offset=2))
    tally = room.tally(queue)
    assert (3, (("invoice", 3),), NOW + 2 * HOUR) == (tally.total, tally.kinds, tally.oldest)
    assert 6 == room.tally(Queue(actor=ANN, now=NOW)).total
    assert (3, 6) == (room.stations.count(queue), room.stations.count(Queue(actor=ANN, now=NOW)))


def test_an_empty_queue_is_counted_too(room: Room) -> None:
    tally = room.tally(Queue(actor=ANN, now=NOW))
    assert (0, None, (), {0}) == (tally.total, tally.oldest, tally.kinds, set(tally.parts.values()))


def test_what_others_decided_waits_for_who_may_approve_it_and_never_for_themselves(
    records: Records, room: Room
) -> None:
    document = room.invoice()
    records.decide(document, Correction(verdict="accept"), actor=ANN, now=NOW + 2 * HOUR, rules=TWICE)
    later = NOW + 3 * HOUR
    cases: Mapping[str, tuple[Queue, list[DocumentId]]] = {
        "their own": (Queue(actor=ANN, now=later), []),
        "of another": (Queue(actor=BEN, now=later), [document]),
        "without leave to approve": (Queue(actor=BEN, now=later, further=NOTHING), []),
        "who handed it in": (Queue(actor="intake", now=later), []),
    }
    for case, (queue, expected) in cases.items():
        assert expected == room.ids(queue, only=Only.SECOND), case
        assert len(expected) == room.tally(queue).parts[Only.SECOND] == room.tally(queue).total, case


def test_parts_of_the_queue(room: Room) -> None:
    mine, bens, seat, free = (room.invoice() for _ in range(4))
    room.stations.hand_over(mine, ANN, note="", actor=BEN, now=NOW)
    room.stations.hand_over(bens, BEN, note="", actor=BEN, now=NOW)
    room.stations.sit_down(seat, actor=BEN, now=NOW)
    queue = Queue(actor=ANN, now=NOW)
    parts = {
        Only.MINE: [mine],
        Only.FREE: [free],
        Only.OPEN: [mine, free],
        Only.OVERDUE: [],
        Only.SECOND: [],
    }
    assert parts == {part: room.ids(queue, only=part) for part in Only}
    assert {part: len(found) for part, found in parts.items()} == room.tally(queue).parts
    overdue = Queue(actor=ANN, now=NOW + 26 * HOUR)
    assert [mine, bens] == room.ids(overdue, only=Only.OVERDUE)
    assert [seat, free] == room.ids(overdue, only=Only.FREE), "a seat ends by itself"


def test_the_order_is_the_one_asked_for(room: Room) -> None:
    small, large, card = room.invoice("10.00"), room.invoice("-99.50"), room.passport()
    queue = Queue(actor=ANN, now=NOW)
    assert [small, large, card] == room.ids(queue)
    assert [card, large, small] == room.ids(queue, order=Order.RISK)
    assert [small, large, card] == room.ids(queue, order=Order.KIND)
    assert [card] == room.ids(queue, kind="passport")
    room.stations.stand_up(small, actor=ANN, now=NOW)
    room.stations.hand_over(card, ANN, note="", actor=BEN, now=NOW)
    assert [card, large, small] == room.ids(queue, order=Order.TURN)
    assert [small, large, card] == room.ids(Queue(actor=BEN, now=NOW), order=Order.TURN)
