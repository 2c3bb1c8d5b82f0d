"""The page that shows what was read: whole, safe to open, and honest."""

import re
import stat
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cli.seen import Seen
from cli.show_page import show_page
from flows.stages.paper import Paper
from strongroom.errors import Damaged
from strongroom.kind import catalogue
from strongroom.page import Box, Word
from strongroom.reading import Extraction, Finding, Origin, Reading, Reason, Source
from tests.cli.conftest import CommandLine
from tests.flows.doubles import BOX, paper
from tests.flows.files import picture

EVIL = '"><script>alert(1)</script><img src=https://example.org/x onerror=alert(2)>&amp;'


def hostile() -> Paper:
    source = Source(origin=Origin.OCR, page=1, box=BOX)
    found = paper(through=False, text=EVIL)
    page = replace(found.pages[0], codes=(EVIL,), source=EVIL, words=(Word(text=EVIL, box=BOX, confidence=0.4),))
    return replace(
        found,
        pages=(page,),
        extraction=Extraction(
            readings={"seller": Reading(field="seller", value=EVIL, confidence=0.4, source=source)},
            findings=(Finding(check="capital_agrees", passed=False, fields=(EVIL,)),),
            tables={EVIL: ({EVIL: EVIL},)},
        ),
        classification=replace(found.classification, reasons=(EVIL,), runners_up=((EVIL, 0.2),), subkind=EVIL),
        decision=replace(found.decision, reasons=(Reason(code="check_failed", facts={"check": EVIL, "fields": EVIL}),)),
    )


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def shown(*seen: Seen) -> str:
    return show_page(seen, "en", catalogue()).decode()


def test_what_a_document_says_stays_text() -> None:
    page = shown(
        Seen(file=EVIL, part=EVIL, paper=hostile(), pictures=(b"\xff\xd8",)), Seen(file=EVIL, refused=Damaged())
    )
    tags = Tags(page).seen
    assert {tag for tag, _ in tags} <= {
        "html", "head", "meta", "title", "style", "body", "p", "b", "section", "h1", "h2", "h3", "div", "span", "ul",
        "li", "table", "tr", "th", "td", "a", "figure", "figcaption", "img", "details", "summary", "pre",
    }  # fmt: skip
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on")]
    assert ["data:image/jpeg;base64,/9g="] == [attrs["src"] for tag, attrs in tags if tag == "img"]
    assert all((attrs["href"] or "").startswith("#") for tag, attrs in tags if tag == "a")


def test_the_page_fetches_nothing_and_forbids_itself_to() -> None:
    page = shown(Seen(file="a.png", paper=paper()))
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|url\(|@import|<link|<script", page)
    assert "Not encrypted" in page


def test_readings_are_linked_with_their_boxes() -> None:
    page = shown(Seen(file="a.png", paper=paper()))
    tags = Tags(page).seen
    ids = {attrs.get("id") for _, attrs in tags}
    assert {"n1-box-total", "n1-row-total", "n1-box-date"} <= ids
    assert all((attrs["href"] or "")[1:] in ids for tag, attrs in tags if tag == "a")
    assert "left:10.00%;top:10.00%;width:40.00%;height:10.00%" in page
    assert "12.50" in page
    assert "Would be filed straight through" in page


def test_what_is_missing_and_what_is_doubtful_is_said() -> None:
    source = Source(origin=Origin.OCR, page=1, box=Box(left=0, top=0, right=1, bottom=1))
    unsure = Reading(field="total", value=Decimal("1.00"), confidence=0.4, source=source)
    page = shown(Seen(file="a", paper=replace(paper(through=False), extraction=Extraction(readings={"total": unsure}))))
    assert "not found" in page
    assert 'class="low"' in page
    assert "Would wait for a person" in page


def test_pages_without_a_picture_show_their_words_in_their_places() -> None:
    page = shown(Seen(file="a.ofd", paper=paper(text="MERCHANT 百胜")))
    assert 'class="word printed"' in page
    assert "百胜" in page


def test_a_refused_file_says_why() -> None:
    page = shown(Seen(file="a.pdf", refused=Damaged()))
    assert "The structure of the file is damaged." in page


def test_the_page_is_a_new_file_for_its_owner_alone(strongroom: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.read.ReaderPool.read", lambda _self, _data, _told: paper())
    file = strongroom.drop("a.png", picture())
    out = strongroom.folder / "out.html"
    assert 0 == strongroom("read", file, "--workers", "1", "--show", out).exit_code
    assert 0o600 == stat.S_IMODE(out.stat().st_mode)
    before = Path(out).read_bytes()
    assert b"data:image/jpeg;base64," in before
    assert 2 == strongroom("read", file, "--show", out).exit_code
    assert before == out.read_bytes()


def test_it_says_which_checks_need_the_records_of_a_house() -> None:
    page = shown(Seen(file="a.png", paper=hostile(), pictures=()))
    assert all(rule in page for rule in ("(V7)", "(V8)", "(V9)"))


def test_blank_pages_are_left_out_unless_there_is_nothing_else() -> None:
    read = paper(pages=3)
    blank = replace(read.pages[1], blank=True, words=())
    page = shown(Seen(file="a.pdf", paper=replace(read, pages=(read.pages[0], blank, read.pages[2]))))
    assert ["Page 1", "Page 3"] == re.findall(r"<figcaption>(Page \d)", page)
    assert "Page 2" in shown(Seen(file="a.pdf", paper=replace(read, pages=(blank,))))
