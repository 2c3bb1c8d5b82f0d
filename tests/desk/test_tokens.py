"""API tokens: made once, never more than their person, counted, recorded, and ended with whatever ends a session."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from desk.app import create_app
from desk.desk import Desk
from desk.limits import PACES, Counted, Limits
from desk.visit import SESSION
from storage.audit import ChainedEvent
from storage.records.trail import events
from strongroom.api_token import MOST, Scope
from strongroom.errors import BadForm, TooOften
from strongroom.permissions import StaffRole
from tests.desk.drawn import drawn
from tests.desk.invented import NOW, PASSWORD, Clock, employ, identity_card, invoice, taken_in
from tests.desk.papers import waiting_invoice
from tests.desk.visitor import Visitor

Visit = Callable[..., Visitor]


class Program:
    """A client without cookies that sends a token."""

    def __init__(self, desk: Desk, secret: str) -> None:
        self.client = TestClient(create_app(desk), client=("127.0.0.1", 5000), follow_redirects=False)
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **options: str) -> Response:
        return self.client.get(f"/api/v1/{path}", params=options, headers=self.headers)

    def review(self, document: str) -> Response:
        judgement = {"verdict": "reject", "seen": 1, "reason": "test"}
        return self.client.post(f"/api/v1/review/{document}", json=judgement, headers=self.headers)

    def add(self) -> Response:
        headers = self.headers | {"X-File-Name": quote("票.png")}
        return self.client.post("/api/v1/documents", content=drawn(["票"]), headers=headers)


def program(desk: Desk, role: StaffRole, *scopes: Scope) -> tuple[Program, str]:
    """A program with a token of somebody new; returns their id too."""
    user, _ = employ(desk, f"somebody {role.value}", role)
    user = next(one for one in desk.accounts.everybody() if one.id == user.id)
    _, secret = desk.tokens.make(user, "a program", frozenset(scopes), days=30, now=desk.now())
    return Program(desk, secret), user.id


def recorded(desk: Desk) -> list[ChainedEvent]:
    """What the trail says of tokens."""
    found = desk.work.records.transactions.read(lambda session: list(events(session.connection)))
    return [event for event in found if event.action.startswith("token_")]


def test_a_token_is_made_shown_once_listed_and_revoked(desk: Desk, visit: Visit) -> None:
    manager = visit(StaffRole.MANAGER)
    manager.get("/account/tokens")
    made = manager.post("/account/tokens", {"title": "the archive", "days": "30", "scopes": ["find"]})
    (secret,) = re.findall(r"sr_[0-9a-f]{64}", made.text)
    caller = Program(desk, secret)
    assert 200 == caller.get("documents").status_code
    listed = manager.get("/account/tokens").text
    assert "the archive" in listed
    assert secret not in listed
    (path,) = re.findall(r'action="(/account/tokens/\w+/revoke)"', listed)
    manager.post(path)
    assert (401, "sign_in_failed") == (caller.get("documents").status_code, caller.get("documents").json()["code"])
    assert "the archive" not in manager.get("/account/tokens").text


def test_a_token_is_made_only_by_who_proved_again_who_they_are(desk: Desk, visit: Visit, clock: Clock) -> None:
    manager = visit(StaffRole.MANAGER)
    clock.forward(minutes=15)
    manager.get("/account/tokens")
    form = {"title": "x", "days": "30", "scopes": ["find"]}
    sent = manager.post("/account/tokens", form)
    assert (303, "/confirm?next=/account/tokens") == (sent.status_code, sent.headers["location"])
    manager.post("/confirm", {"password": PASSWORD, "next": "/account/tokens"})
    assert 200 == manager.post("/account/tokens", form).status_code


@pytest.mark.parametrize(
    "form", [{"days": "30"}, {"days": "31", "scopes": ["find"]}, {"days": "30", "scopes": ["all"]}]
)
def test_a_token_for_nothing_or_for_ever_is_not_made(visit: Visit, form: dict[str, object]) -> None:
    manager = visit(StaffRole.MANAGER)
    manager.get("/account/tokens")
    assert 422 == manager.post("/account/tokens", {"title": "x", **form}).status_code


def test_there_is_an_end_to_the_tokens_of_one_person(desk: Desk) -> None:
    user, _ = employ(desk, "somebody", StaffRole.MANAGER)
    for _ in range(MOST):
        desk.tokens.make(user, "x", frozenset({Scope.FIND}), days=7, now=NOW)
    with pytest.raises(BadForm):
        desk.tokens.make(user, "x", frozenset({Scope.FIND}), days=7, now=NOW)


def test_of_a_token_nothing_is_kept_that_could_be_used(desk: Desk) -> None:
    user, _ = employ(desk, "somebody", StaffRole.MANAGER)
    _, secret = desk.tokens.make(user, "a program", frozenset({Scope.FIND}), days=30, now=NOW)
    kept = [file.read_bytes() for file in desk.work.settings.data.rglob("*") if file.is_file()]
    assert kept
    assert not [data for data in kept if secret.encode() in data or bytes.fromhex(secret[3:]) in data]


ASKED = ("find", "view", "reveal", "original", "add", "review", "queue")


def answers(caller: Program, *, card: str, waiting: str) -> dict[str, int]:
    asked = {
        "find": caller.get("documents").json().get("total", 0) and 200,
        "view": caller.get(f"documents/{card}").status_code,
        "reveal": caller.get(f"documents/{card}", reason="test").status_code,
        "original": caller.get(f"documents/{card}/original", reason="test").status_code,
        "add": caller.add().status_code,
        "queue": len(caller.get("review").json()) and 200,
        "review": caller.review(waiting).status_code,
    }
    return {name: status for name, status in asked.items() if status in (200, 201)}


@pytest.mark.parametrize(
    ("role", "scopes", "opens"),
    [
        (StaffRole.MANAGER, {Scope.FIND}, {"find"}),
        (StaffRole.MANAGER, {Scope.VIEW}, {"find", "view"}),
        (StaffRole.MANAGER, {Scope.OPEN}, {"find", "view", "reveal", "original"}),
        (StaffRole.MANAGER, {Scope.ADD}, {"add"}),
        (StaffRole.MANAGER, {Scope.REVIEW}, {"find", "view", "queue", "review"}),
        (StaffRole.MANAGER, set(Scope), set(ASKED)),
        (StaffRole.OPERATOR, set(Scope), {"find", "add"}),
        (StaffRole.AUDITOR, set(Scope), {"find"}),
        (StaffRole.ADMIN, set(Scope), set()),
    ],
)
def test_a_token_opens_what_its_scope_and_its_person_both_open(
    desk: Desk, role: StaffRole, scopes: set[Scope], opens: set[str]
) -> None:
    caller, _ = program(desk, role, *scopes)
    card, waiting = taken_in(desk, identity_card(drawn(["card"]))), taken_in(desk, waiting_invoice(1))
    assert opens == answers(caller, card=card, waiting=waiting).keys()


def test_what_is_out_of_scope_is_told_as_what_is_not_there(desk: Desk) -> None:
    caller, _ = program(desk, StaffRole.MANAGER, Scope.ADD)
    bill = taken_in(desk, invoice(drawn(["bill"]), sure=True))
    absent = caller.get("documents/01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert (404, absent.json()) == (caller.get(f"documents/{bill}").status_code, caller.get(f"documents/{bill}").json())


def test_pages_know_no_tokens(desk: Desk) -> None:
    caller, _ = program(desk, StaffRole.MANAGER, *Scope)
    for path in ("/find", "/account", "/account/tokens"):
        assert "/sign-in" in caller.client.get(path, headers=caller.headers).headers["location"]
    form = caller.client.post("/account/tokens", data={"title": "x", "days": "30"}, headers=caller.headers)
    assert 403 == form.status_code


def test_a_token_that_does_not_work_is_not_helped_by_a_cookie(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    waiting = taken_in(desk, waiting_invoice(1))
    stranger = Program(desk, "sr_" + "0" * 64)
    stranger.client.cookies.set(SESSION, reviewer.client.cookies[SESSION])
    assert (401, 401) == (stranger.get("me").status_code, stranger.review(waiting).status_code)


def test_a_browser_still_sends_the_form_token(desk: Desk, visit: Visit) -> None:
    reviewer = visit(StaffRole.REVIEWER)
    waiting = taken_in(desk, waiting_invoice(1))
    judgement = {"verdict": "reject", "seen": 1, "reason": "test"}
    for headers in ({}, {"Authorization": "Basic eDp5"}):
        answer = reviewer.client.post(f"/api/v1/review/{waiting}", json=judgement, headers=headers)
        assert (403, "form_expired") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("how", ["disabled", "reset", "roles", "signed out", "expired"])
def test_a_token_ends_with_what_ends_its_person(desk: Desk, clock: Clock, how: str) -> None:
    caller, user = program(desk, StaffRole.MANAGER, Scope.FIND)
    assert 200 == caller.get("me").status_code
    accounts, now = desk.accounts, desk.now()
    if how == "disabled":
        accounts.disable(user, by="test", now=now)
        accounts.enable(user, by="test", now=now)  # what was made before stays ended
    elif how == "reset":
        accounts.reset(user, by="test", now=now)
    elif how == "roles":
        accounts.set_roles(user, frozenset({StaffRole.OPERATOR}), by="test", now=now)
    elif how == "signed out":
        accounts.end_sessions(user, by="test", now=now)
    else:
        clock.forward(days=30)
    assert 401 == caller.get("me").status_code
    assert "token_refused" == recorded(desk)[-1].action


def test_ending_ones_other_sessions_leaves_programs_at_work(desk: Desk) -> None:
    caller, user = program(desk, StaffRole.MANAGER, Scope.FIND)
    desk.accounts.end_sessions(user, by="test", now=desk.now(), keep="this one")
    assert 200 == caller.get("me").status_code


def test_each_use_is_recorded_by_its_route_and_says_nothing_of_what_was_asked(desk: Desk) -> None:
    caller, user = program(desk, StaffRole.MANAGER, Scope.OPEN)
    card = taken_in(desk, identity_card(drawn(["card"])))
    caller.get("documents", q="韩梅梅")
    caller.get(f"documents/{card}", reason="for the court")
    assert ["token_made", "token_used", "token_used"] == [event.action for event in recorded(desk)]
    _, found, shown = recorded(desk)
    actor = next(one.actor for one in desk.accounts.everybody() if one.id == user)
    assert {actor} == {event.actor for event in recorded(desk)}
    assert '"GET /api/v1/documents"' in found.facts
    assert '"GET /api/v1/documents/{document}"' in shown.facts
    assert not [secret for secret in ("韩", "court") if secret in found.facts + shown.facts]


def test_a_program_that_asks_too_often_is_told_when_to_come_again(desk: Desk, clock: Clock) -> None:
    caller, _ = program(desk, StaffRole.MANAGER, Scope.FIND)
    answers = [caller.get("me") for _ in range(PACES[Counted.TOKEN].burst + 1)]
    assert {200} == {answer.status_code for answer in answers[:-1]}
    assert (429, "too_often") == (answers[-1].status_code, answers[-1].json()["code"])
    clock.forward(seconds=float(answers[-1].headers["retry-after"]))
    assert 200 == caller.get("me").status_code


def test_an_address_is_counted_whoever_asks_from_it() -> None:
    limits = Limits()
    for _ in range(PACES[Counted.ADDRESS].burst):
        limits.take(Counted.ADDRESS, "192.0.2.1", now=NOW)
    with pytest.raises(TooOften):
        limits.take(Counted.ADDRESS, "192.0.2.1", now=NOW)
    limits.take(Counted.ADDRESS, "192.0.2.2", now=NOW)
