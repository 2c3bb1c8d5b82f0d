"""The JSON interface: the same doors, told in JSON."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from desk import api_examples as examples
from desk.api import Decided, Document, Documents, Problem, TakenIn, Task, Who
from desk.desk import Desk
from strongroom.document import State
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import identity_card, taken_in
from tests.desk.papers import waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


def token(visitor: Visitor) -> dict[str, str]:
    return {"X-Form-Token": visitor.get("/api/v1/me").json()["form_token"]}


def test_a_document_is_handed_in_found_reviewed_and_shown(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    document = taken_in(desk, waiting_invoice(1))
    (task,) = reviewer.get("/api/v1/review").json()
    assert (document, 1, None) == (task["document"]["id"], task["seen"], task["taken_by"])
    judgement = {"verdict": "accept", "seen": 1, "values": {"seller": "Mommsen Tee"}}
    decided = reviewer.client.post(f"/api/v1/review/{document}", json=judgement, headers=token(reviewer))
    assert {"state": "filed"} == decided.json()
    found = reviewer.get("/api/v1/documents", params={"q": "Mommsen"}).json()
    assert [document] == [one["id"] for one in found["documents"]]


def test_a_decision_on_an_old_version_is_a_conflict(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    document = taken_in(desk, waiting_invoice(1))
    desk.station(reviewer.user).change_kind(document, "receipt", seen=1)  # type: ignore[arg-type]
    judgement = {"verdict": "accept", "seen": 1}
    answer = reviewer.client.post(f"/api/v1/review/{document}", json=judgement, headers=token(reviewer))
    assert (409, "overtaken") == (answer.status_code, answer.json()["code"])
    assert State.IN_REVIEW is desk.work.records.for_policy(document).state


def test_sensitive_readings_are_masked_without_a_reason(desk: Desk, visit: Visit) -> None:
    manager = visit(StaffRole.MANAGER)
    card = taken_in(desk, identity_card(drawn(["韩梅梅"])))
    masked = manager.get(f"/api/v1/documents/{card}").json()
    shown = manager.get(f"/api/v1/documents/{card}", params={"reason": "a call"}).json()
    assert "110***********0025" == masked["fields"]["id_number"]
    assert "110105199003070025" == shown["fields"]["id_number"]


def test_the_original_of_an_identity_paper_needs_a_reason(desk: Desk, visit: Visit) -> None:
    manager = visit(StaffRole.MANAGER)
    picture = drawn(["韩梅梅"])
    card = taken_in(desk, identity_card(picture))
    assert "purpose_needed" == manager.get(f"/api/v1/documents/{card}/original").json()["code"]
    answer = manager.get(f"/api/v1/documents/{card}/original", params={"reason": "for the court"})
    assert picture == answer.content


def test_a_file_is_handed_in(visit: Visit) -> None:
    operator = visit(StaffRole.OPERATOR)
    headers = {"X-File-Name": quote("票.png"), "X-Folder": quote("某某公司"), **token(operator)}
    answer = operator.client.post("/api/v1/documents", content=drawn(["票"]), headers=headers)
    assert (201, "taken") == (answer.status_code, answer.json()["outcome"])


@pytest.mark.parametrize("path", ["documents", "review", "me", "documents/01ARZ3NDEKTSV4RRFFQ69G5FAV"])
def test_who_is_not_signed_in_is_told_so_in_json(stranger: Visitor, path: str) -> None:
    answer = stranger.get(f"/api/v1/{path}")
    assert (401, "not_signed_in") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(
    ("path", "status"),
    [("documents?limit=0", 422), ("documents/short", 422), ("documents/01ARZ3NDEKTSV4RRFFQ69G5FAV", 404), ("no", 404)],
)
def test_what_cannot_be_is_told_in_json(visit: Visit, path: str, status: int) -> None:
    answer = visit(StaffRole.REVIEWER).get(f"/api/v1/{path}")
    assert status == answer.status_code
    assert {"code", "sentence", "way_out"} == answer.json().keys()


@pytest.mark.parametrize("body", [b'{"verdict": "reject", "seen": 1}', b"{}", b"no", b"\xff\x80", b""])
def test_a_judgement_that_is_not_whole_is_told_by_the_status_that_is_described(
    visit: Visit, desk: Desk, body: bytes
) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    path = f"/api/v1/review/{taken_in(desk, waiting_invoice(1))}"
    headers = {"X-Form-Token": reviewer.token, "Content-Type": "application/json"}
    answer = reviewer.client.post(path, content=body, headers=headers)
    assert (422, "bad_form") == (answer.status_code, answer.json()["code"])


def test_what_it_can_do_is_described(stranger: Visitor) -> None:
    described = stranger.get("/api/openapi.json").json()
    assert {"/api/v1/documents", "/api/v1/review/{document}"} <= described["paths"].keys()
    assert not [path for path in described["paths"] if not path.startswith("/api/")]


SHOWN: tuple[tuple[type[BaseModel], dict[str, Any]], ...] = (
    (Problem, examples.PROBLEM),
    (Who, examples.WHO),
    (Document, examples.DOCUMENT),
    (Documents, examples.DOCUMENTS),
    (Task, examples.WAITING),
    (Decided, examples.DECIDED),
    (TakenIn, examples.TAKEN_IN),
)


def test_each_answer_of_the_description_shows_an_example_that_is_one(stranger: Visitor) -> None:
    described = stranger.get("/api/openapi.json").json()["components"]["schemas"]
    for model, example in SHOWN:
        assert example == model.model_validate(example).model_dump()
        assert described[model.__name__]["examples"]
    assert {model.__name__ for model, _ in SHOWN} | {"Judgement"} == described.keys()


def test_each_operation_says_that_a_token_is_sent_and_how_it_is_refused(stranger: Visitor) -> None:
    described = stranger.get("/api/openapi.json").json()
    for operations in described["paths"].values():
        for operation in operations.values():
            assert [{"token": []}] == operation["security"]
            assert {"401", "403", "429"} <= operation["responses"].keys()


def test_no_page_of_the_framework_that_loads_from_elsewhere_is_there(stranger: Visitor) -> None:
    client: TestClient = stranger.client
    assert (404, 404) == (client.get("/docs").status_code, client.get("/redoc").status_code)
