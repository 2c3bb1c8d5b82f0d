"""No page has a serious fault for those who cannot see it, or use no mouse: axe-core looks at each, light and dark."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from desk.desk import Desk
from storage.records.customer_files import CustomerFiles
from storage.records.sharing import Shares, Terms
from strongroom.permissions import StaffRole
from tests.desk.invented import employ
from tests.desk.papers import a_day, old_bills
from tests.desk.programs import an_endpoint

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PATHS = (
    "/queue",
    "/find?q=kind:invoice",
    "/upload",
    "/capture",
    "/find?view=tiles",
    "/customers",
    "/customers/missing",
    "/customers/{customer}",
    "/asks",
    "/users/{user}",
    "/documents/01J00000000000000000000000",
    "/notices",
    "/requests",
    "/access",
    "/quarantine",
    "/destructions",
    "/destructions/group?stage=eligible&kind=invoice&basis={basis}",
    "/destructions/register",
    "/users",
    "/account",
    "/account/tokens",
    "/guide",
    "/components",
    "/settings",
    "/kinds",
    "/webhooks",
    "/webhooks/{endpoint}",
    "/quality",
    "/reports",
    "/copies",
    "/trail",
    "/confirm",
    "/sign-in/password",
    "/documents/{sure}",
    "/documents/{card}",
    "/review/{waiting}",
)


def faults(page: Page) -> list[str]:
    page.evaluate(AXE)  # not as a script tag: the policy of the page would rightly refuse it
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['html'][:120]}" for one in serious for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_fault(desk: Desk, enter: Callable[..., Page], scheme: str) -> None:
    papers = {**a_day(desk), "endpoint": an_endpoint(desk)}
    old_bills(desk, 1)
    papers["basis"] = quote(desk.work.kinds["invoice"].retention.basis)  # type: ignore[union-attr]
    page = enter("lin", *StaffRole, color_scheme=scheme)
    papers["customer"] = (CustomerFiles(desk.work.records.transactions).hash_of("Quastenflosse GmbH") or b"").hex()
    papers["user"] = desk.accounts.everybody()[-1].id
    found: dict[str, list[str]] = {}
    for path in PATHS:
        page.goto(path.format(**papers), wait_until="load")
        found[path] = faults(page)
    assert {} == {path: told for path, told in found.items() if told}


def test_what_a_guest_sees_by_a_link_has_no_serious_fault(
    desk: Desk, address: str, open_page: Callable[..., Page]
) -> None:
    papers = a_day(desk)
    maker, _ = employ(desk, "mia", StaffRole.MANAGER)
    until = desk.now() + dt.timedelta(days=1)
    terms = Terms(address="ada@example.org", reason="her copy", expires_at=until, views=3, takes=True)
    shares = Shares(desk.work.records.transactions)
    _, token = shares.make(papers["sure"], terms, actor=maker.actor, now=desk.now())
    guest = open_page(base_url=address)
    guest.goto(f"/s/{token}")
    assert [] == faults(guest)
    guest.click("main button")
    guest.wait_for_url("**/paper")
    assert [] == faults(guest)


def test_practice_has_no_serious_fault(enter: Callable[..., Page]) -> None:
    page = enter("rita", StaffRole.REVIEWER)
    page.goto("/practice")
    assert [] == faults(page)
    page.click("main button.primary")
    page.wait_for_selector("#coach")
    assert [] == faults(page)
    for _ in range(2):
        page.click("#coach .step:not([hidden]) button")
    page.fill(".field[data-asks=yes] input", "32.50")
    page.press(".field[data-asks=yes] input", "Enter")
    page.click("#coach .step:not([hidden]) button")
    page.wait_for_selector("#approve-go.coached")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#coach", state="detached")
    page.goto("/practice/desk/queue")
    assert [] == faults(page)


@pytest.mark.parametrize("roles", [[StaffRole.MANAGER], list(StaffRole)], ids=["manager", "all"])
def test_the_longest_menus_fit_beside_the_rest_of_their_line(
    enter: Callable[..., Page], roles: list[StaffRole]
) -> None:
    page = enter("mia", *roles, viewport={"width": 1280, "height": 800})
    menu = page.locator(".top nav").first
    assert 0 == menu.evaluate("menu => menu.scrollWidth - menu.clientWidth")
    assert page.locator(".top").evaluate("top => top.offsetHeight") < 70


def test_the_way_in_has_no_serious_fault(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(base_url=address)
    page.goto("/first-run")
    assert [] == faults(page)
