"""The document page over HTTP: what people say of a paper, what it belongs with, what keeps it, and its past."""

from collections.abc import Callable

import pytest

from desk.desk import Desk
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import identity_card, invoice, taken_in
from tests.desk.papers import waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def bill(desk: Desk) -> DocumentId:
    return taken_in(desk, invoice(drawn(["bill"]), sure=True))


@pytest.fixture
def card(desk: Desk) -> DocumentId:
    return taken_in(desk, identity_card(drawn(["韩梅梅"])))


def test_a_comment_is_read_on_the_page_and_its_words_are_escaped(visit: Visit, bill: DocumentId) -> None:
    operator = visit(StaffRole.OPERATOR, name="otto")
    operator.get(f"/documents/{bill}")
    assert 303 == operator.post(f"/documents/{bill}/comments", {"text": "<b>金额</b> 已核对"}).status_code
    page = operator.get(f"/documents/{bill}").text
    assert "&lt;b&gt;金额&lt;/b&gt; 已核对" in page
    assert "commented on it" in page


def test_tags_and_customer_are_changed_and_the_past_says_so(visit: Visit, bill: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/documents/{bill}")
    form = {"seen": "1", "tags": "Steuer 2026， paid", "customer": "Mommsen Tee"}
    assert 303 == reviewer.post(f"/documents/{bill}/description", form).status_code
    page = reviewer.get(f"/documents/{bill}").text
    assert "/find?q=tag:steuer-2026" in page
    assert "<del>Quastenflosse GmbH</del>" in page
    assert "<ins>Mommsen Tee</ins>" in page
    assert 409 == reviewer.post(f"/documents/{bill}/description", form).status_code


def test_linked_papers_show_each_other_to_who_may_know_of_both(
    visit: Visit, bill: DocumentId, card: DocumentId
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/documents/{bill}")
    reviewer.post(f"/documents/{bill}/links", {"other": f"https://desk/documents/{card}"})
    assert f"/documents/{card}" in reviewer.get(f"/documents/{bill}").text
    assert f"/documents/{bill}" in reviewer.get(f"/documents/{card}").text
    assert f"/documents/{card}" not in visit(StaffRole.OPERATOR).get(f"/documents/{bill}").text
    reviewer.post(f"/documents/{card}/links/{bill}/remove")
    assert f"/documents/{card}" not in reviewer.get(f"/documents/{bill}").text


def test_nothing_is_linked_to_what_may_not_be_known_of(visit: Visit, bill: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/documents/{bill}")
    assert 404 == reviewer.post(f"/documents/{bill}/links", {"other": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}).status_code


def test_a_hold_is_placed_seen_and_lifted_by_who_may(visit: Visit, bill: DocumentId) -> None:
    keeper, operator = visit(StaffRole.RECORDS_MANAGER), visit(StaffRole.OPERATOR)
    keeper.get(f"/documents/{bill}")
    keeper.post(f"/documents/{bill}/holds", {"matter": "Pinkel ./. Tee", "reason": "a dispute"})
    page = keeper.get(f"/documents/{bill}").text
    assert "Pinkel ./. Tee" in page
    hold = page.partition(f"/documents/{bill}/holds/")[2].partition("/")[0]
    shown = operator.get(f"/documents/{bill}").text
    assert "A hold keeps this paper" in shown
    assert "Pinkel ./. Tee" not in shown
    keeper.post(f"/documents/{bill}/holds/{hold}/lift", {"reason": "settled"})
    assert "A hold keeps this paper" not in keeper.get(f"/documents/{bill}").text


def test_a_hold_is_lifted_only_where_it_stands(visit: Visit, bill: DocumentId, card: DocumentId) -> None:
    keeper = visit(StaffRole.RECORDS_MANAGER)
    keeper.get(f"/documents/{bill}")
    keeper.post(f"/documents/{bill}/holds", {"matter": "m", "reason": "r"})
    hold = keeper.get(f"/documents/{bill}").text.partition(f"/documents/{bill}/holds/")[2].partition("/")[0]
    assert 404 == keeper.post(f"/documents/{card}/holds/{hold}/lift", {"reason": "x"}).status_code


def test_what_a_correction_changed_is_shown_sensitive_values_masked(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    document = taken_in(desk, waiting_invoice(1))
    assert reviewer.user
    desk.station(reviewer.user).settle(document, {"seller": "Mommsen Tee"}, seen=1)
    page = reviewer.get(f"/documents/{document}").text
    assert "<del>Grünkohl Versand</del>" in page
    assert "<ins>Mommsen Tee</ins>" in page


def test_why_it_is_kept_names_the_year_that_the_law_counts_from(visit: Visit, bill: DocumentId) -> None:
    page = visit(StaffRole.MANAGER).get(f"/documents/{bill}").text
    assert "from the end of 2026" in page
