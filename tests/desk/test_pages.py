"""Find, the document page, upload, quarantine and users over HTTP."""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from desk.desk import Desk
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from strongroom.sign_in import CONFIRMED
from tests.desk.drawn import drawn
from tests.desk.invented import PASSWORD, Clock, identity_card, invoice, taken_in
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
NUMBER = "110105199003070025"


@pytest.fixture
def card(desk: Desk) -> DocumentId:
    return taken_in(desk, identity_card(drawn(["韩梅梅"])))


@pytest.fixture
def bill(desk: Desk) -> DocumentId:
    return taken_in(desk, invoice(drawn(["杭州百胜餐饮有限公司"]), seller="杭州百胜餐饮有限公司", sure=True))


def test_a_paper_is_found_by_chinese_words(visit: Visit, bill: DocumentId, card: DocumentId) -> None:
    page = visit(StaffRole.REVIEWER).get("/find", params={"q": "百胜餐饮"}).text
    assert f"/documents/{bill}" in page
    assert f"/documents/{card}" not in page


def test_a_query_that_is_not_understood_is_told(visit: Visit) -> None:
    page = visit(StaffRole.REVIEWER).get("/find", params={"q": 'total>= "'})
    assert "The search is not understood" in page.text


@pytest.mark.parametrize("page", ["0", "9" * 25])
@pytest.mark.parametrize("list_of", ["/find", "/customers"])
def test_a_page_that_no_list_has_is_no_fault_of_ours(visit: Visit, list_of: str, page: str) -> None:
    assert 200 == visit(StaffRole.REVIEWER).get(list_of, params={"page": page}).status_code


def test_a_nul_which_no_text_of_ours_holds_is_refused_at_the_door(visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    form = {"actions": "view", "days": "7", "reason": "a call", "document": "\0"}
    answers = (reviewer.get("/find?q=id:%00"), reviewer.get("/documents/%00"), reviewer.post("/requests", form))
    assert [400, 404, 400] == [answer.status_code for answer in answers]


def test_each_part_of_a_query_can_be_taken_away(visit: Visit) -> None:
    page = visit(StaffRole.REVIEWER).get("/find", params={"q": "kind:invoice tee"}).text
    assert "/find?q=tee" in page
    assert "/find?q=kind%3Ainvoice" in page


def test_an_operator_finds_no_identity_papers_and_cannot_tell_them_from_nothing(visit: Visit, card: DocumentId) -> None:
    operator = visit(StaffRole.OPERATOR)
    assert card not in operator.get("/find").text
    hidden, absent = operator.get(f"/documents/{card}"), operator.get("/documents/01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert (404, 404) == (hidden.status_code, absent.status_code)
    assert hidden.text.replace(card, "") == absent.text.replace("01ARZ3NDEKTSV4RRFFQ69G5FAV", "")


def test_sensitive_readings_are_masked_until_a_reason_is_given(desk: Desk, visit: Visit, card: DocumentId) -> None:
    manager = visit(StaffRole.MANAGER)
    page = manager.get(f"/documents/{card}").text
    assert NUMBER not in page
    assert "110***********0025" in page
    assert 403 == manager.get(f"/documents/{card}/pages/1.jpg").status_code
    shown = manager.post(f"/documents/{card}/reveal", {"purpose": "a call from the bank"}).headers["location"]
    assert "bank" not in shown
    assert NUMBER in manager.get(shown).text
    leave = shown.partition("?")[2]
    assert 200 == manager.get(f"/documents/{card}/pages/1.jpg?{leave}").status_code
    assert "a call from the bank" in manager.get(f"/documents/{card}").text


def test_who_may_see_the_pages_and_not_the_values_says_why_and_sees_the_pages(visit: Visit, card: DocumentId) -> None:
    keeper = visit(StaffRole.RECORDS_MANAGER)
    assert "Why do you need to see it?" in keeper.get(f"/documents/{card}").text
    shown = keeper.post(f"/documents/{card}/reveal", {"purpose": "a request for erasure"}).headers["location"]
    page = keeper.get(shown).text
    assert "110105199003070025" not in page
    leave = shown.partition("?")[2]
    assert 200 == keeper.get(f"/documents/{card}/pages/1.jpg?{leave}").status_code
    assert 403 == keeper.get(f"/documents/{card}/pages/1.jpg").status_code


def test_a_leave_is_good_for_its_document_session_and_time_alone(
    desk: Desk, visit: Visit, card: DocumentId, clock: Clock
) -> None:
    manager, other = visit(StaffRole.MANAGER), visit(StaffRole.MANAGER)
    shown = manager.post(f"/documents/{card}/reveal", {"purpose": "a call"}).headers["location"]
    assert NUMBER not in other.get(shown).text
    clock.forward(minutes=10)
    assert NUMBER not in manager.get(shown).text


def test_an_original_leaves_unchanged_with_its_name(desk: Desk, visit: Visit) -> None:
    picture = drawn(["杭州百胜餐饮有限公司"], mark=7)
    bill = taken_in(desk, invoice(picture, seller="百胜", sure=True))
    manager = visit(StaffRole.MANAGER)
    manager.get(f"/documents/{bill}")
    answer = manager.post(f"/documents/{bill}/export", {"purpose": "for the auditor"})
    assert picture == answer.content
    assert quote("百胜") in answer.headers["content-disposition"]


def test_an_identity_paper_leaves_only_with_the_password_given_again(
    visit: Visit, card: DocumentId, clock: Clock
) -> None:
    manager = visit(StaffRole.MANAGER)
    clock.forward(seconds=CONFIRMED.total_seconds())
    manager.get(f"/documents/{card}")
    sent = manager.post(f"/documents/{card}/export", {"purpose": "for the court"})
    assert f"/confirm?next=/documents/{card}" == sent.headers["location"]
    manager.post("/confirm", {"password": PASSWORD, "next": f"/documents/{card}"})
    assert 200 == manager.post(f"/documents/{card}/export", {"purpose": "for the court"}).status_code


def test_how_long_it_is_kept_is_told_in_words(visit: Visit, card: DocumentId) -> None:
    page = visit(StaffRole.MANAGER).get(f"/documents/{card}").text
    assert "May be destroyed from 2033-05-02." in page
    assert "2 years, counted from 2031-05-02" in page


def test_a_dropped_file_is_taken_in_and_known_when_it_comes_again(desk: Desk, visit: Visit) -> None:
    operator = visit(StaffRole.OPERATOR)
    headers = {"X-File-Name": quote("扫描 001.png"), "Accept": "application/json"}
    first = operator.send("/upload", drawn(["新文件"]), **headers)
    again = operator.send("/upload", drawn(["新文件"]), **headers)
    assert (201, "taken", False) == (first.status_code, first.json()["outcome"], first.json()["opens"])
    assert visit(StaffRole.REVIEWER).send("/upload", drawn(["neuer"]), **headers).json()["opens"]
    assert (first.json()["document"], "duplicate") == (again.json()["document"], again.json()["outcome"])
    row = desk.work.records.for_policy(DocumentId(first.json()["document"]))
    assert "扫描 001.png" == row.original_name


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\secret\\passwd", "\x00passwd"])
def test_a_name_is_never_a_path(desk: Desk, visit: Visit, name: str) -> None:
    headers = {"X-File-Name": quote(name), "Accept": "application/json"}
    taken = visit(StaffRole.OPERATOR).send("/upload", drawn([name]), **headers)
    assert "passwd" == desk.work.records.for_policy(taken.json()["document"]).original_name


def test_a_bad_file_is_told_with_a_way_out_and_lies_in_quarantine(visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    headers = {"X-File-Name": "story.pdf", "Accept": "application/json"}
    told = reviewer.send("/upload", b"%PDF-1.7 and then nothing", **headers).json()
    assert "refused" == told["outcome"]
    assert told["way_out"]
    assert told["document"] in reviewer.get("/quarantine").text


def test_an_administrator_adds_somebody_who_can_sign_in(desk: Desk, visit: Visit, stranger: Visitor) -> None:
    admin = visit(StaffRole.ADMIN)
    admin.get("/users")
    page = admin.post("/users", {"name": "李雷", "title": "李雷", "roles": ["operator", "reviewer"]}).text
    password = page.partition('id="new-password">')[2].partition("<")[0]
    stranger.get("/sign-in")
    assert 303 == stranger.post("/sign-in", {"name": "李雷", "password": password}).status_code
    assert "/sign-in/password?next=/queue" == stranger.get("/queue").headers["location"]


def test_changing_users_asks_for_the_password_again(visit: Visit, clock: Clock) -> None:
    admin = visit(StaffRole.ADMIN)
    clock.forward(seconds=CONFIRMED.total_seconds())
    admin.get("/users")
    sent = admin.post("/users", {"name": "eve", "roles": ["admin"]})
    assert sent.headers["location"].startswith("/confirm")


def test_the_last_administrator_cannot_be_disabled_by_the_page(desk: Desk, visit: Visit) -> None:
    admin = visit(StaffRole.ADMIN)
    first = desk.accounts.everybody()[0]
    admin.get(f"/users/{first.id}")
    assert 303 == admin.post(f"/users/{first.id}/disable").status_code
    assert admin.user
    refused = admin.post(f"/users/{admin.user.id}/disable")
    assert 400 == refused.status_code
    assert "Without this person" in refused.text


def test_components_say_how_they_are(visit: Visit) -> None:
    assert "works" in visit(StaffRole.ADMIN).get("/components").text
