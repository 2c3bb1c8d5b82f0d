"""Framed values are read in one way only."""

from hypothesis import given
from hypothesis import strategies as st

from storage.crypto.framing import frame


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_two_lists_of_values_never_give_the_same_bytes(one: list[str], other: list[str]) -> None:
    assert (frame(*one) == frame(*other)) is (one == other)
