"""Leaves: sealed, and good for one document, one session and a while."""

import datetime as dt

import pytest

from desk.leaves import Holder, Leaves
from tests.desk.invented import NOW

LEAVES = Leaves(bytes(range(32)))
HOLDER = Holder(session="session", document="document")


def test_a_leave_says_its_purpose_to_its_holder_alone() -> None:
    leave = LEAVES.give(HOLDER, "a call from the bank", NOW)
    assert "a call from the bank" == LEAVES.purpose(HOLDER, leave, NOW)
    assert "" == LEAVES.purpose(Holder(session="other", document="document"), leave, NOW)
    assert "" == LEAVES.purpose(Holder(session="session", document="other"), leave, NOW)


def test_a_leave_ends() -> None:
    leave = LEAVES.give(HOLDER, "a call", NOW)
    assert "" == LEAVES.purpose(HOLDER, leave, NOW + dt.timedelta(minutes=10))


@pytest.mark.parametrize("forged", ["", "AAAA", "not base64 at all!", "é", "A" * 500])
def test_what_is_no_leave_opens_nothing(forged: str) -> None:
    assert "" == LEAVES.purpose(HOLDER, forged, NOW)
