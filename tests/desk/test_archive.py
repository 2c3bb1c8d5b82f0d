"""An archived paper at the desk: its small pages, why they are small, and how it comes back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk.desk import Desk
from flows.stages.archiving import Archiving
from storage.objects.memory import MemoryDepot
from storage.objects.tiers import Tiers
from storage.vault import Vault
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import Clock, invoice, opened_desk, taken_in
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture(params=[False, True], ids=["awake", "asleep"])
def depot(request: pytest.FixtureRequest) -> MemoryDepot:
    return MemoryDepot(sleeps=request.param)


@pytest.fixture
def desk(rooms: Path, clock: Clock, depot: MemoryDepot) -> Iterator[Desk]:
    with opened_desk(rooms, clock) as opened:
        store = Tiers(opened.work.store, depot)
        yield replace(opened, work=replace(opened.work, store=store, vault=Vault(store, opened.work.keyring)))


class Printer:
    """Draws every page as the same small picture."""

    def draw(self, data: bytes, number: int, *, degrees: int, longest: int) -> bytes:
        return b"\xff\xd8 small"


def test_it_shows_its_small_pages_and_comes_back_when_asked_for(
    desk: Desk, visit: Visit, clock: Clock, depot: MemoryDepot, request: pytest.FixtureRequest
) -> None:
    bill = taken_in(desk, invoice(drawn(["Pinkel"]), seller="Pinkel", sure=True))
    clock.forward(days=400)
    archiving = Archiving(desk.work, now=clock)
    assert archiving.run(Printer()).archived == (bill,)
    manager = visit(StaffRole.MANAGER)
    page = manager.get(f"/documents/{bill}")
    assert "lies in the archive" in page.text
    assert f"/documents/{bill}/small/1.jpg" in page.text
    assert f"/documents/{bill}/pages/1.jpg" not in page.text
    assert manager.get(f"/documents/{bill}/small/1.jpg").content == b"\xff\xd8 small"
    refused = manager.post(f"/documents/{bill}/export", {"purpose": "for the auditor"})
    assert "lies in the archive" in refused.text
    manager.get(f"/documents/{bill}")
    assert manager.post(f"/documents/{bill}/unarchive").headers["location"] == f"/documents/{bill}"
    if "asleep" in request.node.callspec.id:
        assert "It was asked for" in manager.get(f"/documents/{bill}").text
        depot.wake_all()
        archiving.run(Printer())
    assert f"/documents/{bill}/pages/1.jpg" in manager.get(f"/documents/{bill}").text


def test_who_may_not_read_it_is_offered_nothing(desk: Desk, visit: Visit, clock: Clock) -> None:
    bill = taken_in(desk, invoice(drawn(["Pinkel"]), seller="Pinkel", sure=True))
    clock.forward(days=400)
    Archiving(desk.work, now=clock).run(Printer())
    auditor = visit(StaffRole.AUDITOR)
    assert auditor.get(f"/documents/{bill}/small/1.jpg").status_code in (403, 404)
    auditor.get("/find")
    assert auditor.post(f"/documents/{bill}/unarchive").status_code in (403, 404)
