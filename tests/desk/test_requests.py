"""The inbox, bulk acts and exports over HTTP: one person asks, another answers, and everything is on record."""

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from desk.desk import Desk
from flows.stages.packaging import Packaging
from flows.stages.year_end import YearEnd
from storage.records.customer_files import CustomerFiles
from storage.records.dispositions import Dispositions
from storage.records.requesting import Requests
from strongroom.disposition import Stage
from strongroom.ids import DocumentId
from strongroom.package import Wish
from strongroom.permissions import StaffRole
from strongroom.sign_in import CONFIRMED
from tests.desk.drawn import drawn
from tests.desk.invented import PASSWORD, Clock, identity_card, invoice, taken_in
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def bill(desk: Desk) -> DocumentId:
    return taken_in(desk, invoice(drawn(["bill"]), sure=True))


@pytest.fixture
def card(desk: Desk) -> DocumentId:
    return taken_in(desk, identity_card(drawn(["韩梅梅"])))


def the_request(desk: Desk) -> str:
    return Requests(desk.work.records.transactions).all(limit=1)[0].id


def test_access_is_asked_for_given_used_and_ended(desk: Desk, visit: Visit, card: DocumentId) -> None:
    operator, manager = visit(StaffRole.OPERATOR, name="otto"), visit(StaffRole.MANAGER)
    assert 404 == operator.get(f"/documents/{card}").status_code
    operator.get("/requests")
    form = {"document": f"http://desk/documents/{card}", "actions": ["view"], "days": "7", "reason": "a call from her"}
    assert 303 == operator.post("/requests", form).status_code
    assert "a call from her" in manager.get("/requests").text
    request = the_request(desk)
    assert 303 == manager.post(f"/requests/{request}/approve", {"words": "this week"}).status_code
    assert 200 == operator.get(f"/documents/{card}").status_code
    assert "this week" in operator.get("/requests").text
    manager.post(f"/grants/{request}/revoke")
    assert 404 == operator.get(f"/documents/{card}").status_code


def test_whoever_is_refused_a_paper_is_led_to_asking_for_it_whether_or_not_it_is_there(
    visit: Visit, card: DocumentId
) -> None:
    operator = visit(StaffRole.OPERATOR)
    for paper in (card, "01J00000000000000000000000"):
        way = f"/requests?document={paper}#ask"
        assert f'href="{way}"' in operator.get(f"/documents/{paper}").text
        assert f'value="{paper}"' in operator.get(way).text


def test_nobody_answers_their_own_request(desk: Desk, visit: Visit, card: DocumentId) -> None:
    manager = visit(StaffRole.MANAGER)
    manager.get("/requests")
    manager.post("/requests", {"document": card, "actions": ["download"], "days": "1", "reason": "for myself"})
    page = manager.get("/requests").text
    assert "Nothing waits for your answer." in page
    assert 403 == manager.post(f"/requests/{the_request(desk)}/approve").status_code


def test_a_bulk_export_leaves_after_another_persons_leave_with_its_hashes(
    desk: Desk, visit: Visit, bill: DocumentId, card: DocumentId
) -> None:
    asking, answering = visit(StaffRole.MANAGER, name="ann"), visit(StaffRole.MANAGER, name="ben")
    asking.get("/find")
    form = {"documents": [bill, card], "export_reason": "the auditors of 2026"}
    assert "/requests#mine" == asking.post("/find/export", form).headers["location"]
    request = the_request(desk)
    assert 400 == asking.post(f"/requests/{request}/export").status_code
    answering.get("/requests")
    answering.post(f"/requests/{request}/approve")
    taken = asking.post(f"/requests/{request}/export")
    with zipfile.ZipFile(BytesIO(taken.content)) as archive:
        listed = json.loads(archive.read("manifest.json"))["documents"]
        assert [bill, card] == [one["document"] for one in listed]
        assert all(one["sha256"] == hashlib.sha256(archive.read(one["file"])).hexdigest() for one in listed)
    assert taken.status_code == 200
    assert 400 == asking.post(f"/requests/{request}/export").status_code


def test_a_package_of_a_year_is_told_to_who_answers_and_taken_once_with_a_passphrase(
    desk: Desk, visit: Visit, bill: DocumentId, clock: Clock
) -> None:
    asking, answering = visit(StaffRole.MANAGER, name="ann"), visit(StaffRole.MANAGER, name="ben")
    ann = next(user for user in desk.accounts.everybody() if user.name == "ann")
    request = Packaging(desk.office(ann)).ask(Wish(year=2026, sealed=True), "the auditors come")
    page = answering.get("/requests").text
    assert "The papers of the fiscal year 2026" in page
    assert "Identity papers are in it, encrypted" in page
    answering.post(f"/requests/{request}/approve")
    assert 'name="passphrase"' in asking.get("/requests").text
    assert 400 == asking.post(f"/requests/{request}/package", {"passphrase": "short"}).status_code
    taken = asking.post(f"/requests/{request}/package", {"passphrase": "a long way to Tipperary"})
    with zipfile.ZipFile(BytesIO(taken.content)) as archive:
        assert "sealed/key.json" in archive.namelist()
        assert [bill] == [one["document"] for one in json.loads(archive.read("manifest.json"))["documents"]]
    clock.forward(seconds=CONFIRMED.total_seconds())
    assert "/confirm?next=/requests" == asking.post(f"/requests/{request}/package").headers["location"]
    asking.post("/confirm", {"password": PASSWORD})
    assert 400 == asking.post(f"/requests/{request}/package").status_code


def test_all_that_is_held_on_a_customer_is_asked_for_on_their_page_and_taken_once(
    desk: Desk, visit: Visit, card: DocumentId, clock: Clock
) -> None:
    """The language of the page is that of what is made; who answers is told what it is, and of whom."""
    asking, answering = visit(StaffRole.RECORDS_MANAGER, name="rosa"), visit(StaffRole.MANAGER, name="mona")
    place = f"/customers/{(CustomerFiles(desk.work.records.transactions).hash_of('韩梅梅') or b'').hex()}"
    assert "What is held on them" in asking.get(place).text
    assert "/requests#mine" == asking.post(f"{place}/subject", {"reason": "she asks"}).headers["location"]
    request = the_request(desk)
    page = answering.get("/requests").text
    assert "韩梅梅: papers: 1" in page
    assert "Everything on one customer" in page
    answering.post(f"/requests/{request}/approve")
    assert 404 == answering.post(f"/requests/{request}/subject").status_code
    clock.forward(seconds=CONFIRMED.total_seconds())
    assert "/confirm?next=/requests" == asking.post(f"/requests/{request}/subject").headers["location"]
    asking.post("/confirm", {"password": PASSWORD})
    asking.post("/language", {"language": "zh-CN"})
    assert f"/requests/{request}/subject" in asking.get("/requests").text
    taken = asking.post(f"/requests/{request}/subject")
    with zipfile.ZipFile(BytesIO(taken.content)) as archive:
        said = json.loads(archive.read("subject.json"))
        assert archive.read(said["documents"][0]["file"]["path"])
    assert "他人" in said["caution"]
    assert 400 == asking.post(f"/requests/{request}/subject").status_code
    trail = desk.work.records.view(card, actor="user:a", purpose="view", now=desk.now()).history
    assert {"read"} <= {one.action for one in trail if one.facts.get("purpose") == "she asks"}


def test_identity_papers_leave_in_bulk_only_with_the_password_given_again(
    desk: Desk, visit: Visit, card: DocumentId, clock: Clock
) -> None:
    asking, answering = visit(StaffRole.MANAGER), visit(StaffRole.MANAGER)
    asking.get("/find")
    asking.post("/find/export", {"documents": [card], "export_reason": "for the court"})
    answering.get("/requests")
    answering.post(f"/requests/{the_request(desk)}/approve")
    clock.forward(seconds=CONFIRMED.total_seconds())
    sent = asking.post(f"/requests/{the_request(desk)}/export")
    assert "/confirm?next=/requests" == sent.headers["location"]


def test_what_is_ticked_is_tagged_where_the_person_may(visit: Visit, bill: DocumentId, card: DocumentId) -> None:
    reviewer, operator = visit(StaffRole.REVIEWER), visit(StaffRole.OPERATOR)
    operator.get("/find")
    told = operator.post("/find/tag", {"documents": [bill, card], "tag": "urgent"}).headers["location"]
    assert "done=0-2" in told
    reviewer.get("/find")
    told = reviewer.post("/find/tag", {"documents": [bill, card], "tag": "Urgent Now"}).headers["location"]
    assert "Done for 2." in reviewer.get(told).text
    assert bill in reviewer.get("/find", params={"q": "tag:urgent-now"}).text


def test_what_is_ticked_is_held(visit: Visit, bill: DocumentId) -> None:
    keeper = visit(StaffRole.RECORDS_MANAGER)
    keeper.get("/find")
    keeper.post("/find/hold", {"documents": [bill], "matter": "Pinkel", "hold_reason": "a dispute"})
    assert "A hold keeps this paper" in keeper.get(f"/documents/{bill}").text


def test_a_search_is_kept_and_forgotten(visit: Visit, bill: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get("/find")
    reviewer.post("/find/saved", {"title": "Big ones", "q": "total>=100"})
    page = reviewer.get("/find").text
    assert "/find?q=total%3E%3D100" in page
    search = page.partition("/find/saved/")[2].partition("/")[0]
    assert "Big ones" not in visit(StaffRole.REVIEWER).get("/find").text
    reviewer.post(f"/find/saved/{search}/forget")
    assert "Big ones" not in reviewer.get("/find").text


def test_small_pictures_are_shown_only_of_what_needs_no_reason(
    visit: Visit, bill: DocumentId, card: DocumentId
) -> None:
    page = visit(StaffRole.MANAGER).get("/find", params={"view": "tiles"}).text
    assert f"/documents/{bill}/pages/1.jpg" in page
    assert f"/documents/{card}/pages/1.jpg" not in page


def test_who_is_to_approve_a_destruction_sees_what_why_since_when_and_the_paper_itself(
    desk: Desk, visit: Visit, bill: DocumentId, card: DocumentId
) -> None:
    far = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)
    desk.work.records.propose_dispositions(far)
    dispositions = Dispositions(desk.work.records.transactions)
    for document in (bill, card):
        if document in {one.document for one in dispositions.listed(Stage.ELIGIBLE)}:
            dispositions.request(document, actor="user:remo", now=desk.now())
    asked = dispositions.one(bill)
    page = visit(StaffRole.MANAGER).get("/destructions").text
    assert f'src="/documents/{bill}/pages/1.jpg"' in page
    assert "the longest in use, with a margin" in page
    assert f"No rule keeps them since {asked.ends}" in page
    assert f'src="/documents/{card}/pages/1.jpg"' not in page


def test_whoever_is_called_in_a_comment_finds_it_in_their_inbox(
    visit: Visit, bill: DocumentId, card: DocumentId
) -> None:
    reviewer, otto = visit(StaffRole.REVIEWER), visit(StaffRole.OPERATOR, name="otto")
    for document in (bill, card):
        reviewer.get(f"/documents/{document}")
        reviewer.post(f"/documents/{document}/comments", {"text": "@Otto have a look at this"})
    page = otto.get("/requests").text
    assert f"/documents/{bill}#comments" in page
    assert card not in page
    otto.get(f"/documents/{bill}")
    assert "You were called" not in otto.get("/requests").text


def test_who_answers_for_access_sees_everybody_and_says_who_still_needs_it(desk: Desk, visit: Visit) -> None:
    manager, otto = visit(StaffRole.MANAGER), visit(StaffRole.OPERATOR, name="otto")
    assert otto.user
    assert "Otto" in manager.get("/access").text
    user = next(one for one in desk.accounts.everybody() if one.name == "otto")
    assert 303 == manager.post(f"/access/{user.id}/confirm").status_code
    assert manager.user
    assert manager.user.title in manager.get("/access").text


def test_the_package_of_a_closed_year_leaves_by_its_page_to_whoever_was_let_in(
    desk: Desk, visit: Visit, bill: DocumentId
) -> None:
    package = YearEnd(work=desk.work, now=lambda: dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)).run().document
    assert package is not None
    asking, answering = visit(StaffRole.MANAGER, name="ann"), visit(StaffRole.MANAGER, name="ben")
    page = asking.get(f"/documents/{package}")
    assert (page.status_code, f"/documents/{package}/export" in page.text) == (200, False)
    assert 403 == asking.post(f"/documents/{package}/export", {"purpose": "the auditors"}).status_code
    asking.post("/requests", {"document": package, "actions": ["download"], "days": "1", "reason": "the auditors"})
    answering.get("/requests")
    answering.post(f"/requests/{the_request(desk)}/approve")
    assert f"/documents/{package}/export" in asking.get(f"/documents/{package}").text
    taken = asking.post(f"/documents/{package}/export", {"purpose": "the auditors"})
    with zipfile.ZipFile(BytesIO(taken.content)) as archive:
        assert [bill] == [one["document"] for one in json.loads(archive.read("manifest.json"))["documents"]]
