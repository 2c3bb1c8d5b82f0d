"""Every door and every role, as the policy's own table says: allowed, or told that there is nothing."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from desk.api import router as api
from desk.app import ROUTERS, create_app
from desk.desk import Desk
from storage.records.noticing import Channel, Notices
from strongroom.api_token import ACTIONS, Scope
from strongroom.kind import Sensitivity
from strongroom.notice import Wishes
from strongroom.permissions import TABLE, StaffRole
from tests.desk.door_papers import MARKS, bill, endpoint_of, papers_of, report_of
from tests.desk.doors import (
    BILL,
    BULK,
    CARD,
    DOORS,
    GUESTS,
    LISTS,
    OF_THE_ARCHIVE,
    OF_THE_DESTROYED,
    OWN,
    WAITING,
    A,
    Door,
)
from tests.desk.drawn import drawn
from tests.desk.invented import Clock, identity_card, opened_desk, taken_in
from tests.desk.visitor import Visitor, signed_in

Visitors = dict[StaffRole, Visitor]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Visitors]]:
    """One desk for all doors, and somebody of each role who is signed in."""
    with opened_desk(tmp_path_factory.mktemp("house"), Clock()) as desk, ExitStack() as clients:

        def client() -> Visitor:
            opened = TestClient(create_app(desk), client=("127.0.0.1", 5000), follow_redirects=False)
            return Visitor(clients.enter_context(opened))

        visitors = {role: signed_in(desk, client(), f"one {role.value}", role) for role in StaffRole}
        _tell(desk, visitors[StaffRole.ADMIN])
        yield desk, visitors


@pytest.fixture(scope="module")
def client(house: tuple[Desk, Visitors]) -> Iterator[Visitor]:
    """Somebody outside, who is not signed in."""
    with TestClient(create_app(house[0]), client=("127.0.0.1", 5000), follow_redirects=False) as opened:
        yield Visitor(opened)


def _tell(desk: Desk, visitor: Visitor) -> None:
    assert visitor.user
    told = Channel(person=visitor.user.actor, addresses=("mailtos://a:b@example.org",), wishes=Wishes())
    Notices(desk.work.records.transactions).set_channel(told, actor="test", now=desk.now())


def knock(door: Door, visitor: Visitor, papers: dict[str, str], *, whom: str) -> int:
    path = door.path.replace("{document}", papers.get(door.paper, ""))
    blanks = {f"{{{name}}}": value for name, value in papers.items()} | {
        "{user}": whom,
        "{other}": papers.get(WAITING, ""),
    }
    for blank, value in blanks.items():
        path = path.replace(blank, value)
    if door.method == "GET":
        return visitor.get(path).status_code
    if door.body:
        return visitor.send(path, drawn(["new"]), **{"X-File-Name": "new.png"}).status_code
    if door.json is not None:
        headers = {"X-Form-Token": visitor.token}
        return visitor.client.post(path, json=door.json, headers=headers).status_code
    form = {_filled(name, blanks): blanks.get(value, value) for name, value in door.form.items()}
    return visitor.post(path, form | ({"name": whom} if door.path == "/users" else {})).status_code


def _filled(name: str, blanks: dict[str, str]) -> str:
    before, blank, _ = name.partition("{")
    return before + blanks.get(blank + name[len(before) + 1 :], "") if blank else name


@pytest.fixture(scope="module")
def untouched() -> dict[str, dict[str, str]]:
    """Papers by the door that they are for, and that nobody has changed."""
    return {}


def _papers_for(role: StaffRole, door: Door, desk: Desk, untouched: dict[str, dict[str, str]]) -> dict[str, str]:
    """What a role knocks for: fresh papers only where the door opens and changes them."""
    if not door.paper:
        return endpoint_of(desk, door) | report_of(desk, door)
    if door.method != "GET" and door.opens_for(role):
        return papers_of(desk, door)
    if str(door) not in untouched:
        untouched[str(door)] = papers_of(desk, door)
    return untouched[str(door)]


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("door", DOORS, ids=str)
def test_a_door_opens_as_the_table_says(
    door: Door, role: StaffRole, house: tuple[Desk, Visitors], untouched: dict[str, dict[str, str]]
) -> None:
    desk, visitors = house
    papers = _papers_for(role, door, desk, untouched)
    status = knock(door, visitors[role], papers, whom=_somebody(desk))
    if door.opens_for(role):
        assert status < 400
    elif door.method == "GET" and not door.paper and door.path in LISTS:
        assert 303 == status  # sent to where their work is
    else:
        assert status in (403, 404)


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("door", [door for door in DOORS if door.path.startswith("/api/")], ids=str)
def test_a_door_opens_for_a_token_as_the_table_and_its_scope_say(
    door: Door, scope: Scope, house: tuple[Desk, Visitors]
) -> None:
    desk, visitors = house
    person = visitors[StaffRole.MANAGER].user
    assert person is not None
    papers = papers_of(desk, door) if door.paper else {}
    made, secret = desk.tokens.make(person, "test", frozenset({scope}), days=7, now=desk.now())
    # The manager's own browser, cookies and all: beside a token they count for nothing.
    client = visitors[StaffRole.MANAGER].client
    client.headers["Authorization"] = f"Bearer {secret}"
    status = knock(door, Visitor(client), papers, whom="")
    del client.headers["Authorization"]
    desk.tokens.revoke(person, made.id, now=desk.now())
    if door.opens_for(StaffRole.MANAGER) and ACTIONS[scope].issuperset(door.actions):
        assert status < 400
    else:
        assert status in (403, 404)


def test_nothing_opens_for_who_is_not_signed_in(desk: Desk, stranger: Visitor) -> None:
    whom = _somebody(desk)
    stranger.get("/sign-in")
    names = (BILL, CARD, WAITING, "", "customer", "hold", "merge", "code", "request", "grant", "share", "ask")
    blanks = dict.fromkeys(names, "01ARZ3NDEKTSV4RRFFQ69G5FAV")
    answers = {str(door): knock(door, stranger, blanks, whom=whom) for door in DOORS}
    assert {} == {door: status for door, status in answers.items() if status not in (303, 401)}


def test_every_route_has_a_line() -> None:
    lines = {(door.method, door.path.partition("?")[0]) for door in DOORS}
    known = {(method, re.sub(r"/(pages|small)/1(?=[/.])", r"/\1/{number}", path)) for method, path in lines}
    known |= OWN | GUESTS | OF_THE_ARCHIVE | OF_THE_DESTROYED | {("POST", path) for path in BULK}
    routes = [route for router in (*ROUTERS, api) for route in router.routes if isinstance(route, APIRoute)]
    there = {(method, route.path) for route in routes for method in route.methods}
    assert (set(), set()) == (there - known, known - there)


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("path", BULK)
def test_of_what_is_ticked_only_that_is_changed_which_the_table_lets_one_change(
    path: str, role: StaffRole, house: tuple[Desk, Visitors]
) -> None:
    desk, visitors = house
    action, form = BULK[path]
    mark = next(MARKS)
    slip = taken_in(desk, bill(mark))
    card = taken_in(desk, replace(identity_card(drawn(["card"], mark=mark)), customer=f"韩梅梅 {mark}"))
    sent = visitors[role].post(path, form | {"documents": [slip, card]})
    may = [
        all(sensitivity <= TABLE[one].get(role, -1) for one in (A.FIND, action))
        for sensitivity in (Sensitivity.BUSINESS, Sensitivity.IDENTITY)
    ]
    assert sent.headers["location"].endswith(f"done={sum(may)}-{2 - sum(may)}")


@pytest.mark.parametrize("role", [role for role in StaffRole if role not in TABLE[A.READ]])
@pytest.mark.parametrize(("method", "path"), sorted(OF_THE_ARCHIVE))
def test_who_may_not_read_has_nothing_from_the_archive(
    method: str, path: str, role: StaffRole, house: tuple[Desk, Visitors]
) -> None:
    desk, visitors = house
    slip = taken_in(desk, bill(next(MARKS)))
    there = path.replace("{document}", slip).replace("{number}", "1")
    sent = visitors[role].get(there) if method == "GET" else visitors[role].post(there)
    assert sent.status_code in (403, 404)


@pytest.mark.parametrize("role", [*StaffRole, None])
@pytest.mark.parametrize(("method", "path"), sorted(GUESTS))
def test_a_role_opens_no_link_that_one_does_not_have(
    method: str, path: str, role: StaffRole | None, house: tuple[Desk, Visitors], client: Visitor
) -> None:
    visitor = house[1][role] if role else client
    there = path.replace("{token}", "x" * 43).replace("{number}", "1")
    client.get("/sign-in")
    sent = visitor.get(there) if method == "GET" else visitor.post(there)
    assert 404 == sent.status_code


def _somebody(desk: Desk) -> str:
    """Somebody for administrators to change, who is nobody's visitor."""
    roles = frozenset({StaffRole.OPERATOR})
    return desk.accounts.add(f"spare {next(MARKS)}", "", roles, by="test", now=desk.now())[0].id
