"""Handing in with a camera and from the clipboard, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.desk import Desk
from strongroom.document import State
from strongroom.permissions import StaffRole

pytestmark = pytest.mark.browser

# A camera that shows a drawn page, for this machine has none.
CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 600; canvas.height = 800;
  const pen = canvas.getContext("2d");
  setInterval(() => { pen.fillStyle = "#fff"; pen.fillRect(0, 0, 600, 800);
    pen.fillStyle = "#123"; pen.fillText(`paper ${Math.random()}`, 80, 80); }, 50);
  return canvas.captureStream();
};
"""
NO_CAMERA = "navigator.mediaDevices.getUserMedia = async () => { throw new Error('none'); };"
PASTE = """
async () => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 300;
  canvas.getContext("2d").fillText("pasted", 50, 50);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([blob], "clipboard.png", { type: "image/png" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}
"""


def test_a_photographed_paper_is_taken_in(desk: Desk, enter: Callable[..., Page]) -> None:
    page = enter("otto", StaffRole.OPERATOR)
    page.add_init_script(CAMERA)
    page.goto("/capture")
    expect(page.locator("#hint")).to_have_text("Lay the paper flat and fill the corners.")
    page.click("#shutter")
    expect(page.locator("#sent .tag.good")).to_have_count(1)
    assert 1 == desk.work.records.counts()[State.RECEIVED]


def test_a_phone_that_is_held_askew_is_told(enter: Callable[..., Page]) -> None:
    page = enter("otto", StaffRole.OPERATOR)
    page.add_init_script(CAMERA)
    page.goto("/capture")
    expect(page.locator("#shutter")).to_be_enabled()
    for beta, told in ((35, "its edges should not fan out"), (3, "Straight")):
        page.evaluate(f"dispatchEvent(new DeviceOrientationEvent('deviceorientation', {{ beta: {beta}, gamma: 0 }}))")
        expect(page.locator("#hint")).to_contain_text(told)


def test_without_a_camera_the_phones_own_is_offered(enter: Callable[..., Page]) -> None:
    page = enter("otto", StaffRole.OPERATOR)
    page.add_init_script(NO_CAMERA)
    page.goto("/capture")
    expect(page.locator("#no-camera")).to_be_visible()
    expect(page.locator("label[for=files]")).to_be_visible()


def test_a_picture_from_the_clipboard_is_taken_in(desk: Desk, enter: Callable[..., Page]) -> None:
    page = enter("otto", StaffRole.OPERATOR)
    page.goto("/upload")
    page.evaluate(PASTE)
    expect(page.locator("#sent .tag.good")).to_have_count(1)
    expect(page.locator("#progress")).to_have_js_property("value", 1)
