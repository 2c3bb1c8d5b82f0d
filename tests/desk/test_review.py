"""The review station over HTTP: what is shown, what is written, and two people on one document."""

import re
from collections.abc import Callable

import pytest

from desk.desk import Desk
from storage.records.stations import SEAT
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import Clock, identity_card, taken_in
from tests.desk.papers import queue_of, waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
SCRIPT = {"Accept": "application/json"}
MARK = re.compile(r'data-mark="([^"]+)"')


@pytest.fixture
def document(desk: Desk) -> DocumentId:
    return taken_in(desk, waiting_invoice(1))


def state_of(desk: Desk, document: DocumentId) -> State:
    return desk.work.records.for_policy(document).state


def seller_of(desk: Desk, document: DocumentId) -> str:
    return desk.work.records.for_policy(document).readings["seller"].text


def test_the_queue_shows_what_waits_and_why(visit: Visit, document: DocumentId) -> None:
    page = visit(StaffRole.REVIEWER).get("/queue").text
    assert f'href="/review/{document}"' in page
    assert "Seller: 60 % sure" in page


def test_the_station_asks_for_doubtful_fields_first(visit: Visit, document: DocumentId) -> None:
    page = visit(StaffRole.REVIEWER).get(f"/review/{document}").text
    assert page.index('data-field="seller"') < page.index('data-field="invoice_number"')
    assert "Only 60 % sure;" in page


def test_a_broken_sum_is_told_beside_its_fields(desk: Desk, visit: Visit) -> None:
    document = taken_in(desk, waiting_invoice(3))
    page = visit(StaffRole.REVIEWER).get(f"/review/{document}").text
    assert 3 == page.count("Does not hold: net and tax make the total")


def test_approving_as_read_files_it_and_opens_the_next(desk: Desk, visit: Visit) -> None:
    first, second = queue_of(desk, 2)
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{first}")
    sent = reviewer.post(f"/review/{first}", {"seen": 1, "value.seller": seller_of(desk, first)})
    assert State.FILED is state_of(desk, first)
    assert f"/review/{second}" == sent.headers["location"]


def test_a_script_is_told_what_is_next_and_by_what_it_knows_that_nobody_touched_it(desk: Desk, visit: Visit) -> None:
    first, second = queue_of(desk, 2)
    lin, ben = visit(StaffRole.REVIEWER), visit(StaffRole.REVIEWER, name="ben")
    lin.get(f"/review/{first}")
    assert {"address": f"/review/{second}"} == lin.post(f"/review/{first}/ahead", headers=SCRIPT).json()
    mark = MARK.search(lin.get(f"/review/{second}").text)
    assert mark
    told = lin.post(f"/review/{first}/leave", headers=SCRIPT).json()
    assert {"address": f"/review/{second}", "mark": mark[1], "left": "2 left"} == told
    ben.post(f"/review/{second}/take-over")
    assert f"/review/{second}" != lin.post(f"/review/{first}/leave", headers=SCRIPT).json()["address"]


def test_a_paper_that_is_free_again_is_not_what_was_fetched(desk: Desk, visit: Visit, clock: Clock) -> None:
    first, second = queue_of(desk, 2)
    lin = visit(StaffRole.REVIEWER)
    lin.get(f"/review/{second}")
    clock.forward(seconds=SEAT.total_seconds())
    told = lin.post(f"/review/{first}", {"seen": 1, "stage": 1}, headers=SCRIPT).json()
    assert (f"/review/{second}", "") == (told["address"], told["mark"])


def test_a_script_that_is_refused_is_shown_nothing(desk: Desk, visit: Visit, document: DocumentId) -> None:
    lin = visit(StaffRole.REVIEWER)
    lin.get(f"/review/{document}")
    before = len(desk.work.records.view(document, actor="test", purpose="test", now=desk.now()).history)
    answer = lin.post(f"/review/{document}", {"seen": 1, "value.date": "gestern"}, headers=SCRIPT)
    assert (422, "bad_correction") == (answer.status_code, answer.json()["code"])
    after = desk.work.records.view(document, actor="test", purpose="test", now=desk.now()).history
    assert before + 1 == len(after)


def test_a_corrected_value_is_filed_and_names_the_file_anew(desk: Desk, visit: Visit, document: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{document}")
    reviewer.post(f"/review/{document}", {"seen": 1, "value.seller": "Mommsen Tee"})
    row = desk.work.records.for_policy(document)
    assert ("Mommsen Tee", State.FILED) == (row.readings["seller"].text, row.state)
    assert row.name
    assert "Mommsen-Tee" in row.name


def test_a_value_that_cannot_be_is_told_and_what_was_typed_stays(
    desk: Desk, visit: Visit, document: DocumentId
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{document}")
    typed = {"value.seller": "Mommsen Tee", "place.seller": "1 0.1 0.2 0.3 0.4", "value.date": "gestern"}
    page = reviewer.post(f"/review/{document}", {"seen": 1, **typed})
    assert 400 == page.status_code
    assert 'value="gestern"' in page.text
    assert 'value="Mommsen Tee"' in page.text
    assert 'value="1 0.1 0.2 0.3 0.4"' in page.text
    assert 'data-box="0.1 0.2 0.3 0.4"' in page.text
    assert State.IN_REVIEW is state_of(desk, document)


def test_a_rejected_paper_goes_to_quarantine_with_a_reason(desk: Desk, visit: Visit, document: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{document}")
    reviewer.post(f"/review/{document}/reject", {"seen": 1, "reason": "a page is missing"})
    assert State.QUARANTINED is state_of(desk, document)
    assert "A reviewer rejected the paper." in reviewer.get("/quarantine").text


def test_another_kind_reads_its_fields_anew_and_the_paper_goes_on_waiting(
    desk: Desk, visit: Visit, document: DocumentId
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{document}")
    sent = reviewer.post(f"/review/{document}/kind", {"seen": 1, "kind": "receipt"})
    assert f"/review/{document}" == sent.headers["location"]
    row = desk.work.records.for_policy(document)
    assert ("receipt", State.IN_REVIEW) == (row.kind, row.state)
    assert 'data-field="receipt_number"' in reviewer.get(f"/review/{document}").text


def test_who_sits_at_a_paper_is_shown_to_others_who_may_take_it_over(
    desk: Desk, visit: Visit, document: DocumentId
) -> None:
    ann, ben = visit(StaffRole.REVIEWER, name="ann"), visit(StaffRole.REVIEWER, name="ben")
    ann.get(f"/review/{document}")
    assert "Ann has this paper in front of them." in ben.get(f"/review/{document}").text
    ben.post(f"/review/{document}/take-over")
    assert "has this paper in front of them" not in ben.get(f"/review/{document}").text
    assert 409 == ann.post(f"/review/{document}/seat").status_code


def test_a_seat_that_is_not_used_is_free_again(visit: Visit, document: DocumentId, clock: Clock) -> None:
    ann, ben = visit(StaffRole.REVIEWER, name="ann"), visit(StaffRole.REVIEWER, name="ben")
    ann.get(f"/review/{document}")
    clock.forward(seconds=SEAT.total_seconds())
    assert "has this paper in front of them" not in ben.get(f"/review/{document}").text


def test_two_people_on_one_document_lose_nothing(desk: Desk, visit: Visit, document: DocumentId) -> None:
    ann, ben = visit(StaffRole.REVIEWER, name="ann"), visit(StaffRole.REVIEWER, name="ben")
    ann.get(f"/review/{document}")
    ben.get(f"/review/{document}")
    ben.post(f"/review/{document}/take-over")
    ben.get(f"/review/{document}")
    ben.post(f"/review/{document}", {"seen": 1, "value.seller": "What Ben read"})
    page = ann.post(f"/review/{document}", {"seen": 1, "value.seller": "What Ann read"})
    assert 409 == page.status_code
    assert "What Ben read" in page.text
    assert "What Ann read" in page.text
    assert "What Ben read" == seller_of(desk, document)
    ann.post(f"/review/{document}/merge", {"seen": 2, "value.seller": "What Ann read"})
    assert ("What Ann read", State.FILED) == (seller_of(desk, document), state_of(desk, document))


def test_a_page_is_drawn_in_a_process_apart_and_its_view_is_recorded(
    desk: Desk, visit: Visit, document: DocumentId
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{document}")
    for _ in range(2):
        picture = reviewer.get(f"/review/{document}/pages/1.jpg")
        assert b"\xff\xd8\xff" == picture.content[:3]
        assert "no-store" == picture.headers["cache-control"]
    assert 404 == reviewer.get(f"/review/{document}/pages/2.jpg").status_code
    history = desk.work.records.view(document, actor="test", purpose="test", now=desk.now()).history
    opened = [one for one in history if reviewer.user and one.actor == reviewer.user.actor and one.action == "read"]
    assert len(opened) >= 3


def test_reviewing_an_identity_paper_records_why_it_was_seen(desk: Desk, visit: Visit) -> None:
    document = taken_in(desk, identity_card(drawn(["韩梅梅"])))
    desk.station(visit(StaffRole.MANAGER).user).reopen(document)  # type: ignore[arg-type]
    reviewer = visit(StaffRole.REVIEWER)
    assert "110105199003070025" in reviewer.get(f"/review/{document}").text
    history = desk.work.records.view(document, actor="test", purpose="test", now=desk.now()).history
    assert "review" in {one.facts.get("purpose") for one in history if one.action == "viewed"}


def test_back_leads_to_the_page_of_a_paper_that_was_decided_on_and_not_to_another_decision(
    desk: Desk, visit: Visit
) -> None:
    document = taken_in(desk, waiting_invoice(1))
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.post(f"/review/{document}", {"seen": 1, "value.seller": "Mommsen Tee"})
    assert f"/documents/{document}" == reviewer.get(f"/review/{document}").headers["location"]
