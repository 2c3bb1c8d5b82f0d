"""On a phone the menu lies behind one button, for a thumb, a keyboard and a screen reader; beyond, it is not there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from strongroom.permissions import StaffRole
from tests.desk.browser.test_accessible import faults

pytestmark = pytest.mark.browser


def test_the_menu_of_a_phone_opens_closes_and_leads_by_keys(enter: Callable[..., Page]) -> None:
    page = enter("lin", *StaffRole, viewport={"width": 390, "height": 844})
    page.goto("/queue")
    opener, links = page.locator(".menu summary"), page.get_by_role("navigation", name="Menu")
    expect(links).to_have_count(0)  # of what is folded nothing is read out
    opener.focus()
    page.keyboard.press("Enter")
    expect(links).to_have_count(1)
    expect(links.locator("a")).to_have_count(13)
    expect(links.locator("[aria-current=page]")).to_have_text("Review")
    assert all(44 <= box["height"] for one in links.locator("a").all() if (box := one.bounding_box()))
    assert not faults(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(opener).to_be_hidden()
    expect(page.get_by_role("navigation", name="Menu").locator("a")).to_have_count(6)
