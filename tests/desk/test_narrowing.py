"""Filters of a search that are chosen and not written, and where its results lead."""

from collections.abc import Callable
from html import unescape
from urllib.parse import unquote_plus

from desk.desk import Desk
from desk.words import all_words
from strongroom.kind import catalogue
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import identity_card, invoice, taken_in
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


CHOSEN: tuple[tuple[dict[str, str], str], ...] = (
    ({}, ""),
    ({"q": "RE-0815", "kind": "invoice"}, "RE-0815 kind:invoice"),
    ({"kind": "no such"}, ""),
    ({"customer": 'Acme "Ltd"', "tag": "2026"}, 'customer:"Acme Ltd" tag:"2026"'),
    ({"since": "2026-11-21", "until": "2026-11-30"}, "received>=2026-11-21 received<=2026-11-30"),
)


def test_what_is_chosen_becomes_a_part_of_the_search(visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    for chosen, search in CHOSEN:
        told = reviewer.get("/find/narrowed", params=chosen).next_request
        assert told
        assert (search, "list") == (told.url.params["q"], told.url.params["view"])


def test_a_search_that_was_narrowed_finds_what_fits(desk: Desk, visit: Visit) -> None:
    bill = taken_in(desk, invoice(drawn(["bill"]), sure=True))
    card = taken_in(desk, identity_card(drawn(["card"])))
    reviewer = visit(StaffRole.REVIEWER)
    chosen = {"kind": "invoice", "customer": "Quastenflosse GmbH", "since": "2026-11-21", "until": "2026-11-21"}
    page = reviewer.get("/find/narrowed", params=chosen, follow_redirects=True).text
    assert f"/documents/{bill}" in page
    assert f"/documents/{card}" not in page
    assert 400 == reviewer.get("/find/narrowed", params={"since": "soon"}).status_code


def test_a_result_leads_an_auditor_to_what_was_done_with_it(desk: Desk, visit: Visit) -> None:
    bill = taken_in(desk, invoice(drawn(["bill"]), sure=True))
    page = visit(StaffRole.AUDITOR).get("/find").text
    assert f'href="/trail?document={bill}"' in page
    assert f'href="/documents/{bill}"' not in page


def test_chips_stand_in_the_language_of_the_visitor_and_leave_a_search_that_reads_the_same(visit: Visit) -> None:
    page = visit(StaffRole.REVIEWER).get(
        "/find", params={"q": "kind:invoice total>100 百胜"}, headers={"accept-language": "zh-CN"}
    )
    assert "类型:国际发票" in page.text
    left = unquote_plus(unescape(page.text))
    assert '/find?q=合计金额>100 百胜"' in left
    assert "百胜 状态:待审核" in left


def test_who_only_finds_papers_sees_no_value_of_them_and_nothing_to_do_with_them(desk: Desk, visit: Visit) -> None:
    taken_in(desk, invoice(drawn(["bill"]), seller="Mommsen Tee", sure=True))
    auditor, reviewer = visit(StaffRole.AUDITOR), visit(StaffRole.REVIEWER)
    found = auditor.get("/api/v1/documents").json()
    assert (1, {}) == (found["total"], found["documents"][0]["fields"])
    for visitor, sees in ((auditor, False), (reviewer, True)):
        page = visitor.get("/find").text
        assert (sees, sees) == ("<small>Seller</small>" in page, 'name="documents"' in page)


def test_every_sort_of_paper_has_words() -> None:
    sorts = {f"subkind.{sort}" for kind in catalogue().values() for sort in kind.subkinds}
    assert sorts <= all_words()["en"].texts.keys()
