"""The paper in a real browser: boxes that are drawn, words that are selected, pages that are leafed through."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from desk.desk import Desk
from strongroom.permissions import StaffRole
from tests.desk.drawn import bound, drawn
from tests.desk.invented import taken_in
from tests.desk.papers import waiting_invoice

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]


def test_a_box_that_is_drawn_fills_the_field_and_moves_its_strip(desk: Desk, enter: Enter) -> None:
    document = taken_in(desk, waiting_invoice(1))
    page = enter("lin", StaffRole.REVIEWER)
    page.goto(f"/review/{document}", wait_until="networkidle")
    page.keyboard.press("Alt+d")
    sheet = page.locator(".sheet").bounding_box()
    assert sheet
    page.mouse.move(sheet["x"] + 0.2 * sheet["width"], sheet["y"] + 0.5 * sheet["height"])
    page.mouse.down()
    page.mouse.move(sheet["x"] + 0.6 * sheet["width"], sheet["y"] + 0.6 * sheet["height"])
    page.mouse.up()
    expect(page.locator("#f-seller")).to_have_value("read again")
    expect(page.locator('li[data-field="seller"]')).to_have_attribute("data-box", re.compile("^0[.](19|2)"))
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/queue")
    reading = desk.work.records.for_policy(document).readings["seller"]
    assert "read again" == reading.text
    assert reading.source.box is not None
    assert 0.49 < reading.source.box.top < 0.51


def test_the_words_of_the_paper_can_be_selected(desk: Desk, enter: Enter) -> None:
    page = enter("lin", StaffRole.REVIEWER)
    page.goto(f"/review/{taken_in(desk, waiting_invoice(1))}", wait_until="networkidle")
    expect(page.locator("svg.over text").first).to_be_attached()
    selected = page.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('svg.over')); return String(getSelection()); }"
    )
    assert "RE-0815" in selected


def test_a_page_that_is_turned_takes_its_room_and_stays_turned_when_it_is_kept(desk: Desk, enter: Enter) -> None:
    scan = bound([drawn(["Pinkel & Söhne"], mark=mark) for mark in (1, 2)])
    paper = replace(waiting_invoice(1), picture=scan, media="image/tiff", name="scan.tif", pages=2)
    document = taken_in(desk, paper)
    page = enter("lin", StaffRole.REVIEWER)
    page.goto(f"/review/{document}", wait_until="networkidle")
    page.keyboard.type("Mommsen Tee")
    page.keyboard.press("Alt+r")
    first, second = (page.locator(".sheet").nth(at).bounding_box() for at in (0, 1))
    assert first
    assert second
    assert first["height"] > first["width"]
    assert first["y"] + first["height"] <= second["y"]
    page.keyboard.press("Alt+k")
    expect(page.locator("#keep-turn")).to_be_hidden()
    place = desk.work.records.for_policy(document).readings["seller"].source.box
    assert place
    assert place.height > place.width
    expect(page.locator('li[data-field="seller"]')).to_have_attribute(
        "data-box", re.compile(f"^{place.left} {place.top}")
    )
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/queue")
    assert desk.work.records.for_policy(document).readings["seller"].text == "Mommsen Tee"
