"""With scripts off a page says what works and what does not; its forms post, and nothing leads nowhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.desk import Desk
from strongroom.document import State
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import invoice, taken_in
from tests.desk.papers import waiting_invoice

pytestmark = pytest.mark.browser

TOLD = {
    "/queue": "Everything that you see on this page works",
    "/upload": "Handing in needs scripts",
    "/capture": "Handing in needs scripts",
    "/account": "Everything that you see on this page works",
}


def test_the_station_corrects_approves_and_sets_aside_without_scripts(desk: Desk, enter: Callable[..., Page]) -> None:
    first, second, third = (taken_in(desk, waiting_invoice(number)) for number in (1, 2, 3))
    page = enter("rita", StaffRole.REVIEWER, java_script_enabled=False)
    page.goto(f"/review/{first}")
    expect(page.locator(".unscripted")).to_contain_text("the keys, zooming, turning, drawing a box")
    expect(page.locator(".sheet img")).to_be_visible()
    expect(page.locator("[data-dialog]:visible, .papertools:visible, #help:visible")).to_have_count(0)
    page.fill("[name='value.seller']", "Pinkel AG")
    page.click("#approve-go")
    assert "Pinkel AG" == desk.work.records.for_policy(first).readings["seller"].text
    page.goto(f"/review/{second}")
    page.fill("[name=reason]", "an advertisement")
    page.click("text=Reject and open next")
    assert State.QUARANTINED is desk.work.records.for_policy(second).state
    page.goto(f"/review/{third}")
    page.click("#acts-dialog summary:has-text('It is another paper once more')")
    page.fill("#twins [name=of]", first)
    page.click("#acts-dialog [action$='/duplicate'] > button")
    assert State.QUARANTINED is desk.work.records.for_policy(third).state
    expect(page.locator("h1")).to_have_text("Review")


def test_main_pages_say_what_works_and_their_forms_and_menu_do(desk: Desk, enter: Callable[..., Page]) -> None:
    taken_in(desk, invoice(drawn(["bill"]), sure=True))
    page = enter("rita", StaffRole.REVIEWER, java_script_enabled=False, viewport={"width": 390, "height": 844})
    for path, told in TOLD.items():
        page.goto(path)
        expect(page.locator(".unscripted")).to_contain_text(told)
    expect(page.locator("#drop:visible, #shutter:visible")).to_have_count(0)
    page.click(".menu summary")
    page.click(".menu >> text=Find")
    expect(page.locator("#all:visible")).to_have_count(0)
    page.fill("#q", "kind:passport")
    page.press("#q", "Enter")
    expect(page.locator("#results")).to_contain_text("Nothing fits")
