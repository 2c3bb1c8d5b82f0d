"""Patterns of fields, and the time that they may take."""

import pytest

from strongroom import patterns

SLOW = r"((?:a|aa)+)$"


def test_the_group_of_the_first_match_is_found() -> None:
    assert patterns.first(r"No (\d+)", "No 12, No 13") == "12"
    assert patterns.first(r"No (\d+)", "nothing") is None
    assert patterns.first(r"(x)?y", "y") == ""


def test_a_search_that_takes_too_long_finds_nothing() -> None:
    assert patterns.first(SLOW, "a" * 60 + "!") is None


@pytest.mark.parametrize(
    ("pattern", "quick"),
    [
        (SLOW, False),
        (r"((?:\d|\d\d)+)[x-z]$", False),
        (r"([A-HJ-NPR-Z0-9]{17})", True),
        (r"([\u4e00-\u9fff]{1,5})", True),
    ],
)
def test_careless_patterns_are_known_before_they_meet_a_paper(pattern: str, quick: bool) -> None:
    assert patterns.is_quick(pattern) is quick
