"""When customers are written to, what a letter says, and when somebody else is told."""

import datetime as dt

import pytest

from strongroom.asking import Why, escalates, has_expired, letter_step, order_of
from strongroom.errors import BadForm
from strongroom.letter import address_for, written
from strongroom.messages import Language

MONDAY = dt.date(2026, 11, 23)
OPENED = dt.date(2026, 11, 2)


def weekdays(day: dt.date) -> bool:
    return day.weekday() < 5


def never(_day: dt.date) -> bool:
    return False


@pytest.mark.parametrize(
    ("why", "opened", "expires_on", "step"),
    [
        (Why.RENEWAL, OPENED, MONDAY + dt.timedelta(days=120), None),
        (Why.RENEWAL, OPENED, MONDAY + dt.timedelta(days=90), 90),
        (Why.RENEWAL, OPENED, MONDAY + dt.timedelta(days=20), 30),
        (Why.RENEWAL, OPENED, MONDAY, 7),
        (Why.RENEWAL, OPENED, MONDAY - dt.timedelta(days=1), 0),
        (Why.RENEWAL, OPENED, None, None),
        (Why.MISSING, MONDAY, None, 1),
        (Why.MISSING, MONDAY - dt.timedelta(days=13), None, 1),
        (Why.MISSING, MONDAY - dt.timedelta(days=14), None, 2),
        (Why.COPY, MONDAY - dt.timedelta(days=16), None, 2),  # it was Saturday
        (Why.COPY, MONDAY - dt.timedelta(days=100), None, 3),
    ],
)
def test_a_letter_is_due_on_its_step(why: Why, opened: dt.date, expires_on: dt.date | None, step: int | None) -> None:
    assert step == letter_step(why, opened=opened, expires_on=expires_on, on=MONDAY, is_working=weekdays)


def test_a_letter_is_not_repeated_on_a_day_off() -> None:
    opened, saturday = MONDAY - dt.timedelta(days=16), MONDAY - dt.timedelta(days=2)
    found = [
        letter_step(Why.MISSING, opened=opened, expires_on=None, on=day, is_working=weekdays)
        for day in (saturday, saturday + dt.timedelta(days=1), MONDAY)
    ]
    assert [1, 1, 2] == found


def test_who_is_asked_today_is_written_to_today() -> None:
    sunday = MONDAY - dt.timedelta(days=1)
    assert 1 == letter_step(Why.MISSING, opened=sunday, expires_on=None, on=sunday, is_working=never)


@pytest.mark.parametrize(
    ("why", "opened", "expires_on", "told"),
    [
        (Why.MISSING, MONDAY - dt.timedelta(days=41), None, False),
        (Why.MISSING, MONDAY - dt.timedelta(days=42), None, True),
        (Why.COPY, MONDAY - dt.timedelta(days=42), None, True),
        (Why.RENEWAL, OPENED, MONDAY - dt.timedelta(days=6), False),
        (Why.RENEWAL, OPENED, MONDAY - dt.timedelta(days=7), True),
        (Why.RENEWAL, OPENED, None, False),
    ],
)
def test_the_lead_is_told_of_what_takes_long(why: Why, opened: dt.date, expires_on: dt.date | None, told: bool) -> None:
    assert told is escalates(why, opened=opened, expires_on=expires_on, on=MONDAY, is_working=weekdays)


def test_letters_have_an_order_and_the_last_of_a_renewal_says_that_it_has_expired() -> None:
    assert [90, 30, 7, 0] == sorted((0, 7, 30, 90), key=lambda step: order_of(Why.RENEWAL, step))
    assert [1, 2, 3] == sorted((3, 2, 1), key=lambda step: order_of(Why.MISSING, step))
    assert [True, False, False] == [
        has_expired(Why.RENEWAL, 0), has_expired(Why.RENEWAL, 7), has_expired(Why.MISSING, 0)
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("step", [0, 7])
def test_a_letter_says_what_is_asked_for_by_which_code_and_link_and_until_when(
    why: Why, step: int, language: Language
) -> None:
    message = written(
        why=why,
        step=step,
        kinds="Passport / Visa",
        house="Quastenflosse GmbH",
        code="7K3M-9QX2",
        link="https://desk.example.org/u/secret",
        until=MONDAY,
        language=language,
    )
    for part in ("Passport / Visa", "Quastenflosse GmbH", "7K3M-9QX2", "https://desk.example.org/u/secret\n"):
        assert part in message.body
    assert "2026-11-23" in message.body
    assert "7K3M-9QX2" in message.title
    assert "secret" not in repr(message)
    assert "{" not in message.body


@pytest.mark.parametrize(
    ("house", "address"),
    [
        ("mailtos://u:p@smtp.example.org", "mailtos://u:p@smtp.example.org?to=ada@example.org"),
        (
            "mailtos://u:p@smtp.example.org?from=a@b.org",
            "mailtos://u:p@smtp.example.org?from=a@b.org&to=ada@example.org",
        ),
        ("mailto://127.0.0.1:25", "mailto://127.0.0.1:25?to=ada@example.org"),
    ],
)
def test_a_letter_goes_from_the_mail_account_of_the_house(house: str, address: str) -> None:
    assert address == address_for(house, "ada@example.org")


@pytest.mark.parametrize(
    "house",
    [
        "", "slack://a/b/c", "mailto://smtp.example.org", "mailtos://u:p@smtp.example.org?to=ben@example.org",
        "mailtos://u:p@smtp.example.org?bcc=ben@example.org", "mailtos://u:p@smtp.example.org/ben@example.org",
        "mailtos://u:p@smtp.example.org?verify=no",
    ],
)  # fmt: skip
def test_what_is_no_mail_account_or_has_a_recipient_sends_nothing(house: str) -> None:
    with pytest.raises(BadForm):
        address_for(house, "ada@example.org")
