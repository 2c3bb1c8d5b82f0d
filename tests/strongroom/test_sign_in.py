"""The rules of signing in, as tables."""

import datetime as dt

import pytest

from strongroom.permissions import StaffRole
from strongroom.sign_in import ABSOLUTE, IDLE, needs_second_factor, password_is_fit, pause_after, session_ended

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
A_MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (10_000, 3600)]
)
def test_guessing_gets_slower_with_each_failure(failures: int, seconds: int) -> None:
    assert dt.timedelta(seconds=seconds) == pause_after(failures)


@pytest.mark.parametrize(
    ("started", "seen", "ended"),
    [
        (NOW, NOW, False),
        (NOW - ABSOLUTE + A_MINUTE, NOW, False),
        (NOW - ABSOLUTE, NOW, True),
        (NOW - dt.timedelta(hours=1), NOW - IDLE + A_MINUTE, False),
        (NOW - dt.timedelta(hours=1), NOW - IDLE, True),
    ],
)
def test_a_session_ends_unused_or_old(started: dt.datetime, seen: dt.datetime, ended: bool) -> None:
    assert session_ended(started=started, seen=seen, now=NOW) is ended


@pytest.mark.parametrize("role", StaffRole)
def test_everybody_but_an_operator_needs_a_second_factor(role: StaffRole) -> None:
    assert needs_second_factor(frozenset({role})) is (role is not StaffRole.OPERATOR)


@pytest.mark.parametrize(
    ("password", "fit"),
    [
        ("a long sentence", True),
        ("四个字不够", False),
        ("eleven char", False),
        ("aaaaaaaaaaaaaaaa", False),
        ("Wilhelmina.Quast", False),
        ("x y z w v " * 30, False),
    ],
)
def test_a_password_has_to_be_long_and_not_the_name(password: str, fit: bool) -> None:
    assert password_is_fit(password, "wilhelmina.quast") is fit
