"""Boxes that are read again, small pages and words to select: over HTTP, with an engine that needs no models."""

from collections.abc import Callable

import pytest

from desk.desk import Desk
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from tests.desk.invented import taken_in
from tests.desk.papers import waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
BOX = {"page": 1, "left": 0.1, "top": 0.1, "right": 0.5, "bottom": 0.2}


@pytest.fixture
def document(desk: Desk) -> DocumentId:
    return taken_in(desk, waiting_invoice(1))


def test_a_box_is_read_again_and_nothing_is_written(desk: Desk, visit: Visit, document: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    answer = reviewer.post(f"/review/{document}/region", {"field": "total", **BOX})
    assert {"text": "12.50"} == answer.json()
    assert "119.00" == desk.work.records.for_policy(document).readings["total"].text


@pytest.mark.parametrize(
    ("wrong", "status"), [({"page": 7}, 404), ({"right": 0.1}, 422), ({"left": -1}, 422), ({"field": "none"}, 400)]
)
def test_a_box_that_cannot_be_is_refused(
    visit: Visit, document: DocumentId, wrong: dict[str, float], status: int
) -> None:
    answer = visit(StaffRole.REVIEWER).post(f"/review/{document}/region", {"field": "total"} | BOX | wrong)
    assert status == answer.status_code


@pytest.mark.parametrize("told", [{"place.total": "inf 0 0 1 1"}, {"spent": "[" * 100_000}])
def test_what_a_page_adds_and_cannot_be_is_left_out(visit: Visit, document: DocumentId, told: dict[str, str]) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{document}")
    assert 303 == reviewer.post(f"/review/{document}", {"seen": 1, "stage": 1, **told}).status_code


def test_pages_come_small_and_with_their_words(visit: Visit, document: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    small = reviewer.get(f"/review/{document}/pages/1/small.jpg").content
    assert b"\xff\xd8\xff" == small[:3]
    assert len(small) < len(reviewer.get(f"/review/{document}/pages/1.jpg").content) / 4
    assert "RE-0815" in {word[0] for word in reviewer.get(f"/review/{document}/pages/1/words").json()}
    assert 404 == reviewer.get(f"/review/{document}/pages/2/words").status_code


def test_what_was_drawn_is_kept_with_what_was_typed(desk: Desk, visit: Visit, document: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    typed = {"seen": 1, "value.seller": "Mommsen Tee", "place.seller": "1 0.1 0.2 0.3 0.4", "place.total": "rubbish"}
    reviewer.post(f"/review/{document}", typed)
    source = desk.work.records.for_policy(document).readings["seller"].source
    assert (1, 0.1, 0.4) == (source.page, source.box and source.box.left, source.box and source.box.bottom)
