"""What programs are told, how it is signed, and where it may go."""

import datetime as dt
import ipaddress
import json
from typing import Any

import pytest

from storage.records.chasing import ChaseAction
from storage.records.granting import RequestAction
from storage.records.values import Action
from strongroom.errors import BadForm
from strongroom.webhook import (
    ACTIONS,
    ATTEMPTS,
    Answer,
    Event,
    Happening,
    Problem,
    body_of,
    checked_url,
    happening,
    may_go_to,
    secret_of,
    signed,
    wait_after,
)

AT = dt.datetime(2021, 2, 25, 15, 2, 10, tzinfo=dt.UTC)
HOUSE = (ipaddress.ip_network("10.20.0.0/16"), ipaddress.ip_network("fd00:20::/32"))


def test_every_action_that_is_told_of_is_one_of_the_audit_trail() -> None:
    assert {*Action, *RequestAction, *ChaseAction} >= ACTIONS


@pytest.mark.parametrize(
    ("action", "facts", "told"),
    [
        ("accepted", {"arrival": "01A"}, Happening(event=Event.RECEIVED, facts={})),
        ("filed", {"kind": "passport", "version": 1}, Happening(event=Event.FILED, facts={})),
        ("decided", {"verdict": "accept", "fields": ["total"]}, Happening(event=Event.FILED, facts={})),
        ("decided", {"verdict": "correct", "stage": 2}, None),
        ("decided", {"verdict": "reject"}, Happening(event=Event.QUARANTINED, facts={"code": "reject"})),
        ("quarantined", {"code": "damaged", "fence": 1}, Happening(event=Event.QUARANTINED, facts={"code": "damaged"})),
        (
            "chased",
            {"expires_on": "2026-12-01", "days_before": 30},
            Happening(event=Event.EXPIRING, facts={"days_before": 30}),
        ),
        ("destroyed", {"certificate": "01C"}, Happening(event=Event.DESTROYED, facts={"certificate": "01C"})),
        (
            "request_refused",
            {"request": "01R", "asked_by": "user:1"},
            Happening(event=Event.REQUEST_DECIDED, facts={"request": "01R", "answer": "refused"}),
        ),
        ("viewed", {"purpose": "view"}, None),
    ],
)
def test_programs_are_told_of_events_of_the_trail_and_not_of_what_they_say_of_papers_and_people(
    action: str, facts: dict[str, Any], told: Happening | None
) -> None:
    assert told == happening(action, facts)


def test_the_body_is_the_same_whenever_it_is_made() -> None:
    body = body_of(Event.FILED, AT, {"sequence": 7, "document": "01D"})
    assert (
        body
        == '{"data":{"document":"01D","sequence":7},"timestamp":"2021-02-25T15:02:10.000Z","type":"document.filed"}'
    )
    assert json.loads(body)["type"] == "document.filed"


def test_a_message_is_signed_as_the_convention_says() -> None:
    # The vector that the convention itself is published with; openssl dgst -mac HMAC gives the same.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', AT, [secret])
    assert "1614265330" == headers["webhook-timestamp"]
    assert "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" == headers["webhook-signature"]


def test_while_secrets_overlap_a_message_bears_both_signatures() -> None:
    old, new = secret_of(b"o" * 32), secret_of(b"n" * 32)
    both = signed("01M", "{}", AT, [new, old])["webhook-signature"].split(" ")
    assert both == [signed("01M", "{}", AT, [one])["webhook-signature"] for one in (new, old)]
    assert both[0] != both[1]


@pytest.mark.parametrize(
    "url",
    ["https://erp.example.org/hooks?x=1", "https://erp.example.org:8443", "http://127.0.0.1:9/x", "http://localhost"],
)
def test_an_address_that_is_encrypted_or_stays_here_is_taken(url: str) -> None:
    assert url == checked_url(f" {url} ")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "erp.example.org",
        "http://erp.example.org",
        "ftp://erp.example.org",
        "file:///etc/passwd",
        "https://",
        "https://ann:secret@erp.example.org",
        "https://erp.example.org/#x",
        "https://erp.example.org:port",
        "https://[::1",
        "https://百味.example.org",
        "https://erp.example.org/" + "x" * 2000,
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(BadForm):
        checked_url(url)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "10.20.3.4", "fd00:20::1", "::ffff:10.20.0.1"])
def test_messages_go_to_public_addresses_and_to_those_that_the_house_allows(address: str) -> None:
    assert may_go_to(address, "erp.example.org", HOUSE)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_a_name_that_stands_for_something_behind_the_wall_is_barred(address: str) -> None:
    assert not may_go_to(address, "erp.example.org", HOUSE)


def test_this_machine_is_reached_only_by_its_own_names() -> None:
    everything = (ipaddress.ip_network("0.0.0.0/0"),)
    assert may_go_to("127.0.0.1", "localhost", ())
    assert may_go_to("::1", "::1", ())
    assert not may_go_to("127.0.0.1", "erp.example.org", everything)


def test_waits_grow_and_end() -> None:
    waits = [wait_after(attempts) for attempts in range(1, ATTEMPTS)]
    assert waits == sorted(waits, key=lambda wait: wait or dt.timedelta.max)
    assert None not in waits
    assert wait_after(ATTEMPTS) is None


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        (Answer(status=200), False),
        (Answer(status=422, problem=Problem.STATUS), False),
        (Answer(status=302, problem=Problem.REDIRECT), False),
        (Answer(status=429, problem=Problem.STATUS), True),
        (Answer(status=503, problem=Problem.STATUS), True),
        (Answer(status=410, problem=Problem.GONE), True),
        (Answer(problem=Problem.TIMEOUT), True),
        (Answer(problem=Problem.BARRED), True),
    ],
)
def test_a_receiver_in_trouble_is_left_alone_for_the_round(answer: Answer, ends: bool) -> None:
    assert ends is answer.ends_the_round
