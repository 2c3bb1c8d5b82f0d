"""Run this to take the pictures of docs/pictures anew: every page in both languages, of invented papers."""

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from desk.desk import Desk
from flows.stages.decisions import Decisions
from flows.stages.dossier import Dossier
from flows.stages.keeping import Keeping
from storage.records.customer_files import CustomerFiles
from storage.records.holding import Why
from strongroom.ids import DocumentId
from strongroom.permissions import Action, StaffRole
from strongroom.request import Access
from tests.desk.browsing import answering, chromium, sign_in
from tests.desk.invented import Clock, employ, opened_desk
from tests.desk.papers import a_day

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
LANGUAGES = {"en": "en-GB", "zh-CN": "zh-CN"}
WIDTHS = {"": (1280, 800)}


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as rooms, opened_desk(Path(rooms), Clock(), hosts=("127.0.0.1",)) as desk:
        _take_all(desk, folder)


def _take_all(desk: Desk, folder: Path) -> None:
    with answering(desk) as address, chromium() as browser:
        for language, locale in LANGUAGES.items():
            page = browser.new_page(locale=locale, viewport={"width": 1280, "height": 800})
            _first_pages(desk, page, address, _camera(page, folder, language))
            page.context.close()
        _, secret = employ(desk, "lin", *StaffRole)
        employ(desk, "mei", StaffRole.REVIEWER)
        papers = a_day(desk)
        found: dict[str, str] = {**papers, "customer": said_of(desk, papers)}
        desk.station(desk.accounts.everybody()[-1]).sit_down(found["second"])
        for language, locale in LANGUAGES.items():
            page = browser.new_page(locale=locale, viewport={"width": 1280, "height": 800})
            desk.now.forward(minutes=1)  # type: ignore[attr-defined]
            sign_in(page, address, desk, "lin", secret)
            _pages(page, address, found, _camera(page, folder, language))
            page.context.close()


def said_of(desk: Desk, papers: dict[str, DocumentId]) -> str:
    """What people say and ask about a day's papers; returns the address of a customer."""
    people = {user.name: user for user in desk.accounts.everybody()}
    lin, mei = desk.office(people["lin"]), desk.office(people["mei"])
    bill = papers["sure"]
    Dossier(office=lin).describe(bill, ("finance", "tax-2026"), "Quastenflosse GmbH", seen=1)
    Dossier(office=mei).comment(bill, "@Lin 请核对金额。Is this the same delivery?", desk.accounts.titles())
    Dossier(office=lin).link(bill, papers["waiting"])
    Keeping(lin).hold_document(bill, Why(matter="Pinkel ./. Quastenflosse", reason="A dispute about a delivery"))
    until = desk.now() + dt.timedelta(days=7)
    access = Access(actions=frozenset({Action.READ, Action.DOWNLOAD}), until=until, document=papers["card"])
    Decisions(mei).ask_access(access, "The bank asks for a copy")
    Decisions(lin).ask_export((bill, papers["card"]), "The auditors of 2026")
    files = CustomerFiles(desk.work.records.transactions)
    customer = files.hash_of("Quastenflosse GmbH") or b""
    files.want(customer, ("invoice", "contract", "business_licence"), actor="test", now=desk.now())
    return customer.hex()


def _first_pages(desk: Desk, page: Page, address: str, take: Callable[[str], None]) -> None:
    page.goto(f"{address}/first-run")
    take("first-run")


def _pages(page: Page, address: str, found: dict[str, str], take: Callable[[str], None]) -> None:
    for name, path in {
        "queue": "/queue",
        "find": "/find?q=kind:invoice",
        "find-chinese": "/find?q=百胜",
        "document": f"/documents/{found['sure']}",
        "document-locked": f"/documents/{found['card']}",
        "find-tiles": "/find?q=&view=tiles",
        "customers": "/customers",
        "customer": f"/customers/{found['customer']}",
        "requests": "/requests",
        "access": "/access",
        "upload": "/upload",
        "settings": "/settings",
        "kinds": "/kinds",
        "quarantine": "/quarantine",
        "users": "/users",
        "account": "/account",
        "components": "/components",
        "trail": "/trail",
        "review": f"/review/{found['waiting']}",
        "review-taken": f"/review/{found['second']}",
        "review-chinese": f"/review/{found['slip']}",
    }.items():
        page.goto(address + path, wait_until="networkidle")
        take(name)
    page.keyboard.press("Tab")
    page.goto(f"{address}/review/{found['waiting']}", wait_until="networkidle")
    page.click("#help")
    take("review-keys")
    page.set_viewport_size({"width": 390, "height": 844})
    for name, path in {"queue": "/queue", "review": f"/review/{found['waiting']}", "find": "/find?q="}.items():
        page.goto(address + path, wait_until="networkidle")
        take(f"phone-{name}")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/review/{found['waiting']}", wait_until="networkidle")
    take("review-dark")


def _camera(page: Page, folder: Path, language: str) -> Callable[[str], None]:
    def take(name: str) -> None:
        with Image.open(BytesIO(page.screenshot())) as image:
            # A palette is enough for pages of few colours, at a third of the size.
            image.convert("RGB").quantize(256).save(folder / f"{name}.{language}.png", optimize=True)

    return take


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
