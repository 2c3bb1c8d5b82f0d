"""The desk in a real browser: what people do in a day."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from desk.desk import Desk
from storage.crypto.one_time import code_at
from strongroom.document import State
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import PASSWORD, identity_card, invoice, taken_in
from tests.desk.papers import old_bills, queue_of, waiting_invoice

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]


def test_the_first_run_ends_with_an_administrator_and_recovery_codes(
    desk: Desk, address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(base_url=address)
    page.goto("/")
    page.fill("[name=code]", desk.first_run_code.read_text())
    page.fill("[name=name]", "ada")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.fill("[name=code]", code_at(secret, desk.now()))
    page.press("[name=code]", "Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    page.click("text=I have kept them")
    expect(page.locator("h1")).to_have_text("Users")


def test_a_queue_of_twelve_is_reviewed_to_its_end_by_keyboard_alone(desk: Desk, enter: Enter) -> None:
    documents = queue_of(desk, 12)
    page = enter("lin", StaffRole.REVIEWER)
    expect(page.locator(".lead")).to_contain_text("12 wait")
    page.keyboard.press("Enter")
    for done in range(12):
        expect(page.locator("#station .kindline")).to_contain_text(f"{12 - done} left")
        expect(page.locator(".field.here label")).to_have_text("Seller")
        expect(page.locator("#station[data-fresh]")).to_have_count(0)
        while page.locator("#asks").inner_text() != "Nothing needs you any more":
            page.keyboard.press("Enter")
        page.keyboard.press("Control+Enter")
    page.wait_for_url("**/queue")
    expect(page.locator("h2")).to_have_text("Nothing waits. Well done.")
    assert all(desk.work.records.for_policy(one).state is State.FILED for one in documents)


def test_what_is_typed_is_filed(desk: Desk, enter: Enter) -> None:
    document = taken_in(desk, waiting_invoice(1))
    page = enter("lin", StaffRole.REVIEWER)
    page.goto(f"/review/{document}")
    page.keyboard.type("Mommsen Tee")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/queue")
    assert "Mommsen Tee" == desk.work.records.for_policy(document).readings["seller"].text


def test_enter_while_composing_chinese_does_not_accept_a_field(desk: Desk, enter: Enter) -> None:
    page = enter("lin", StaffRole.REVIEWER)
    page.goto(f"/review/{taken_in(desk, waiting_invoice(1))}")
    told = page.locator("#asks").inner_text()
    page.locator("#f-seller").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    assert told == page.locator("#asks").inner_text()
    expect(page.locator(".field.here label")).to_have_text("Seller")


def test_a_field_lights_its_box_and_a_box_focuses_its_field(desk: Desk, enter: Enter) -> None:
    page = enter("lin", StaffRole.REVIEWER)
    page.goto(f"/review/{taken_in(desk, waiting_invoice(1))}", wait_until="networkidle")
    expect(page.locator("rect.box.on")).to_have_attribute("data-field", "seller")
    page.keyboard.press("Tab")
    expect(page.locator("rect.box.on")).to_have_attribute("data-field", "invoice_number")
    page.locator('rect.box[data-field="total"]').click(force=True)  # through the words above it
    expect(page.locator("#f-total")).to_be_focused()
    drawn_strips = page.evaluate("[...document.querySelectorAll('canvas.strip')].every((one) => one.height > 20)")
    assert drawn_strips


def test_the_keys_are_shown_when_asked_for(desk: Desk, enter: Enter) -> None:
    page = enter("lin", StaffRole.REVIEWER)
    page.goto(f"/review/{taken_in(desk, waiting_invoice(1))}")
    page.locator("#approve-go").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_two_people_on_one_record_lose_nothing(desk: Desk, enter: Enter) -> None:
    document = taken_in(desk, waiting_invoice(1))
    ann, ben = enter("ann", StaffRole.REVIEWER), enter("ben", StaffRole.REVIEWER)
    ann.goto(f"/review/{document}")
    ben.goto(f"/review/{document}")
    expect(ben.locator(".note.warn").first).to_contain_text("Ann has this paper in front of them")
    ben.click("text=Take it over")
    ben.fill("#f-seller", "What Ben read")
    ben.keyboard.press("Control+Enter")
    ben.wait_for_url("**/queue")
    ann.fill("#f-seller", "What Ann read")
    ann.keyboard.press("Control+Enter")
    expect(ann.locator("h1")).to_have_text("Somebody else was here too")
    ann.check('input[value="What Ann read"]')
    ann.click("text=File it with these")
    ann.wait_for_url("**/queue")
    assert "What Ann read" == desk.work.records.for_policy(document).readings["seller"].text


def test_a_session_that_is_revoked_elsewhere_is_over(desk: Desk, enter: Enter) -> None:
    page = enter("lin", StaffRole.REVIEWER)
    lin = next(user for user in desk.accounts.everybody() if user.name == "lin")
    desk.accounts.end_sessions(lin.id, by="test", now=desk.now())
    page.goto("/queue")
    expect(page.locator("h1")).to_have_text("Sign in")


def test_the_wrong_role_sees_no_menu_and_no_page(desk: Desk, enter: Enter) -> None:
    document = taken_in(desk, waiting_invoice(1))
    page = enter("otto", StaffRole.OPERATOR)
    expect(page.locator("nav").first).not_to_contain_text("Review")
    page.goto(f"/review/{document}")
    expect(page.locator(".lead")).to_have_text("This is not allowed.")


def test_a_chinese_word_is_found_while_typing(desk: Desk, enter: Enter) -> None:
    taken_in(desk, invoice(drawn(["杭州百胜餐饮有限公司"]), seller="杭州百胜餐饮有限公司", sure=True))
    taken_in(desk, identity_card(drawn(["韩梅梅"])))
    page = enter("mei", StaffRole.REVIEWER, locale="zh-CN")
    page.goto("/find")
    expect(page.locator("#results tbody tr")).to_have_count(2)
    page.locator("#q").press_sequentially("百胜餐饮")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    expect(page.locator("#results")).to_contain_text("找到 1 份")


def test_the_language_is_switched_and_stays(enter: Enter) -> None:
    page = enter("lin", StaffRole.REVIEWER)
    page.click("text=中文")
    expect(page.locator("h1")).to_have_text("审核")
    page.goto("/find")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def test_fifty_files_are_handed_in_at_once(tmp_path: Path, desk: Desk, enter: Enter) -> None:
    files = []
    for number in range(50):
        file = tmp_path / f"扫描 {number}.png"
        file.write_bytes(drawn(["one of many"], mark=number))
        files.append(file)
    page = enter("otto", StaffRole.OPERATOR)
    page.goto("/upload")
    page.set_input_files("#files", files)
    expect(page.locator("#summary")).to_have_text("50 of 50", timeout=60_000)
    expect(page.locator("#sent .tag.good")).to_have_count(50)
    assert 50 == desk.work.records.counts()[State.RECEIVED]


def test_a_paper_that_is_dropped_is_seen_to_arrive(desk: Desk, enter: Enter) -> None:
    page = enter("rita", StaffRole.REVIEWER)
    page.goto("/upload")
    page.evaluate(
        """bytes => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(bytes)], "扫描.png", { type: "image/png" }));
          for (const sign of ["dragover", "drop"]) {
            const told = new DragEvent(sign, { dataTransfer: carried, bubbles: true, cancelable: true });
            document.getElementById("drop").dispatchEvent(told);
          }
        }""",
        list(drawn(["dropped"])),
    )
    expect(page.locator("#sent .tag.good")).to_have_count(1)
    page.click("#sent a")
    expect(page.locator("h1")).to_have_text("扫描.png")
    assert 1 == desk.work.records.counts()[State.RECEIVED]


def test_a_sensitive_paper_is_locked_until_a_reason_is_given(desk: Desk, enter: Enter) -> None:
    card = taken_in(desk, identity_card(drawn(["韩梅梅"])))
    page = enter("mia", StaffRole.MANAGER)
    page.goto(f"/documents/{card}")
    expect(page.locator(".paper")).to_contain_text("This is a sensitive paper")
    page.fill("details[open] [name=purpose]", "a call from the bank")
    page.click("details[open] button")
    expect(page.locator(".readings")).to_contain_text("110105199003070025")
    expect(page.locator(".sheet img")).to_have_js_property("complete", True)


def test_no_page_is_wider_than_a_phone(desk: Desk, enter: Enter) -> None:
    document = taken_in(desk, waiting_invoice(1))
    old_bills(desk, 1)
    page = enter("lin", *StaffRole, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    wide: list[str] = []
    for path in (
        "/queue",
        "/find",
        "/upload",
        "/account",
        "/trail",
        "/access",
        "/destructions",
        f"/documents/{document}",
    ):
        page.goto(path)
        wide += [path] if page.evaluate("document.documentElement.scrollWidth") > 390 else []
    page.goto(f"/review/{document}", wait_until="networkidle")
    assert 390 >= page.evaluate("document.documentElement.scrollWidth")
    assert [] == wide


def test_nothing_is_fetched_from_elsewhere(desk: Desk, enter: Enter, address: str) -> None:
    page = enter("lin", StaffRole.REVIEWER)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/review/{taken_in(desk, waiting_invoice(1))}", wait_until="networkidle")
    assert asked
    assert not [url for url in asked if not re.match(re.escape(address), url)]
