"""Where objects belong, and which of them lie elsewhere."""

import pytest

from strongroom.archiving import Place, Stray, strays

NEAR, FAR = Place.NEAR, Place.FAR


@pytest.mark.parametrize(
    ("belongs", "near", "far", "told"),
    [
        (NEAR, True, False, False),
        (NEAR, True, True, True),
        (NEAR, False, True, True),
        (FAR, False, True, False),
        (FAR, True, True, True),
        (FAR, True, False, True),
        (NEAR, False, False, False),
        (FAR, False, False, False),
    ],
)
def test_an_object_is_a_stray_where_it_lies_in_a_place_that_is_not_its_own(
    belongs: Place, near: bool, far: bool, told: bool
) -> None:
    found = tuple(strays([("k", belongs)], near=["k"] * near, far=["k"] * far))
    assert found == ((Stray(key="k", belongs=belongs),) if told else ())


def test_what_nobody_recorded_is_left_alone() -> None:
    assert not tuple(strays([], near=["a"], far=["a", "b"]))
