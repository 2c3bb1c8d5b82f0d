"""Asking customers at the desk, and the page where they hand in: files go in, and nothing comes out."""

import re
from collections.abc import Callable
from dataclasses import replace

from fastapi.testclient import TestClient

from desk.app import create_app
from desk.desk import Desk
from desk.limits import PACES, Counted
from storage.records.asking import Ask, Asks
from storage.records.customer_files import CustomerFiles
from storage.records.describing import Description, describe
from storage.records.freezing import freeze
from storage.records.merging import Merges
from storage.records.stations import Stations
from strongroom.document import State
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import invoice, taken_in
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
TEA = "Mommsen Tee"
IDENTITY = "cn_id_card passport travel_permit residence_permit id_card"


def lacking(desk: Desk, reviewer: Visitor) -> str:
    """A customer who lacks an identity paper; gives the address of their page."""
    taken_in(desk, replace(invoice(drawn([TEA]), sure=True), customer=TEA))
    path = "/customers/" + (CustomerFiles(desk.work.records.transactions).hash_of(TEA) or b"").hex()
    reviewer.get(path)
    reviewer.post(f"{path}/profile", {"sort": "private_person", "mail": "ada@example.org", "language": "en"})
    return path


def only(desk: Desk) -> Ask:
    (one,) = Asks(desk.work.records.transactions).open()
    return one


def linked(desk: Desk, reviewer: Visitor) -> str:
    """The path of a link by which the customer hands in."""
    path = lacking(desk, reviewer)
    assert 303 == reviewer.post(f"{path}/asks", {"kinds": IDENTITY}).status_code
    page = reviewer.post(f"/asks/{only(desk).id}/link").text
    found = re.search(r"http://testserver(/u/[\w-]+)", page)
    assert found is not None
    return found.group(1)


def guest(desk: Desk) -> Visitor:
    """Somebody outside, on a browser of their own."""
    return Visitor(TestClient(create_app(desk), client=("192.0.2.7", 5000), follow_redirects=False))


def test_a_person_asks_for_what_a_file_lacks_and_withdraws_it(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    path = lacking(desk, reviewer)
    assert "No customer is asked" in reviewer.get("/asks").text
    assert 400 == reviewer.post(f"{path}/asks", {"kinds": "contract"}).status_code  # it lacks none
    reviewer.post(f"{path}/asks", {"kinds": IDENTITY})
    assert 400 == reviewer.post(f"{path}/asks", {"kinds": IDENTITY}).status_code  # asked for already
    page = reviewer.get("/asks").text
    assert TEA in page
    assert only(desk).code in page
    assert f"/asks#{only(desk).id}" in reviewer.get(path).text
    reviewer.post(f"/asks/{only(desk).id}/withdraw")
    assert "No customer is asked" in reviewer.get("/asks").text


def test_a_letter_is_allowed_with_one_click_where_there_is_a_way_to_send_it(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    path = lacking(desk, reviewer)
    reviewer.post(f"{path}/asks", {"kinds": IDENTITY})
    assert "the settings name no mail account" in reviewer.get("/asks").text
    assert 303 == reviewer.post(f"/asks/{only(desk).id}/send").status_code
    letter = only(desk).letter
    assert letter is not None
    assert not letter.waits
    assert 404 == reviewer.post(f"/asks/{only(desk).id}/send").status_code


def test_the_page_of_a_link_tells_what_is_asked_for_and_not_of_whom(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    page = guest(desk).get(path).text
    assert "Passport" in page
    assert only(desk).code in page
    assert TEA not in page
    assert 404 == guest(desk).get("/u/guessed").status_code


def test_what_is_handed_in_goes_the_way_of_every_paper_as_the_customers(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    outside = guest(desk)
    outside.get(path)
    answer = outside.send(path, drawn(["passport"]), **{"X-File-Name": "IMG_1.png"})
    assert 201 == answer.status_code
    assert {"outcome", "sentence", "way_out"} == answer.json().keys()
    (document,) = only(desk).came
    row = desk.work.records.for_policy(document)
    assert (State.RECEIVED, TEA) == (row.state, row.customer)


def test_a_guest_is_not_told_that_the_house_has_a_paper(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    path = linked(desk, reviewer)
    outside = guest(desk)
    outside.get(path)
    first, second = (outside.send(path, drawn(["same"]), **{"X-File-Name": f"{name}.png"}) for name in ("one", "two"))
    assert (first.status_code, first.json()) == (second.status_code, second.json())


def test_a_guest_is_told_that_a_file_cannot_be_read(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    outside = guest(desk)
    outside.get(path)
    answer = outside.send(path, b"\0" * 100, **{"X-File-Name": "IMG_1.png"})
    assert "refused" == answer.json()["outcome"]


def test_a_link_opens_no_other_door(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    outside = guest(desk)
    outside.get(path)
    outside.send(path, drawn(["passport"]), **{"X-File-Name": "IMG_1.png"})
    (document,) = only(desk).came
    paths = [f"{path}/paper", f"{path}/pages/1.jpg", f"/documents/{document}", "/asks", "/customers", "/find"]
    assert not [each for each in paths if outside.get(each).status_code == 200]


def test_a_link_takes_so_much_and_no_more(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    outside = guest(desk)
    outside.get(path)
    headers = {"X-File-Name": "IMG_1.png"}
    for mark in range(desk.work.settings.asks.files):
        assert 201 == outside.send(path, drawn(["passport"], mark=mark), **headers).status_code
    assert 404 == outside.send(path, drawn(["passport"], mark=99), **headers).status_code
    assert 404 == outside.get(path).status_code


def test_a_frozen_vault_takes_nothing_and_counts_nothing(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    freeze(desk.work.records.transactions, actor="user:x", now=desk.now())
    outside = guest(desk)
    outside.get(path)
    assert 503 == outside.send(path, drawn(["passport"]), **{"X-File-Name": "IMG_1.png"}).status_code
    assert desk.work.settings.asks.files == only(desk).files_left


def test_nothing_is_counted_where_no_paper_is_the_customers_any_more(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    outside = guest(desk)
    outside.get(path)
    transactions = desk.work.records.transactions
    for paper in CustomerFiles(transactions).one(only(desk).customer, papers=9).papers:
        seen = Stations(transactions).versions(paper)[0].number
        said = Description(tags=(), customer="Other Tea", seen=seen)
        describe(transactions, paper, said, actor="user:x", now=desk.now())
    assert 404 == outside.send(path, drawn(["passport"]), **{"X-File-Name": "IMG_1.png"}).status_code
    assert desk.work.settings.asks.files == only(desk).files_left


def test_the_link_of_a_customer_who_was_merged_takes_papers_for_the_other(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    outside = guest(desk)
    outside.get(path)
    taken_in(desk, replace(invoice(drawn(["other"]), sure=True), customer="Other Tea"))
    Merges(desk.work.records.transactions).merge(only(desk).customer, "Other Tea", actor="user:x", now=desk.now())
    assert 201 == outside.send(path, drawn(["passport"]), **{"X-File-Name": "IMG_1.png"}).status_code
    (came,) = only(desk).came
    assert "Other Tea" == desk.work.records.for_policy(came).customer


def test_a_form_of_somebody_else_hands_in_nothing(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    outside = guest(desk)
    assert 403 == outside.client.post(path, content=b"x", headers={"X-File-Name": "a.png"}).status_code


def test_who_knocks_too_often_has_to_wait(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    outside = guest(desk)
    answers = [outside.get(path).status_code for _ in range(PACES[Counted.GUEST].burst + 1)]
    assert (200, 429) == (answers[0], answers[-1])


def test_who_may_not_review_sees_no_asks(desk: Desk, visit: Visit) -> None:
    path = linked(desk, visit(StaffRole.REVIEWER))
    operator = visit(StaffRole.OPERATOR)
    assert 303 == operator.get("/asks").status_code
    for deed in ("send", "link", "withdraw"):
        assert 404 == operator.post(f"/asks/{only(desk).id}/{deed}").status_code
    assert 200 == guest(desk).get(path).status_code
