"""Papers that came apart are joined from the review station or from their page, and taken apart again."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from desk.desk import Desk
from extractors.intake import inspect
from storage.records.joining import Joins
from storage.records.restriction_orders import RestrictionOrders
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from strongroom.settings import Limits
from tests.desk.drawn import drawn
from tests.desk.invented import Clock, invoice, taken_in
from tests.desk.papers import waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def front(desk: Desk) -> DocumentId:
    return taken_in(desk, waiting_invoice(1))


@pytest.fixture
def back(desk: Desk) -> DocumentId:
    return taken_in(desk, waiting_invoice(2))


def order(*parts: DocumentId, **more: str) -> dict[str, str]:
    """A form that names these in this order."""
    places = {f"place.{part}": str(place) for place, part in enumerate(parts, start=1)}
    return places | {f"seen.{part}": "1" for part in parts} | more


def of_another(desk: Desk) -> DocumentId:
    return taken_in(desk, replace(invoice(drawn(["another"])), customer="Grünkohl Versand"))


def test_what_came_with_a_paper_is_offered_with_its_page(visit: Visit, front: DocumentId, back: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    assert "/neighbours" in reviewer.get(f"/review/{front}").text
    page = reviewer.get(f"/review/{front}/neighbours").text
    assert f'name="place.{back}" value=""' in page
    assert f'name="place.{front}" value="1"' in page
    assert "came with it" in page


def test_two_papers_become_one_that_is_read_again(
    desk: Desk, visit: Visit, front: DocumentId, back: DocumentId
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{front}")
    sent = reviewer.post(f"/review/{front}/join", order(back, front))
    assert (303, "/queue") == (sent.status_code, sent.headers["location"])
    records = desk.work.records
    (whole,) = records.in_state(State.RECEIVED, actor="test", now=desk.now(), limit=9)
    assert ("Quastenflosse GmbH", "scan 001.pdf") == (whole.customer, whole.original_name)
    join = Joins(records.transactions).of(whole.id)
    assert join
    assert (back, front) == join.parts
    (lease,) = records.claim_these("test", [whole.id], now=desk.now(), lease_seconds=60)
    assert 2 == inspect(desk.work.vault.get(records.assignment(lease).blob), Limits()).pages
    page = reviewer.get(f"/documents/{front}").text
    assert f'href="/documents/{whole.id}"' in page
    assert "read-again" not in page


def test_from_its_page_a_joined_paper_is_taken_apart_again(
    desk: Desk, visit: Visit, front: DocumentId, back: DocumentId
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    assert "Join with other papers" in reviewer.get(f"/documents/{front}").text
    there = reviewer.post(f"/documents/{front}/join", order(front, back)).headers["location"]
    page = reviewer.get(there).text
    assert page.index(front) < page.index(back)
    assert 303 == reviewer.post(f"{there}/take-apart").status_code
    assert [State.RECEIVED] * 2 == [desk.work.records.for_policy(one).state for one in (front, back)]
    assert "Taken apart on" in reviewer.get(there).text
    assert 404 == reviewer.post(f"{there}/take-apart").status_code


def test_papers_of_two_customers_are_joined_only_when_a_person_says_whose_they_are(
    desk: Desk, visit: Visit, front: DocumentId
) -> None:
    other = of_another(desk)
    reviewer = visit(StaffRole.REVIEWER)
    assert "Whose is it?" in reviewer.get(f"/review/{front}/neighbours").text
    reviewer.get(f"/review/{front}")
    assert 400 == reviewer.post(f"/review/{front}/join", order(front, other)).status_code
    assert 400 == reviewer.post(f"/review/{front}/join", order(front, other, customer="Nobody Ltd")).status_code
    said = order(front, other, customer="Grünkohl Versand")
    assert 303 == reviewer.post(f"/review/{front}/join", said).status_code
    (whole,) = desk.work.records.in_state(State.RECEIVED, actor="test", now=desk.now(), limit=9)
    assert "Grünkohl Versand" == whole.customer


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda form: {},
        lambda form: dict(list(form.items())[:1]),
        lambda form: form | {next(iter(form)): "2"},
        lambda form: form | {next(iter(form)): "first"},
        lambda form: form | {"place.elsewhere": "3", "seen.elsewhere": "1"},
    ],
    ids=["nothing", "one alone", "the same place twice", "no number", "no document"],
)
def test_a_form_that_says_no_order_joins_nothing(
    desk: Desk,
    visit: Visit,
    front: DocumentId,
    back: DocumentId,
    spoilt: Callable[[dict[str, str]], dict[str, str]],
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{front}")
    assert 400 == reviewer.post(f"/review/{front}/join", spoilt(order(front, back))).status_code
    assert State.IN_REVIEW is desk.work.records.for_policy(front).state


def test_a_restricted_paper_is_not_there_to_be_joined(
    desk: Desk, visit: Visit, front: DocumentId, back: DocumentId
) -> None:
    RestrictionOrders(desk.work.records.transactions).make(back, "a law", actor="test", now=desk.now())
    reviewer = visit(StaffRole.REVIEWER)
    assert back not in reviewer.get(f"/review/{front}/neighbours").text
    reviewer.get(f"/review/{front}")
    assert 404 == reviewer.post(f"/review/{front}/join", order(front, back)).status_code


def test_what_changed_meanwhile_is_looked_at_again(
    desk: Desk, visit: Visit, front: DocumentId, back: DocumentId
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{front}")
    reviewer.post(f"/review/{back}/kind", {"seen": "1", "kind": "receipt"})
    reviewer.get(f"/review/{front}")
    assert 409 == reviewer.post(f"/review/{front}/join", order(front, back)).status_code
    assert State.IN_REVIEW is desk.work.records.for_policy(front).state


def test_filed_papers_that_came_with_it_or_are_of_its_customer_are_offered_too(
    desk: Desk, visit: Visit, clock: Clock
) -> None:
    """Others are not, nor those that are kept for no other use."""

    def settled(mark: int, customer: str) -> DocumentId:
        bill = invoice(drawn(["bill"], mark=mark), number=f"RE-{mark}", sure=True)
        return taken_in(desk, replace(bill, customer=customer))

    long_ago, stranger = settled(901, "Quastenflosse GmbH"), settled(902, "Kohl GmbH")
    clock.forward(days=30)
    batch = settled(903, "Kohl GmbH")
    front = taken_in(desk, waiting_invoice(904))
    reviewer = visit(StaffRole.REVIEWER)
    place = f"/review/{front}/neighbours"
    page = reviewer.get(place).text
    assert [True, True, False] == [document in page for document in (long_ago, batch, stranger)]
    RestrictionOrders(desk.work.records.transactions).make(long_ago, "kept by law", actor="test", now=desk.now())
    assert long_ago not in reviewer.get(place).text
    joined = reviewer.post(f"/documents/{front}/join", order(front, batch, customer="Quastenflosse GmbH"))
    assert 303 == joined.status_code
    assert State.QUARANTINED is desk.work.records.for_policy(batch).state
