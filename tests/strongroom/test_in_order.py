"""Long sequences in order are compared, and drawn from, without being held."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.archiving import Place, Stray, strays
from strongroom.in_order import InOrder, some

keys = st.lists(st.text("ab", max_size=3), max_size=12).map(sorted)
placed = st.dictionaries(st.text("ab", max_size=3), st.sampled_from(Place), max_size=12)


@given(keys, keys)
def test_what_is_in_a_sequence_is_what_is_in_its_set(asked: list[str], there: list[str]) -> None:
    sequence = InOrder(there)
    assert [one in set(there) for one in asked] == [sequence.has(one) for one in asked]


@given(placed, keys, keys)
def test_strays_are_those_that_sets_would_tell(belongs: dict[str, Place], near: list[str], far: list[str]) -> None:
    told = {Place.NEAR: far, Place.FAR: near}
    expected = [Stray(key=key, belongs=belongs[key]) for key in sorted(belongs) if key in told[belongs[key]]]
    assert expected == list(strays(sorted(belongs.items()), near=near, far=far))


def test_whoever_asks_out_of_order_gets_no_answer() -> None:
    sequence = InOrder("abc")
    assert sequence.has("b")
    with pytest.raises(ValueError, match="order"):
        sequence.has("a")


def test_a_sequence_that_is_out_of_order_gives_no_answer() -> None:
    with pytest.raises(ValueError, match="order"):
        InOrder("acb").has("d")


@given(st.lists(st.integers()), st.integers(0, 5))
def test_of_many_a_few_are_drawn_each_at_most_once_as_often_as_it_is_there(many: list[int], few: int) -> None:
    drawn = some(iter(many), few, pick=random.Random(1).randrange)
    assert min(few, len(many)) == len(drawn)
    assert Counter(drawn) <= Counter(many)


def test_in_time_every_one_is_drawn_as_often_as_any_other() -> None:
    luck = random.Random(1)
    drawn = Counter(one for _ in range(3000) for one in some(range(10), 3, pick=luck.randrange))
    assert all(800 < drawn[one] < 1000 for one in range(10))
