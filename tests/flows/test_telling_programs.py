"""Programs are told of what happened by signed messages, and administrators say which, where and of what."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from flows.stages.courier import HttpCourier
from flows.stages.messenger import Messenger
from flows.stages.notices import Desk, deliver
from flows.stages.office import Office
from flows.stages.webhooks import Carried, WebhookRoom, carry_out
from flows.stages.workroom import Workroom
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.endpoints import Endpoint
from strongroom.errors import BadForm, Denied, NotFound
from strongroom.notice import Message, Wishes
from strongroom.permissions import Actor, StaffRole
from strongroom.webhook import ATTEMPTS, Answer, Event, Health, Problem
from tests.flows.receiver import Receiver, receiving
from tests.storage.records.invented import HOLDER, NOW, filed, invoice, passport

EVENTS = [Event.FILED, Event.REVIEW_OPENED]
GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


@dataclass
class Road:
    """A courier to invented receivers: it keeps what it carried, and brings the answer that it is told."""

    answer: Answer = field(default_factory=lambda: Answer(status=200))
    carried: list[tuple[str, Mapping[str, str], str]] = field(default_factory=list)

    def carry(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        self.carried.append((url, headers, body))
        return self.answer


@dataclass
class Clock:
    """A clock that is moved."""

    at: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.at


class Mailbox(list[Message]):
    """A messenger whose messages are kept."""

    def send(self, address: str, message: Message) -> bool:
        self.append(message)
        return bool(address)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def road() -> Road:
    return Road()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def room(work: Workroom, *roles: StaffRole) -> WebhookRoom:
    actor = Actor(id="user:adam", roles=frozenset(roles or {StaffRole.ADMIN}))
    return WebhookRoom(
        office=Office(work=work, actor=actor, now=lambda: NOW), look_up=lambda _h, _p: ("93.184.216.34",)
    )


def made(work: Workroom, title: str = "ERP") -> Endpoint:
    return room(work).make(title, f"https://{title.lower()}.example.org/hooks", EVENTS)


def verifier() -> Callable[..., Any]:
    """The example that the guide shows to those who write receivers."""
    (code,) = re.findall(r"```python\n(import base64.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(code.splitlines()) <= 12
    names: dict[str, Any] = {}
    exec(code, names)
    return names["verified"]  # type: ignore[no-any-return]


@pytest.mark.servers
def test_a_receiver_gets_ids_that_it_can_verify_as_the_guide_shows(
    work: Workroom, clock: Clock, receiver: Receiver
) -> None:
    endpoint = room(work).make("ERP", receiver.url, EVENTS)
    document = filed(work.records, passport())
    waiting = filed(work.records, passport(sure=False))
    courier = HttpCourier(allowed=(), timeout_seconds=5)
    assert (Carried(endpoint=endpoint.id, taken=2),) == carry_out(work, courier, clock)
    assert (Carried(endpoint=endpoint.id),) == carry_out(work, courier, clock)
    verified, now = verifier(), NOW.timestamp()
    told = [verified(endpoint.secret, headers, body.encode(), now) for headers, body in receiver.got]
    assert [("document.filed", document), ("document.review_opened", waiting)] == [
        (one["type"], one["data"]["document"]) for one in told
    ]
    headers, body = receiver.got[0]
    assert set(told[0]["data"]) == {"document", "sequence"}
    assert not any(part in body for part in (*HOLDER.split(), "passport", "X1234567"))
    for secret, when, what in (
        ("whsec_" + "A" * 43 + "=", now, body),
        (endpoint.secret, now + 400, body),
        (endpoint.secret, now, body.replace("filed", "destroyed")),
    ):
        with pytest.raises(ValueError, match="not from"):
            verified(secret, headers, what.encode(), when)


def test_a_message_is_sent_again_under_the_same_id_with_a_signature_of_its_own(
    work: Workroom, clock: Clock, road: Road
) -> None:
    made(work)
    filed(work.records, invoice())
    road.answer = Answer(status=503, problem=Problem.STATUS)
    assert 1 == carry_out(work, road, clock)[0].failed
    assert 0 == carry_out(work, road, clock)[0].failed, "it is not tried again at once"
    clock.at += dt.timedelta(minutes=2)
    road.answer = Answer(status=200)
    assert 1 == carry_out(work, road, clock)[0].taken
    (_, first, body), (_, second, same) = road.carried
    assert (first["webhook-id"], body) == (second["webhook-id"], same)
    assert first["webhook-signature"] != second["webhook-signature"]


def test_a_receiver_in_trouble_is_asked_once_a_run_and_the_others_are_told(
    work: Workroom, clock: Clock, road: Road
) -> None:
    made(work)
    for _ in range(3):
        filed(work.records, invoice())
    road.answer = Answer(problem=Problem.TIMEOUT)
    (carried,) = carry_out(work, road, clock)
    assert (0, 1, 3) == (carried.taken, carried.failed, carried.waiting)
    road.answer = Answer(status=400, problem=Problem.STATUS)
    clock.at += dt.timedelta(minutes=2)
    assert 3 == carry_out(work, road, clock)[0].failed, "a message that is refused stands in no other's way"


def test_an_endpoint_that_takes_nothing_is_stopped_and_administrators_are_told(
    work: Workroom, clock: Clock, road: Road
) -> None:
    accounts = Accounts(work.records.transactions, profile=CHEAPEST)
    for name, role in (("adam", StaffRole.ADMIN), ("rita", StaffRole.REVIEWER)):
        accounts.add(name, name, frozenset({role}), by="x", now=NOW)
        Desk(office=room(work).office).set_channel(name, ["jsons://hooks.example.org"], Wishes())
    endpoint = made(work)
    filed(work.records, invoice())
    road.answer = Answer(problem=Problem.UNREACHABLE)
    rounds: list[Carried] = []
    for _ in range(ATTEMPTS):
        rounds += carry_out(work, road, clock)
        clock.at += dt.timedelta(hours=15)
    assert [False] * (ATTEMPTS - 1) + [True] == [one.stopped for one in rounds]
    assert () == carry_out(work, road, clock)
    mailbox: Messenger = (letters := Mailbox())
    deliver(work, mailbox, clock())
    assert [True] == [f"stopped: {endpoint.id}" in letter.body for letter in letters]
    filed(work.records, invoice())
    room(work).resume(endpoint.id)
    road.answer = Answer(status=200)
    assert 1 == carry_out(work, road, clock)[0].taken, "what happened meanwhile is told"
    (found, messages) = room(work).shown(endpoint.id)
    assert Health.ACTIVE is found.health
    room(work).again(endpoint.id, next(one.id for one in messages if one.given_up))
    assert 1 == carry_out(work, road, clock)[0].taken


def test_one_that_is_paused_is_told_later(work: Workroom, clock: Clock, road: Road) -> None:
    endpoint = made(work)
    room(work).pause(endpoint.id)
    filed(work.records, invoice())
    assert () == carry_out(work, road, clock)
    room(work).resume(endpoint.id)
    assert 1 == carry_out(work, road, clock)[0].taken


def test_for_a_day_after_a_change_both_secrets_sign(work: Workroom, clock: Clock, road: Road) -> None:
    endpoint = made(work)
    room(work).rotate(endpoint.id)
    for wait in (0, 25):
        clock.at += dt.timedelta(hours=wait)
        room(work).ping(endpoint.id)
        carry_out(work, road, clock)
    assert [2, 1] == [len(headers["webhook-signature"].split(" ")) for _, headers, _ in road.carried]
    verified = verifier()
    (_, headers, body), (_, later, last) = road.carried
    assert "webhook.ping" == verified(endpoint.secret, headers, body.encode(), NOW.timestamp())["type"]
    with pytest.raises(ValueError, match="not from"):
        verified(endpoint.secret, later, last.encode(), clock().timestamp())


def test_a_run_gives_one_endpoint_a_minute(work: Workroom, clock: Clock) -> None:
    made(work)
    for _ in range(3):
        filed(work.records, invoice())

    class Slow(Road):
        def carry(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
            clock.at += dt.timedelta(seconds=31)
            return super().carry(url, headers, body)

    assert (2, 1) == ((told := carry_out(work, Slow(), clock)[0]).taken, told.waiting)


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.ADMIN])
def test_nobody_but_an_administrator_sees_or_changes_an_endpoint(work: Workroom, role: StaffRole) -> None:
    endpoint, mine = made(work), room(work, role)
    for act in (mine.pause, mine.resume, mine.rotate, mine.remove, mine.ping, mine.shown):
        with pytest.raises(Denied):
            act(endpoint.id)
    with pytest.raises(Denied):
        mine.listed()
    with pytest.raises(Denied):
        mine.make("ERP", "https://erp.example.org", EVENTS)


def test_an_address_behind_the_wall_is_refused_when_it_is_given(work: Workroom) -> None:
    office = room(work).office

    def nowhere(host: str, port: int) -> tuple[str, ...]:
        raise OSError(host, port)

    for look_up in (lambda _h, _p: ("10.0.0.5",), lambda _h, _p: ("127.0.0.1",), nowhere):
        with pytest.raises(BadForm):
            WebhookRoom(office=office, look_up=look_up).make("ERP", "https://erp.example.org", EVENTS)
    with pytest.raises(NotFound):
        room(work).shown("01NOBODY")
