"""Destructions by keyboard alone: one person asks, another approves, the first cancels."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.desk import Desk
from storage.records.dispositions import Dispositions
from strongroom.disposition import Stage
from strongroom.permissions import StaffRole
from tests.desk.papers import old_bills

pytestmark = pytest.mark.browser

_FARTHEST = 60
_FOCUSED = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"


def to(page: Page, name: str, press: str = "Enter") -> None:
    """Go by the Tab key to what has this name, and press a key there."""
    for _ in range(_FARTHEST):
        page.keyboard.press("Tab")
        if name == page.evaluate(_FOCUSED):
            return page.keyboard.press(press)
    raise AssertionError(name)


def stages(desk: Desk) -> list[Stage]:
    return sorted(one.stage for one in Dispositions(desk.work.records.transactions).listed(*Stage))


def test_a_group_is_asked_for_approved_but_for_one_and_cancelled_by_keys(
    desk: Desk, enter: Callable[..., Page]
) -> None:
    old_bills(desk, 3)
    keeper, manager = enter("kim", StaffRole.RECORDS_MANAGER), enter("mia", StaffRole.MANAGER)
    keeper.goto("/destructions")
    to(keeper, "Ask for the destruction of all 3")
    expect(keeper.locator("[role=status]")).to_contain_text("Asked for: 3.")
    manager.goto("/destructions")
    to(manager, "Look at all")
    manager.wait_for_url("**/destructions/group?*")
    first = manager.locator(".tick .sr").first.text_content()
    assert first
    to(manager, first, "Space")
    to(manager, "Approve all that are not ticked")
    expect(manager.locator("[role=status]")).to_contain_text("Approved: 2.")
    assert [Stage.APPROVED, Stage.APPROVED, Stage.REQUESTED] == stages(desk)
    keeper.goto("/destructions")
    keeper.locator("section").last.locator("h2").evaluate("one => { one.tabIndex = -1; one.focus(); }")
    to(keeper, "Cancel")
    expect(keeper.locator("[role=status]")).to_contain_text("Cancelled: 2.")
    assert [Stage.ELIGIBLE, Stage.ELIGIBLE, Stage.REQUESTED] == stages(desk)
