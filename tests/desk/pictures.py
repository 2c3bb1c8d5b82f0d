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
from desk.pages.destructions import address as address_of
from flows.stages.counter import hand_in
from flows.stages.decisions import Decisions
from flows.stages.destructions import Destructions
from flows.stages.dossier import Dossier
from flows.stages.keeping import Keeping, destruction
from storage.records.copies import Copies
from storage.records.customer_files import CustomerFiles
from storage.records.dispositions import Dispositions
from storage.records.holding import Why
from storage.records.noticing import Channel, Notices
from storage.records.sharing import Shares, Terms
from strongroom.better_copy import Fault
from strongroom.disposition import Stage
from strongroom.ids import DocumentId
from strongroom.notice import Quiet, Wishes
from strongroom.permissions import Action, StaffRole
from strongroom.request import Access
from tests.desk.browsing import answering, chromium, sign_in
from tests.desk.invented import Clock, employ, opened_desk, taken_in
from tests.desk.papers import a_day, old_bills, waiting_invoice
from tests.desk.programs import an_endpoint
from tests.desk.seldom import seldom, with_provider
from tests.desk.test_machine import locked_pdf

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
LANGUAGES = {"en": "en-GB", "zh-CN": "zh-CN"}
_DRAWN = (
    "() => [...document.querySelectorAll('.joinable img')].slice(0, 4).every(one => one.complete && one.naturalWidth)"
)
_AT_HOME = r"""() => document.querySelectorAll("td.value").forEach(one => {
  const found = one.textContent.match(/^\/.*\/(var|inbox)(.*)$/);
  if (found) one.textContent = `/srv/strongroom/${found[1]}${found[2]}`; })"""
"""Where the pictures are taken is nobody's business: folders stand as an installation has them."""
_LONG_AGO = 40
"""Days before the pictures, at which papers were destroyed."""
_CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 600; canvas.height = 800;
  const pen = canvas.getContext("2d");
  const draw = () => { pen.fillStyle = "#8a7a66"; pen.fillRect(0, 0, 600, 800); pen.fillStyle = "#fdfdf8";
    pen.fillRect(60, 80, 480, 640); pen.fillStyle = "#223"; pen.font = "bold 22px sans-serif";
    pen.fillText("Pinkel & S\u00f6hne", 110, 150); pen.font = "15px sans-serif";
    ["Invoice RE-0815", "21 November 2026", "", "40 boxes", "Net  100.00", "VAT  19.00", "Total  119.00 EUR"]
      .forEach((line, at) => pen.fillText(line, 110, 200 + 36 * at)); };
  draw(); setInterval(draw, 100);
  return canvas.captureStream();
};
"""
"""A camera that shows a drawn paper, for no machine that takes these pictures has one."""


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = Clock()
    clock.forward(days=-_LONG_AGO)
    with tempfile.TemporaryDirectory() as rooms, opened_desk(Path(rooms), clock, hosts=("127.0.0.1",)) as desk:
        _destroyed(desk)
        clock.forward(days=_LONG_AGO)
        _take_all(with_provider(desk), folder)


def _destroyed(desk: Desk) -> None:
    """Three papers whose end two people decided, long enough ago that it was carried out."""
    dispositions, now = Dispositions(desk.work.records.transactions), desk.now()
    for old in old_bills(desk, 3, first=20):
        dispositions.request(old, actor="user:1", now=now)
        dispositions.approve(old, actor="user:2", now=now, due_at=now)
    for _ in destruction(desk.work, desk.now).carry_out("schedule"):
        pass


def _take_all(desk: Desk, folder: Path) -> None:
    with answering(desk) as address, chromium() as browser:
        for language, locale in LANGUAGES.items():
            page = browser.new_page(locale=locale, viewport={"width": 1280, "height": 800})
            _first_pages(desk, page, address, _camera(page, folder, language))
            page.context.close()
        lin, secret = employ(desk, "lin", *StaffRole)
        employ(desk, "mei", StaffRole.REVIEWER)
        papers = a_day(desk)
        found: dict[str, str] = {**papers, "customer": said_of(desk, papers)}
        found |= _more(desk, papers) | {f"seldom_{name}": value for name, value in seldom(desk, lin).items()}
        desk.station(desk.accounts.everybody()[-1]).sit_down(papers["second"])
        for language, locale in LANGUAGES.items():
            page = browser.new_page(locale=locale, viewport={"width": 1280, "height": 800})
            desk.now.forward(minutes=1)  # type: ignore[attr-defined]
            sign_in(page, address, desk, "lin", secret)
            _pages(page, address, found, _camera(page, folder, language))
            _merge(desk, page, address, papers["waiting"], _camera(page, folder, language))
            page.context.close()
            page = browser.new_page(locale=locale, viewport={"width": 1280, "height": 800})
            _guest(page, address, found, _camera(page, folder, language))
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


def _more(desk: Desk, papers: dict[str, DocumentId]) -> dict[str, str]:
    """A better copy that was asked for, a paper under a password, somebody who is told, an endpoint, a link."""
    lin = next(user for user in desk.accounts.everybody() if user.name == "lin")
    transactions, now = desk.work.records.transactions, desk.now()
    blurred = taken_in(desk, waiting_invoice(11))
    Copies(transactions).ask(blurred, Fault.BLURRED, seen=1, stage=None, actor=lin.actor, now=now)
    locked = hand_in(desk.office(lin), desk.inspector, locked_pdf(), name="Kontoauszug.pdf", folder="韩梅梅")
    told = Channel(
        person=lin.actor,
        addresses=("mailtos://lin:secret@mail.example.org",),
        wishes=Wishes(language="zh-CN", zone="Asia/Shanghai", digest=9, quiet=Quiet(start=22, end=7)),
    )
    Notices(transactions).set_channel(told, actor="test", now=now)
    until = now + dt.timedelta(days=7)
    terms = Terms(address="ada@example.org", reason="her copy", expires_at=until, views=5, takes=False)
    _, token = Shares(transactions).make(papers["sure"], terms, actor=lin.actor, now=now)
    endpoint = an_endpoint(desk)
    old_bills(desk, 6)
    (group,) = Destructions(desk.office(lin)).groups(Stage.ELIGIBLE)
    ended = address_of(group.key, "group", now)
    return {"locked": locked.document, "token": token, "endpoint": endpoint, "group": ended}


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
        "destructions": "/destructions",
        "destructions-group": found["group"],
        "destructions-register": "/destructions/register",
        "customers-missing": "/customers/missing",
        "webhook": f"/webhooks/{found['endpoint']}",
        "error": "/documents/01J00000000000000000000000",
        "document-password": f"/documents/{found['locked']}",
        "copies": "/copies",
        "asks": "/asks",
        "reports": "/reports",
        "quality": "/quality",
        "notices": "/notices",
        "webhooks": "/webhooks",
        "tokens": "/account/tokens",
        "guide": "/guide/reviewer",
        "practice": "/practice",
        "users": "/users",
        "account": "/account",
        "document-joined": f"/documents/{found['seldom_joined']}#whole",
        "customer-asked": f"/customers/{found['seldom_customer']}",
        "user": f"/users/{found['seldom_user']}",
        "components": "/components",
        "trail": "/trail",
        "review": f"/review/{found['waiting']}",
        "review-taken": f"/review/{found['second']}",
        "review-chinese": f"/review/{found['slip']}",
    }.items():
        page.goto(address + path, wait_until="networkidle")
        page.evaluate(_AT_HOME)
        take(name)
    page.goto(f"{address}/account")
    page.locator("[name=last]").scroll_into_view_if_needed()
    take("absence")
    page.keyboard.press("Tab")
    page.goto(f"{address}/review/{found['waiting']}", wait_until="networkidle")
    page.click("#help")
    take("review-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+j")
    page.wait_for_selector(".joinables")
    page.wait_for_function(_DRAWN)
    take("review-join")
    page.add_init_script(_CAMERA)
    page.goto(f"{address}/capture")
    page.wait_for_selector("#shutter:enabled")
    page.wait_for_timeout(500)
    take("capture")
    _practise(page, address, take)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/queue", wait_until="networkidle")
    page.click(".menu summary")
    take("phone-menu")
    for name, path in {"queue": "/queue", "review": f"/review/{found['waiting']}", "find": "/find?q="}.items():
        page.goto(address + path, wait_until="networkidle")
        take(f"phone-{name}")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/review/{found['waiting']}", wait_until="networkidle")
    take("review-dark")


def _merge(desk: Desk, page: Page, address: str, document: DocumentId, take: Callable[[str], None]) -> None:
    """Somebody else is faster by a hair, and then both are asked."""
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/review/{document}", wait_until="networkidle")
    mei = next(user for user in desk.accounts.everybody() if user.name == "mei")
    seen = desk.station(mei).versions(document)[0].number
    Dossier(office=desk.office(mei)).describe(document, ("tax-2026", f"look-{seen}"), "Quastenflosse GmbH", seen=seen)
    page.fill("[name='value.seller']", "Pinkel & Sons")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".merge")
    take("merge")


def _guest(page: Page, address: str, found: dict[str, str], take: Callable[[str], None]) -> None:
    """What somebody outside sees: the door of a link, the paper behind it, and the page to hand in by."""
    page.goto(f"{address}/sign-in")
    take("sign-in")
    page.goto(f"{address}/s/{found['token']}")
    take("share-door")
    page.goto(f"{address}/s/{found['seldom_shared']}")
    page.click("main button")
    page.wait_for_load_state("networkidle")
    take("share-paper")
    page.goto(f"{address}/u/{found['seldom_give']}", wait_until="networkidle")
    take("give")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/u/{found['seldom_give']}", wait_until="networkidle")
    take("phone-give")


def _practise(page: Page, address: str, take: Callable[[str], None]) -> None:
    page.goto(f"{address}/practice")
    page.click("main button.primary")
    page.wait_for_selector("#coach")
    page.wait_for_load_state("networkidle")
    page.click("#coach .step:not([hidden]) button")
    take("practice-review")
    for _ in range(2):
        page.wait_for_load_state("networkidle")
        first = page.get_attribute("#station", "data-document")
        page.keyboard.press("Control+Enter")
        page.wait_for_function("first => document.getElementById('station')?.dataset.document !== first", arg=first)
    page.goto(f"{address}/practice/desk/queue", wait_until="networkidle")
    take("practice-score")


def _camera(page: Page, folder: Path, language: str) -> Callable[[str], None]:
    def take(name: str) -> None:
        with Image.open(BytesIO(page.screenshot())) as image:
            # A palette is enough for pages of few colours, at a third of the size.
            image.convert("RGB").quantize(256).save(folder / f"{name}.{language}.png", optimize=True)

    return take


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
