"""A link that lets somebody outside look at one paper, in two browsers: who made it, and the guest's."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from desk.desk import Desk
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import Clock, invoice, taken_in


def test_a_guest_looks_at_a_paper_until_its_link_expires_or_is_revoked(
    desk: Desk, address: str, clock: Clock, enter: Callable[..., Page], open_page: Callable[..., Page]
) -> None:
    document = taken_in(desk, invoice(drawn(["bill"]), sure=True))
    manager = enter("mei", StaffRole.MANAGER)
    first, second = (_link(manager, document, reason) for reason in ("her copy", "another"))
    guest = open_page(base_url=address)
    _open(guest, first)
    expect(guest.locator(".sheet img")).to_have_js_property("naturalWidth", 1000)
    expect(guest.locator("body")).not_to_contain_text("RE-0815")

    manager.goto(f"/documents/{document}")
    manager.locator("#shares form[action$='/revoke'] button").last.click()
    manager.wait_for_load_state()
    assert {404, 200} == {_status(open_page(base_url=address), link) for link in (first, second)}

    clock.forward(days=8)
    assert {404} == {_status(open_page(base_url=address), link) for link in (first, second)}
    guest.reload()
    expect(guest.locator(".sheet img")).to_have_count(0)


def _link(manager: Page, document: str, reason: str) -> str:
    manager.goto(f"/documents/{document}")
    manager.locator("#shares summary").first.click()
    form = manager.locator("form[action$='/shares']")
    form.locator("[name=address]").fill("ada@example.org")
    form.locator("[name=reason]").fill(reason)
    form.locator("[name=password]").fill("Pinkel")
    form.locator("button").click()
    link = manager.locator("#link").input_value()
    assert "/s/" in link
    return link


def _open(guest: Page, link: str) -> None:
    guest.goto(link)
    guest.fill("[name=password]", "Grünkohl")
    guest.press("[name=password]", "Enter")
    expect(guest.locator("[name=password]")).to_be_visible()
    guest.fill("[name=password]", "Pinkel")
    guest.press("[name=password]", "Enter")


def _status(page: Page, link: str) -> int:
    response = page.goto(link)
    assert response
    return response.status
