"""Two people in two browsers: a second approval, one's own that is refused, and a paper that two people key."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.desk import Desk
from strongroom.document import State
from strongroom.permissions import StaffRole
from strongroom.settings_review import Review
from tests.desk.invented import taken_in
from tests.desk.papers import waiting_invoice

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]


def rule(desk: Desk, **rules: object) -> None:
    review = Review(**rules)  # type: ignore[arg-type]
    object.__setattr__(desk.work, "settings", desk.work.settings.model_copy(update={"review": review}))


def test_a_second_person_approves_and_the_first_one_is_refused(desk: Desk, enter: Enter) -> None:
    rule(desk, second_kinds=("invoice",))
    document = taken_in(desk, waiting_invoice(1))
    ann, ben = enter("ann", StaffRole.REVIEWER), enter("ben", StaffRole.REVIEWER)
    ann.goto(f"/review/{document}")
    ann.keyboard.press("Control+Enter")
    ann.wait_for_url("**/queue")
    ann.goto(f"/review/{document}")
    expect(ann.locator(".lead")).to_have_text("You handed this paper in, or decided on it before.")
    assert State.IN_REVIEW is desk.work.records.for_policy(document).state
    ben.goto("/queue")
    expect(ben.locator("tbody")).to_contain_text("wants a second pair of eyes")
    ben.keyboard.press("Enter")
    expect(ben.locator("#station")).to_contain_text("You are the second pair of eyes")
    expect(ben.locator(".field.here")).to_be_visible()
    ben.keyboard.press("Control+Enter")
    ben.wait_for_url("**/queue")
    assert State.FILED is desk.work.records.for_policy(document).state


def test_two_people_key_and_a_third_settles_by_keyboard_and_a_press(desk: Desk, enter: Enter) -> None:
    rule(desk, blind_fields=("invoice.seller",))
    document = taken_in(desk, waiting_invoice(1))
    for name, typed in (("ann", "What Ann read"), ("ben", "What Ben read")):
        page = enter(name, StaffRole.REVIEWER)
        page.goto(f"/review/{document}")
        if name == "ben":
            expect(page.locator("#f-seller")).to_have_value("")
        page.fill("#f-seller", typed)
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/queue")
    cat = enter("cat", StaffRole.REVIEWER, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    cat.goto(f"/review/{document}")
    cat.click("text=What Ann read")
    expect(cat.locator("#f-seller")).to_have_value("What Ann read")
    assert 390 >= cat.evaluate("document.documentElement.scrollWidth")
    cat.click("#approve-go")
    cat.wait_for_url("**/queue")
    assert "What Ann read" == desk.work.records.for_policy(document).readings["seller"].text
