"""Papers that are not filed as they are: nothing is lost, and each is linked to what it belongs to."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from desk.desk import Desk
from flows.stages.setting_aside import runs
from storage.records.copies import Copies
from storage.records.links import Links
from strongroom.better_copy import Fault, quotable
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from tests.desk.drawn import bound, drawn
from tests.desk.invented import invoice, taken_in
from tests.desk.papers import queue_of, waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def document(desk: Desk) -> DocumentId:
    return taken_in(desk, waiting_invoice(1))


@pytest.fixture
def bundle(desk: Desk) -> DocumentId:
    pages = bound(drawn([f"page {number}"], mark=number) for number in range(3))
    return taken_in(desk, replace(invoice(pages), media="image/tiff", name="scan.tif", pages=3))


@pytest.mark.parametrize(
    ("begins", "expected"),
    [((), [(1, 2, 3)]), ((2,), [(1,), (2, 3)]), ((3, 2), [(1,), (2,), (3,)]), ((1, 4, -1), [(1, 2, 3)])],
)
def test_pages_run_from_one_beginning_to_the_next(begins: tuple[int, ...], expected: list[tuple[int, ...]]) -> None:
    assert expected == [part.pages for part in runs(3, begins)]


def test_a_code_has_no_letters_that_are_mistaken_for_others() -> None:
    codes = "".join(quotable(bytes([chance] * 5)) for chance in range(256))
    assert set(codes) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
    assert "0000-0000" == quotable(bytes(32))


def test_a_bundle_is_cut_into_papers_that_know_where_they_came_from(
    desk: Desk, visit: Visit, bundle: DocumentId
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{bundle}")
    assert 303 == reviewer.post(f"/review/{bundle}/split", {"seen": 1, "begins": ["2"]}).status_code
    records = desk.work.records
    children = records.in_state(State.RECEIVED, actor="test", now=desk.now(), limit=9)
    told = [tuple(tag for tag in child.tags if tag.startswith(("from-", "page"))) for child in children]
    assert {(f"from-{bundle}", "page-1"), (f"from-{bundle}", "pages-2-3")} == set(told)
    assert {"Quastenflosse GmbH"} == {child.customer for child in children}
    parent = records.for_policy(bundle)
    assert (State.FILED, "unknown", {}) == (parent.state, parent.kind, dict(parent.readings))
    manager = visit(StaffRole.MANAGER).user
    assert manager
    assert desk.office(manager).original(bundle, purpose="test")


def test_one_paper_is_not_cut(visit: Visit, bundle: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{bundle}")
    assert 400 == reviewer.post(f"/review/{bundle}/split", {"seen": 1, "begins": ["9"]}).status_code


def test_a_duplicate_is_set_aside_and_names_the_other(desk: Desk, visit: Visit) -> None:
    first, second = queue_of(desk, 2)
    reviewer = visit(StaffRole.REVIEWER)
    assert f'value="{first}"' in reviewer.get(f"/review/{second}/twins").text
    reviewer.get("/queue")
    reviewer.post(f"/review/{second}/duplicate", {"seen": 1, "of": first})
    row = desk.work.records.for_policy(second)
    assert row.quarantine
    assert ("duplicate_of", {"document": first}) == (row.quarantine.code, dict(row.quarantine.facts))
    assert first in reviewer.get("/quarantine").text


@pytest.mark.parametrize("other", ["01KAGJ6WQ2V6YB1Z2N8C3D4E5F", "itself"])
def test_a_duplicate_of_nothing_is_refused(desk: Desk, visit: Visit, document: DocumentId, other: str) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{document}")
    of = document if other == "itself" else other
    assert reviewer.post(f"/review/{document}/duplicate", {"seen": 1, "of": of}).status_code in (400, 404)
    assert State.IN_REVIEW is desk.work.records.for_policy(document).state


def test_a_customer_is_asked_for_a_better_copy_with_a_code(desk: Desk, visit: Visit, document: DocumentId) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.get(f"/review/{document}")
    sent = reviewer.post(f"/review/{document}/better-copy", {"seen": 1, "fault": "blurred"})
    (asked,) = Copies(desk.work.records.transactions).open()
    assert f"/copies#{asked.code}" == sent.headers["location"]
    page = reviewer.get("/copies").text
    assert f"it is blurred. Please send us a new one, and quote the code {asked.code}" in page
    assert f"图像模糊。请重新提供，并注明代码 {asked.code}" in page
    assert "Quastenflosse GmbH" in page
    row = desk.work.records.for_policy(document)
    assert (State.QUARANTINED, "better_copy_asked") == (row.state, row.quarantine and row.quarantine.code)
    assert 303 == reviewer.post(f"/copies/{asked.code}/close").status_code
    assert () == Copies(desk.work.records.transactions).open()
    assert 404 == reviewer.post(f"/copies/{asked.code}/close").status_code


def asked_of(desk: Desk, document: DocumentId) -> str:
    copies = Copies(desk.work.records.transactions)
    return copies.ask(document, Fault.BLURRED, seen=1, stage=None, actor="test", now=desk.now()).code


@pytest.mark.parametrize("where", ["in the name of the file", "on the page"])
def test_a_better_copy_closes_what_it_was_asked_by_and_is_linked_to_it(
    desk: Desk, visit: Visit, document: DocumentId, where: str
) -> None:
    code = asked_of(desk, document)
    reviewer = visit(StaffRole.REVIEWER)
    name, quoted = (f"{code.casefold()} better.png", "") if where.startswith("in") else ("better.png", code)
    headers = {"X-File-Name": name, "X-Code": quoted, "Accept": "application/json"}
    new = reviewer.send("/upload", drawn(["sharp"]), **headers).json()["document"]
    assert () == Copies(desk.work.records.transactions).open()
    assert (DocumentId(new),) == Links(desk.work.records.transactions).of(document)
    row = desk.work.records.for_policy(document)
    assert row.customer
    assert row.customer == desk.work.records.for_policy(DocumentId(new)).customer
    assert (State.QUARANTINED, "better_copy_asked") == (row.state, row.quarantine and row.quarantine.code)
    assert "came as the better copy that was asked for" in reviewer.get(f"/documents/{new}").text


def test_what_comes_with_another_code_or_cannot_be_read_closes_nothing(
    desk: Desk, visit: Visit, document: DocumentId
) -> None:
    code = asked_of(desk, document)
    reviewer = visit(StaffRole.REVIEWER)
    reviewer.send("/upload", drawn(["another"]), **{"X-File-Name": "0000-0000.png"})
    reviewer.send("/upload", b"%PDF-1.4 cut off", **{"X-File-Name": f"{code}.png"})
    assert [code] == [one.code for one in Copies(desk.work.records.transactions).open()]
