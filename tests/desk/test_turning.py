"""Pages turned for good: over HTTP, drawn by a process that needs no models."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from desk.desk import Desk
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from tests.desk.invented import taken_in
from tests.desk.papers import waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
RIGHT = {"seen": 1, "page": 1, "degrees": 90}


@pytest.fixture
def document(desk: Desk) -> DocumentId:
    return taken_in(desk, waiting_invoice(1))


def _size(picture: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(picture)).size


def test_everybody_sees_a_page_as_it_was_turned_and_its_original_stays(
    desk: Desk, visit: Visit, document: DocumentId
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    pictures = [f"/review/{document}/pages/1{end}" for end in (".jpg", "/small.jpg")]
    pictures.append(f"/documents/{document}/pages/1.jpg")
    before = [_size(reviewer.get(path).content) for path in pictures]
    assert reviewer.post(f"/review/{document}/turn", RIGHT).json() == {"version": 2}
    colleague = visit(StaffRole.REVIEWER)
    assert [_size(colleague.get(path).content)[::-1] for path in pictures] == before
    assert reviewer.user
    assert desk.station(reviewer.user).openable(document, "test") == waiting_invoice(1).picture


def test_places_of_readings_and_words_turn_with_their_page(desk: Desk, visit: Visit, document: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    before = desk.work.records.for_policy(document).readings["seller"].source.box
    reviewer.post(f"/review/{document}/turn", RIGHT)
    after = desk.work.records.for_policy(document).readings["seller"].source.box
    assert before
    assert after == before.turned(90)
    (text, *place), *_ = reviewer.get(f"/review/{document}/pages/1/words").json()
    assert text == desk.work.records.for_policy(document).readings["seller"].text
    assert place == [after.left, after.top, after.right, after.bottom]


def test_what_was_typed_before_the_turn_is_approved_after_it(desk: Desk, visit: Visit, document: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.post(f"/review/{document}/turn", RIGHT)
    reviewer.post(f"/review/{document}", {"seen": 2, "stage": 1, "value.seller": "Mommsen Tee"})
    view = desk.work.records.view(document, actor="test", purpose="test", now=desk.now())
    assert (view.version, view.summary.readings["seller"].text) == (3, "Mommsen Tee")
    assert [step.actor for step in view.history if step.action == "pages_turned"] == [
        reviewer.user and reviewer.user.actor
    ]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"seen": 7}, 409), ({"page": 7}, 404), ({"degrees": 45}, 422), ({"page": [1, 1], "degrees": [90, 90]}, 422)],
)
def test_a_turn_that_cannot_be_is_refused_and_nothing_is_written(
    desk: Desk, visit: Visit, document: DocumentId, wrong: dict[str, object], status: int
) -> None:
    assert visit(StaffRole.REVIEWER).post(f"/review/{document}/turn", RIGHT | wrong).status_code == status
    assert desk.work.records.view(document, actor="test", purpose="test", now=desk.now()).version == 1
