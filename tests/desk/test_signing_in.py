"""The first run, signing in and out, and what a visit is refused."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from desk.app import create_app
from desk.desk import Desk
from storage.crypto.one_time import code_at
from strongroom.permissions import StaffRole
from strongroom.sign_in import IDLE
from tests.desk.invented import PASSWORD, Clock, employ
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


def first_run(desk: Desk, visitor: Visitor, **changes: str) -> int:
    visitor.get("/first-run")
    form = {"code": desk.first_run_code.read_text(), "name": "ada", "password": PASSWORD}
    return visitor.post("/first-run", form | changes).status_code


def test_before_anybody_can_sign_in_every_page_leads_to_the_first_run(stranger: Visitor) -> None:
    assert "/first-run" == stranger.get("/queue").headers["location"]
    assert "/first-run" == stranger.get("/sign-in").headers["location"]


def test_the_first_run_makes_an_administrator_who_has_to_set_up_a_second_factor(desk: Desk, stranger: Visitor) -> None:
    assert 303 == first_run(desk, stranger)
    assert "/sign-in/second-factor?next=/users" == stranger.get("/users").headers["location"]
    stranger.get("/sign-in/second-factor")
    (user,) = desk.accounts.everybody()
    code = code_at(desk.door.secret_to_enrol(user), desk.now())
    page = stranger.post("/sign-in/second-factor", {"code": code})
    assert 10 == page.text.count("<li><code>")
    assert 200 == stranger.get("/users").status_code


def test_the_first_run_needs_the_code_and_says_so(desk: Desk, stranger: Visitor) -> None:
    stranger.get("/first-run")
    page = stranger.post("/first-run", {"code": "guessed", "name": "ada", "password": PASSWORD})
    assert (400, True) == (page.status_code, "The one-time code is another." in page.text)
    assert desk.accounts.is_new()


def test_the_first_run_is_over_once_somebody_is_there(desk: Desk, stranger: Visitor) -> None:
    first_run(desk, stranger)
    assert not desk.first_run_code.exists()
    assert "/sign-in" == stranger.get("/first-run").headers["location"]


def test_the_first_run_is_not_there_for_other_machines(desk: Desk) -> None:
    with TestClient(create_app(desk), client=("192.0.2.7", 5000), follow_redirects=False) as client:
        assert 404 == client.get("/first-run").status_code


def test_a_wrong_password_is_told_as_a_sentence(desk: Desk, stranger: Visitor) -> None:
    employ(desk, "rob", StaffRole.REVIEWER)
    stranger.get("/sign-in")
    page = stranger.post("/sign-in", {"name": "rob", "password": "a wrong password"})
    assert 401 == page.status_code
    assert "Name, password or code is wrong." in page.text


def test_a_password_alone_opens_nothing(desk: Desk, stranger: Visitor) -> None:
    employ(desk, "rob", StaffRole.REVIEWER)
    stranger.get("/sign-in")
    stranger.post("/sign-in", {"name": "rob", "password": PASSWORD})
    assert "/sign-in/code?next=/queue" == stranger.get("/queue").headers["location"]
    assert 401 == stranger.get("/api/v1/me").status_code


def test_a_form_without_its_token_does_nothing(desk: Desk, stranger: Visitor) -> None:
    employ(desk, "rob", StaffRole.REVIEWER)
    form = {"name": "rob", "password": PASSWORD, "form_token": "0" * 64}
    assert 403 == stranger.client.post("/sign-in", data=form).status_code
    assert 403 == stranger.client.post("/sign-in", data={"name": "rob", "password": PASSWORD}).status_code


def test_a_token_from_before_signing_in_is_worth_nothing_after(desk: Desk, stranger: Visitor) -> None:
    employ(desk, "rob", StaffRole.OPERATOR)
    stranger.get("/sign-in")
    before = stranger.token
    stranger.post("/sign-in", {"name": "rob", "password": PASSWORD})
    assert 403 == stranger.client.post("/sign-out", data={"form_token": before}).status_code


def test_signing_out_ends_the_session(visit: Visit) -> None:
    somebody = visit(StaffRole.REVIEWER)
    somebody.post("/sign-out")
    assert somebody.get("/queue").headers["location"].startswith("/sign-in")


def test_a_session_that_is_not_used_is_over(visit: Visit, clock: Clock) -> None:
    somebody = visit(StaffRole.REVIEWER)
    clock.forward(seconds=IDLE.total_seconds())
    assert "/sign-in?next=/queue" == somebody.get("/queue").headers["location"]


def test_a_revoked_session_is_over_at_once(desk: Desk, visit: Visit) -> None:
    somebody = visit(StaffRole.REVIEWER)
    assert somebody.user
    desk.accounts.end_sessions(somebody.user.id, by="test", now=desk.now())
    assert 303 == somebody.get("/queue").status_code


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:1"])
def test_nobody_is_sent_elsewhere_after_signing_in(desk: Desk, stranger: Visitor, elsewhere: str) -> None:
    employ(desk, "rob", StaffRole.REVIEWER)
    stranger.get("/sign-in")
    sent = stranger.post("/sign-in", {"name": "rob", "password": PASSWORD, "next": elsewhere})
    assert "/" == sent.headers["location"]


def test_the_language_is_chosen_and_kept(stranger: Visitor) -> None:
    assert 'lang="en"' in stranger.get("/first-run", headers={"accept-language": "en"}).text
    stranger.post("/language", {"language": "zh-CN", "next": "/first-run"})
    assert "欢迎" in stranger.get("/first-run", headers={"accept-language": "en"}).text


def test_every_answer_is_strict_about_scripts_and_is_not_kept(stranger: Visitor) -> None:
    headers = stranger.get("/first-run").headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "no-store" == headers["cache-control"]
    assert "nosniff" == headers["x-content-type-options"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(desk: Desk, stranger: Visitor) -> None:
    employ(desk, "rob", StaffRole.OPERATOR)
    stranger.get("/sign-in")
    answer = stranger.post("/sign-in", {"name": "rob", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_another_host_name_is_not_answered(stranger: Visitor) -> None:
    assert 400 == stranger.get("/sign-in", headers={"host": "evil.example"}).status_code


def test_a_mistake_of_ours_is_told_in_words_and_says_nothing_of_itself(
    desk: Desk, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise RuntimeError("Wilhelmina's passport number")

    monkeypatch.setattr(desk.accounts, "is_new", fail)
    page = stranger.get("/sign-in")
    assert 500 == page.status_code
    assert "Something is wrong on our side" in page.text
    assert "passport" not in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_health_needs_nobody(stranger: Visitor) -> None:
    assert {"healthy": True} == stranger.get("/health").json()


def test_a_page_that_is_not_there_is_told_in_words(stranger: Visitor) -> None:
    page = stranger.get("/nothing/here")
    assert 404 == page.status_code
    assert "There is no such document" in page.text
