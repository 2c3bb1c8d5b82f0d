"""When access lapses."""

import datetime as dt
from dataclasses import replace

import pytest

from strongroom.access_review import Account, Lapse, Terms, due, lapsed
from strongroom.permissions import StaffRole

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
TERMS = Terms(confirm_days=100, idle_days=30)
MANAGER = Account(id="manager", roles=frozenset({StaffRole.MANAGER}), since=NOW)


def days(number: int) -> dt.datetime:
    return NOW - dt.timedelta(days=number)


def clerk(since: int, confirmed: int | None = None, signed_in: int | None = None) -> Account:
    return Account(
        id="clerk",
        roles=frozenset({StaffRole.OPERATOR}),
        since=days(since),
        confirmed_at=None if confirmed is None else days(confirmed),
        signed_in_at=None if signed_in is None else days(signed_in),
    )


@pytest.mark.parametrize(
    ("account", "why"),
    [
        (clerk(29), None),
        (clerk(30), Lapse.IDLE),
        (clerk(99, signed_in=29), None),
        (clerk(99, signed_in=30), Lapse.IDLE),
        (clerk(100, signed_in=0), Lapse.UNCONFIRMED),
        (clerk(500, confirmed=99, signed_in=0), None),
        (clerk(500, confirmed=100, signed_in=0), Lapse.UNCONFIRMED),
        (clerk(500, confirmed=29, signed_in=400), None),
    ],
)
def test_access_lasts_while_it_is_confirmed_and_used(account: Account, why: Lapse | None) -> None:
    assert lapsed([account, MANAGER], TERMS, NOW).get("clerk") is why


def test_what_nobody_could_have_confirmed_does_not_lapse_for_want_of_it() -> None:
    assert lapsed([clerk(500, signed_in=0)], TERMS, NOW) == {}
    # A manager does not confirm themselves.
    alone = replace(MANAGER, since=days(500), signed_in_at=NOW)
    assert lapsed([alone], TERMS, NOW) == {}
    assert lapsed([alone, replace(alone, id="other", since=NOW)], TERMS, NOW) == {"manager": Lapse.UNCONFIRMED}


def test_a_confirmation_is_due_so_long_after_the_last_one() -> None:
    assert due(clerk(10), TERMS) == NOW + dt.timedelta(days=90)
    assert due(clerk(500, confirmed=1), TERMS) == NOW + dt.timedelta(days=99)
