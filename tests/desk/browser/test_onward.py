"""From one paper to the next in a real browser: the next lies ready, and is shown when the one before is decided."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from desk.desk import Desk
from storage.records.queueing import Seat
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from tests.desk.invented import employ
from tests.desk.papers import queue_of

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]


def at_the_first(page: Page, document: DocumentId) -> None:
    """Sit down, wait until the next paper lies ready, and mark the page: a page that is opened anew bears no mark."""
    page.goto(f"/review/{document}", wait_until="networkidle")
    page.evaluate("window.marked = true")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.marked"))


def seat_at(desk: Desk, document: DocumentId) -> Seat | None:
    anybody = next(user for user in desk.accounts.everybody() if StaffRole.REVIEWER in user.roles)
    return next(one.seat for one in desk.station(anybody).queue() if one.summary.id == document)


def eventually(page: Page, holds: Callable[[], bool]) -> None:
    """What a page asks of the desk without anybody waiting for it."""
    for _ in range(2000):
        if holds():
            return
        page.wait_for_timeout(25)
    raise AssertionError


def test_papers_follow_each_other_in_one_page_and_the_way_back_is_asked_of_the_desk(desk: Desk, enter: Enter) -> None:
    first, second, third = queue_of(desk, 3)
    page = enter("lin", StaffRole.REVIEWER)
    at_the_first(page, first)
    with page.expect_response(f"**/{third}/pages/1.jpg"):
        page.keyboard.press("Control+Enter")
    expect(page).to_have_url(f"/review/{second}")
    expect(page.locator("body > [role=status]")).to_have_text("Invoice · Strongroom · 2 left · 1 to look at")
    expect(page.locator("#f-seller")).to_be_focused()
    expect(page.locator("svg.over text").first).to_be_attached()
    assert page.evaluate("[...document.querySelectorAll('canvas.strip')].every((one) => one.height > 20)")
    expect(page.locator("#station[data-fresh]")).to_have_count(0)
    page.keyboard.down("Control")
    for _ in range(9):  # a key that is held down decides once
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.keyboard.up("Control")
    expect(page).to_have_url(f"/review/{third}")
    assert is_marked(page)
    assert State.IN_REVIEW is desk.work.records.for_policy(third).state
    page.go_back()
    expect(page).to_have_url(f"/documents/{second}")  # decided on: it is shown, and not decided on again
    assert not is_marked(page)


def test_the_next_paper_is_shown_at_once_and_nothing_is_decided_on_it_before_the_one_before_stands(
    desk: Desk, enter: Enter
) -> None:
    first, second = queue_of(desk, 2)
    page = enter("lin", StaffRole.REVIEWER)
    at_the_first(page, first)
    page.fill("#f-seller", "Mommsen Tee")
    decisions: list[Route] = []

    def hold(route: Route) -> None:
        decisions.append(route)

    page.route(f"**/review/{first}", hold)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#station")).to_have_attribute("data-document", second)
    expect(page.locator("#saving")).to_be_visible()
    page.fill("#f-total", "12.00")
    expect(page.locator("#station[data-fresh]")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(f"/review/{first}")
    decisions[0].abort()
    expect(page.locator("#not-saved")).to_be_visible()
    expect(page.locator("#station")).to_have_attribute("data-document", first)
    expect(page.locator("#f-seller")).to_have_value("Mommsen Tee")
    expect(page.locator("#f-seller")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#station")).to_have_attribute("data-document", second)
    decisions[1].continue_()
    expect(page).to_have_url(f"/review/{second}")
    expect(page.locator("#f-total")).to_have_value("12.00")
    expect(page.locator("#saving")).to_be_hidden()
    assert is_marked(page)
    assert 2 == len(decisions)
    rows = [desk.work.records.for_policy(document) for document in (first, second)]
    assert [State.FILED, State.IN_REVIEW] == [row.state for row in rows]
    assert "Mommsen Tee" == rows[0].readings["seller"].text


def test_a_refusal_keeps_the_paper_on_the_screen_with_its_message(desk: Desk, enter: Enter) -> None:
    first, second = queue_of(desk, 2)
    page = enter("lin", StaffRole.REVIEWER)
    at_the_first(page, first)
    page.fill("#f-date", "gestern")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".field.wrong label")).to_have_text("Date")
    expect(page.locator("#f-date")).to_have_value("gestern")
    expect(page).to_have_url(f"/review/{first}")
    page.fill("#f-date", "2026-03-02")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(f"/review/{second}")
    assert State.FILED is desk.work.records.for_policy(first).state


def test_what_somebody_took_gives_way_and_what_lies_ready_is_given_back(desk: Desk, enter: Enter) -> None:
    first, second, third, fourth = queue_of(desk, 4)
    ben, _ = employ(desk, "ben", StaffRole.REVIEWER)
    page = enter("lin", StaffRole.REVIEWER)
    at_the_first(page, first)
    desk.station(ben).take_over(second)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/review/{third}")
    assert not is_marked(page)
    eventually(page, lambda: seat_at(desk, fourth) is not None)
    page.goto("/queue")
    eventually(page, lambda: seat_at(desk, fourth) is None)
    assert seat_at(desk, third)
