"""Recalibration: it follows what people said, little by little, never backwards, and only where it helps."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.recalibrate import AS_STATED, Calibration, Judged, brier, fitted, recalibrated


def judged(stated: float, right: float, count: int, *, seed: int = 1) -> list[Judged]:
    """Papers stated with this confidence, of which this share is right."""
    random = Random(seed)
    return [Judged(id=f"{stated}/{seed}/{n}", stated=stated, right=random.random() < right) for n in range(count)]


def test_confidence_that_is_too_high_comes_down_to_what_was_right() -> None:
    papers = [*judged(0.96, 0.6, 300), *judged(0.99, 0.99, 300)]
    calibration = recalibrated(papers)
    assert calibration.confidence(0.96) == pytest.approx(0.62, abs=0.06)
    assert calibration.confidence(0.99) > 0.96
    assert brier(calibration, papers) < brier(AS_STATED, papers)


@pytest.mark.parametrize("papers", [[], judged(0.96, 0.0, 40), judged(0.95, 0.95, 400)])
def test_with_few_papers_or_where_what_is_stated_is_right_little_changes(papers: Sequence[Judged]) -> None:
    assert recalibrated(papers).confidence(0.95) == pytest.approx(0.95, abs=0.03)


def test_few_papers_move_a_step_less_than_many() -> None:
    few, many = (fitted(judged(0.9, 0.3, count)).confidence(0.9) for count in (10, 1000))
    assert 0.9 > few > many > 0.25


def test_below_the_first_step_it_is_as_stated() -> None:
    assert 0.3 == Calibration(stated=(0.5,), right=(0.8,)).confidence(0.3)
    assert 0.3 == AS_STATED.confidence(0.3)


_PAPERS = st.lists(
    st.builds(Judged, id=st.uuids().map(str), stated=st.floats(0.05, 1.0), right=st.booleans()), min_size=1, max_size=80
)


@given(papers=_PAPERS)
def test_who_is_surer_is_never_less_sure_afterwards_and_all_stays_a_probability(papers: list[Judged]) -> None:
    calibration = fitted(papers)
    found = [calibration.confidence(one.stated) for one in sorted(papers, key=lambda one: one.stated)]
    assert found == sorted(found)
    assert all(0 <= one <= 1 for one in found)
