"""What was typed is carried through signing in and confirming, and is sent by its person's press alone."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from httpx import Response

from desk.desk import Desk
from storage.crypto.one_time import code_at
from strongroom.permissions import StaffRole
from strongroom.sign_in import CONFIRMED, IDLE
from tests.desk.invented import PASSWORD, Clock, taken_in
from tests.desk.papers import waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def from_page(visitor: Visitor, path: str, data: dict[str, Any], *, site: str = "same-origin") -> Response:
    """Send a form as a browser does, which says whose page sent it."""
    return visitor.post(path, data, headers={"sec-fetch-site": site, "sec-fetch-mode": "navigate"})


def hidden(page: Response, action: str) -> dict[str, list[str]]:
    """The hidden fields of the form of a page that goes to an address."""
    found: dict[str, list[str]] = {}
    for name, value in _INPUT.findall(page.text.partition(f'action="{action}"')[2].split("</form>")[0]):
        found.setdefault(name, []).append(unescape(value))
    return found


def signed_in_again(visitor: Visitor, desk: Desk, page: Response) -> Response:
    """Go through the steps from a page that asks for name and password; returns what follows the code."""
    assert visitor.user
    form = hidden(page, "/sign-in") | {"name": [visitor.user.name], "password": [PASSWORD]}
    page = from_page(visitor, "/sign-in", form)
    code = code_at(desk.door.secret_to_enrol(visitor.user), desk.now())
    return from_page(visitor, "/sign-in/code", hidden(page, "/sign-in/code") | {"code": [code]})


def test_a_correction_outlives_the_session_in_which_it_was_typed(desk: Desk, visit: Visit, clock: Clock) -> None:
    rita = visit(StaffRole.REVIEWER)
    document = taken_in(desk, waiting_invoice(1))
    shown = rita.get(f"/review/{document}")
    seller = 'Mommsen & "Söhne" <Tee>'
    typed = hidden(shown, f"/review/{document}") | {"value.seller": [seller]}
    clock.forward(seconds=IDLE.total_seconds())
    page = from_page(rita, f"/review/{document}", typed)
    assert "Nothing is lost" in page.text
    page = from_page(rita, "/sign-in", hidden(page, "/sign-in") | {"name": ["nobody"], "password": ["wrong"]})
    assert (401, True) == (page.status_code, "Name, password or code is wrong" in page.text)
    page = signed_in_again(rita, desk, page)
    assert "This was not sent yet" in page.text
    assert desk.work.records.for_policy(document).readings["seller"].text != seller
    sent = from_page(rita, f"/review/{document}", hidden(page, f"/review/{document}"))
    assert "/queue" == sent.headers["location"]
    assert seller == desk.work.records.for_policy(document).readings["seller"].text


def test_who_signed_in_anew_in_another_window_may_send_what_this_one_holds(desk: Desk, visit: Visit) -> None:
    rita = visit(StaffRole.REVIEWER)
    rita.token = "0" * 64
    page = from_page(rita, "/account/absence", {"first": "2026-12-01", "last": "2026-12-02"})
    assert (403, ["2026-12-01"]) == (page.status_code, hidden(page, "/account/absence")["first"])


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_what_another_site_had_sent_comes_back_under_no_button_of_ours(visit: Visit, site: str) -> None:
    rita = visit(StaffRole.REVIEWER)
    rita.token = "0" * 64
    page = from_page(rita, "/account/absence", {"first": "2026-12-01"}, site=site)
    assert (403, False) == (page.status_code, "2026-12-01" in page.text)


@pytest.mark.parametrize(("name", "is_carried"), [("password", False), ("passphrase", False), ("note", True)])
def test_no_page_carries_a_password(visit: Visit, clock: Clock, name: str, is_carried: bool) -> None:
    rita = visit(StaffRole.REVIEWER)
    clock.forward(seconds=IDLE.total_seconds())
    page = from_page(rita, "/quarantine/01ARZ3NDEKTSV4RRFFQ69G5FAV/unlock", {name: "unseen by anybody"})
    assert is_carried == ("unseen" in page.text)


def test_a_form_for_which_the_password_is_asked_goes_on_by_itself(visit: Visit, clock: Clock) -> None:
    ada = visit(StaffRole.ADMIN)
    clock.forward(seconds=CONFIRMED.total_seconds())
    page = from_page(ada, "/users", {"name": "rita", "title": "Rita 王", "roles": ["reviewer", "operator"]})
    page = from_page(ada, "/confirm", hidden(page, "/confirm") | {"password": [PASSWORD]})
    assert "data-at-once" in page.text
    asked = hidden(page, "/users")
    assert (["Rita 王"], ["reviewer", "operator"]) == (asked["title"], asked["roles"])
    assert 200 == from_page(ada, "/users", asked).status_code


def test_nobody_is_led_elsewhere_by_a_form_that_is_carried(visit: Visit) -> None:
    ada = visit(StaffRole.ADMIN)
    form = {"password": PASSWORD, "again-address": "//evil.example.org/", "again.name": "rita"}
    assert "/" == from_page(ada, "/confirm", form).headers["location"]


def test_after_all_steps_of_signing_in_one_is_where_one_wanted_to_go(desk: Desk, visit: Visit, clock: Clock) -> None:
    rita = visit(StaffRole.REVIEWER)
    clock.forward(seconds=IDLE.total_seconds())
    wanted = "/find?q=kind:invoice&view=tiles"
    page = rita.get(rita.get("/find", params={"q": "kind:invoice", "view": "tiles"}).headers["location"])
    assert wanted in page.text.replace("%3A", ":").replace("&amp;", "&")
    form = hidden(page, "/sign-in")
    sent = rita.post("/sign-in", form | {"name": ["person1"], "password": [PASSWORD]})
    page = rita.get(rita.get(sent.headers["location"]).headers["location"])
    assert rita.user
    code = code_at(desk.door.secret_to_enrol(rita.user), desk.now())
    sent = rita.post("/sign-in/code", hidden(page, "/sign-in/code") | {"code": [code]})
    assert wanted == sent.headers["location"].replace("%3A", ":")


def test_the_language_is_changed_on_the_very_page(visit: Visit) -> None:
    page = visit(StaffRole.REVIEWER).get("/find", params={"q": "tea"})
    assert ["/find?q=tea"] == hidden(page, "/language")["next"]
