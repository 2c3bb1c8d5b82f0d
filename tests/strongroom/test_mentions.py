"""Whom a comment calls."""

import pytest

from strongroom.mentions import mentioned

PEOPLE = {"u1": "Ann", "u2": "Ann Lee", "u3": "王伟", "u4": " "}


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Ann please", {"u1"}),
        ("@ann lee, please", {"u2"}),
        ("请@王伟核对", {"u3"}),
        ("@Ann and @王伟", {"u1", "u3"}),
        ("ann@example.org", set()),
        ("Ann", set()),
        ("@", set()),
    ],
)
def test_the_longest_name_behind_an_at_is_called(text: str, called: set[str]) -> None:
    assert called == mentioned(text, PEOPLE)
