"""On paper there is what a page says, and nothing that is there to be clicked."""

from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import Page

from desk.desk import Desk
from strongroom.permissions import StaffRole
from tests.desk.papers import a_day

pytestmark = pytest.mark.browser

NAVIGATION = (
    "Skip to the content", "Hand in", "Quarantine", "Audit trail", "Machine", "中文", "Sign out", "Help",
    "With what is ticked", "How to search", "Keep this search", "Place a hold", "Show what is sensitive",
    "Export the original", "Change tags or customer", "Open for review again", "Share by a link", "Next", "Previous",
    "This customer is here twice", "Write a comment", "Link a paper",
)  # fmt: skip


def printed(page: Page) -> str:
    """What a reader finds on the sheets."""
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as sheets:
        return "\n".join(sheet.get_textpage().get_text_bounded() for sheet in sheets)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_sheet_shows_the_page_and_no_navigation(desk: Desk, enter: Callable[..., Page], scheme: str) -> None:
    papers = a_day(desk)
    page = enter("lin", *StaffRole, color_scheme=scheme)
    page.goto("/customers")
    customer = page.locator("a.whole").first.get_attribute("href") or ""
    paths = (f"/documents/{papers['sure']}", f"/documents/{papers['card']}", "/find", customer, "/quality")
    for path in (*paths, "/find?view=tiles"):
        page.goto(path, wait_until="load")
        heading = page.locator("h1").first.inner_text()[:10]  # a longer one may be broken into lines
        text = printed(page)
        assert ("Pinkel" if path.startswith("/find") else heading) in text
        assert [] == [words for words in NAVIGATION if words in text], path
        page.emulate_media(media="print")
        assert "rgb(0, 0, 0)" == page.evaluate("getComputedStyle(document.body).color")
        page.emulate_media(media="null")
