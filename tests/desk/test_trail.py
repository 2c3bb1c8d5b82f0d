"""The audit trail over HTTP: found by document, person, act and day; whether the chain holds; its events as a file."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.desk import Desk
from flows.stages.audit_room import anchors_of
from strongroom.ids import DocumentId
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import Clock, identity_card, invoice, taken_in
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]
SCRIPT = Path(__file__).parents[2] / "docs" / "verify_audit.py"
TODAY = "2026-11-21"


@pytest.fixture
def bill(desk: Desk) -> DocumentId:
    return taken_in(desk, invoice(drawn(["bill"]), sure=True))


def test_an_auditor_reads_who_did_what_and_verifies_the_chain(visit: Visit, bill: DocumentId) -> None:
    visit(StaffRole.REVIEWER, name="rob").get(f"/documents/{bill}")
    auditor = visit(StaffRole.AUDITOR)
    page = auditor.get("/trail", params={"document": bill}).text
    assert "Rob" in page
    assert "looked at it" in page
    assert "Nobody has verified the chain lately." in page
    assert "The chain holds" in auditor.post("/trail/verify").text
    assert "Last found whole: 2026-11-21" in auditor.get("/trail").text


def test_what_a_search_showed_is_folded_where_it_is_much(desk: Desk, visit: Visit) -> None:
    shown = [taken_in(desk, invoice(drawn([f"bill {number}"]), sure=True)) for number in range(4)]
    visit(StaffRole.REVIEWER).get("/find", params={"q": "kind:invoice"})
    page = visit(StaffRole.AUDITOR).get("/trail", params={"act": "searched"}).text
    folded = page.split("<details><summary>")[1].split("</details>")[0]
    assert ": 4</summary>" in folded
    assert all(f'href="/trail?document={document}"' in folded for document in shown)


def test_anchors_that_were_taken_away_are_told(desk: Desk, visit: Visit, bill: DocumentId) -> None:
    anchors_of(desk.work, desk.now).anchor("test", now=desk.now)
    for name in list(desk.work.store.keys("audit-anchors/")):
        desk.work.store.delete(name)
    auditor = visit(StaffRole.AUDITOR)
    auditor.get("/trail")
    assert "Anchors that were taken away: 1;" in auditor.post("/trail/verify").text


def test_events_are_found_by_day_both_ends_included(visit: Visit, bill: DocumentId, clock: Clock) -> None:
    clock.forward(days=2)
    auditor = visit(StaffRole.AUDITOR)
    for days, found in (
        ({"until": "2026-11-20"}, False),
        ({"since": TODAY, "until": TODAY}, True),
        ({"since": "2026-11-22"}, False),
    ):
        fits = f"/trail?document={bill}" in auditor.get("/trail", params={"act": "accepted", **days}).text
        assert found is fits


def test_what_no_trail_can_have_is_refused(visit: Visit) -> None:
    auditor = visit(StaffRole.AUDITOR)
    for question, status in (
        ({"before": "9" * 25}, 422),
        ({"since": "soon"}, 400),
        ({"until": "9999-12-31"}, 400),
        ({"since": "0001-01-01"}, 400),
    ):
        assert status == auditor.get("/trail", params=question).status_code


def test_what_is_refused_is_in_the_trail(desk: Desk, visit: Visit) -> None:
    card = taken_in(desk, identity_card(drawn(["韩梅梅"])))
    visit(StaffRole.OPERATOR, name="oz").get(f"/documents/{card}")
    page = visit(StaffRole.AUDITOR).get("/trail", params={"act": "denied"}).text
    assert "Oz" in page
    assert card in page


def test_events_leave_as_a_file_that_verifies_without_this_product(
    visit: Visit, bill: DocumentId, tmp_path: Path
) -> None:
    auditor = visit(StaffRole.AUDITOR)
    key = auditor.get("/trail").text.partition('readonly value="')[2].partition('"')[0].replace("&#43;", "+")
    taken = auditor.post("/trail/export", {"since": TODAY, "until": TODAY})
    assert "attachment" in taken.headers["content-disposition"]
    file = tmp_path / "export.jsonl"
    file.write_bytes(taken.content)
    command = [sys.executable, str(SCRIPT), str(file), key]
    assert 0 == subprocess.run(command, capture_output=True, check=False).returncode
    assert {"accepted", "filed"} <= {json.loads(line).get("action") for line in taken.text.splitlines()}
    assert "took events of the trail out" in auditor.get("/trail").text
    assert 404 == auditor.post("/trail/export", {"since": "2027-01-01"}).status_code
