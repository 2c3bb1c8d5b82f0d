"""When notices go, where to, and how they read."""

import datetime as dt

import pytest

from strongroom.errors import BadForm
from strongroom.messages import Language
from strongroom.notice import (
    ATTEMPTS,
    MOST_LINES,
    Due,
    Event,
    Quiet,
    Waiting,
    Wishes,
    checked_address,
    checked_wishes,
    due_now,
    goes_at,
    wait_after,
    written,
)

NIGHT = Quiet(start=22, end=7)
SHANGHAI = "Asia/Shanghai"


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-11-{text}:00+00:00")


def notice(event: Event = Event.MENTIONED, *, made: str = "20T10:00", not_before: str = "") -> Waiting:
    return Waiting(
        due=Due(event=event, subject="01A"), made_at=at(made), not_before=at(not_before) if not_before else None
    )


@pytest.mark.parametrize(
    ("waiting", "wishes", "goes"),
    [
        (notice(), Wishes(), "20T10:00"),
        (notice(not_before="20T10:05"), Wishes(), "20T10:05"),
        (notice(), Wishes(digest=9), "21T09:00"),
        (notice(made="20T09:00"), Wishes(digest=9), "20T09:00"),
        (notice(), Wishes(digest=9, zone=SHANGHAI), "21T01:00"),
        (notice(), Wishes(quiet=NIGHT), "20T10:00"),
        (notice(made="20T22:00"), Wishes(quiet=NIGHT), "21T07:00"),
        (notice(made="20T06:59"), Wishes(quiet=NIGHT), "20T07:00"),
        (notice(made="20T07:00"), Wishes(quiet=NIGHT), "20T07:00"),
        (notice(made="20T15:00"), Wishes(quiet=NIGHT, zone=SHANGHAI), "20T23:00"),
        (notice(), Wishes(digest=6, quiet=NIGHT), "21T07:00"),
        (notice(not_before="20T22:30"), Wishes(quiet=NIGHT), "21T07:00"),
        (notice(made="20T12:30"), Wishes(quiet=Quiet(start=12, end=14)), "20T14:00"),
        (notice(made="20T12:30"), Wishes(quiet=Quiet(start=0, end=0)), "20T12:30"),
        (notice(Event.UNUSUAL_ACCESS, made="20T23:00"), Wishes(digest=9, quiet=NIGHT), "20T23:00"),
    ],
)
def test_a_notice_goes_after_its_digest_and_outside_quiet_hours(waiting: Waiting, wishes: Wishes, goes: str) -> None:
    assert at(goes) == goes_at(waiting, wishes)


def test_a_digest_keeps_its_hour_where_clocks_change() -> None:
    made = dt.datetime(2026, 10, 24, 12, tzinfo=dt.UTC)  # summer time in Berlin ends in the night
    goes = goes_at(Waiting(due=Due(event=Event.MENTIONED, subject="01A"), made_at=made), BERLIN)
    assert dt.datetime(2026, 10, 25, 8, tzinfo=dt.UTC) == goes


BERLIN = Wishes(digest=9, zone="Europe/Berlin")


def test_what_might_have_gone_before_still_waits_for_the_end_of_quiet_hours() -> None:
    # Nothing ran in the evening: at night only what is urgent goes.
    late = (notice(), notice(Event.UNUSUAL_ACCESS))
    assert (late[1],) == due_now(late, Wishes(quiet=NIGHT), at("20T23:00"))
    assert (late[1], late[0]) == due_now(late, Wishes(quiet=NIGHT), at("21T07:00"))


def test_failures_are_tried_again_ever_later_and_given_up() -> None:
    waits = [wait_after(attempts) for attempts in range(1, ATTEMPTS + 1)]
    known = [wait for wait in waits if wait is not None]
    assert known == sorted(known)
    assert (dt.timedelta(minutes=5), None) == (waits[0], waits[-1])
    assert None is wait_after(ATTEMPTS + 1)


@pytest.mark.parametrize(
    "address",
    [
        "mailtos://user:secret@example.org?to=a@example.org&smtp=mail.example.org",
        "mailto://127.0.0.1:2525?from=a@example.org&to=b@example.org",
        "jsons://hooks.example.org/strongroom",
        "dingtalk://abcdef0123456789",
        "wecombot://0123456789abcdef",
    ],
)
def test_addresses_that_are_encrypted_on_the_way_or_stay_here_are_taken(address: str) -> None:
    assert address == checked_address(f" {address} ")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "somebody@example.org",
        "mailto://example.org?to=a@example.org",
        "mailto://127.0.0.1?smtp=mail.example.org",
        "mailtos://user:pw@example.org?mode=insecure",
        "mailtos://user:pw@example.org?Mode=insecure",
        "jsons://hooks.example.org?verify=no",
        "json://hooks.example.org",
        "syslog://",
        "dbus://",
        "file:///etc/passwd",
        "jsons://[broken",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(BadForm) as refused:
        checked_address(address)
    assert {"field": "address"} == refused.value.facts


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        (Wishes(zone="Nowhere/Town"), "zone"),
        (Wishes(digest=24), "digest"),
        (Wishes(quiet=Quiet(start=-1, end=7)), "quiet"),
        (Wishes(quiet=Quiet(start=22, end=24)), "quiet"),
    ],
)
def test_wishes_that_cannot_be_kept_are_refused(wishes: Wishes, field: str) -> None:
    with pytest.raises(BadForm) as refused:
        checked_wishes(wishes)
    assert {"field": field} == refused.value.facts


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("event", Event)
def test_every_event_has_a_line_in_each_language_with_its_id_and_a_link(event: Event, language: Language) -> None:
    message = written([Due(event=event, subject="01ABC", step=7)], language, "https://desk.example.org")
    assert "01ABC" in message.body
    assert "https://desk.example.org/" in message.body
    assert "https" not in written([Due(event=event, subject="01ABC")], language).body


def test_a_long_list_ends_with_how_many_more_there_are() -> None:
    many = [Due(event=Event.MENTIONED, subject=str(number)) for number in range(MOST_LINES + 3)]
    message = written(many, "en")
    assert message.body.endswith("... and 3 more.")
    assert MOST_LINES + 1 == len(message.body.splitlines())
    assert str(len(many)) in message.title
