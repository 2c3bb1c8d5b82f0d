"""The chance a paper needs follows from what was measured and from the error that is stated."""

from itertools import pairwise

import pytest

from strongroom.kind import catalogue
from strongroom.reliability import MEASURED, TOGETHER, Reached, needed


def test_a_looser_target_never_asks_for_more() -> None:
    asked = [needed("receipt", target) for target in (0.001, 0.005, 0.01, 0.02, 0.05, 0.2)]

    assert asked == sorted((one for one in asked if one is not None), reverse=True)


def test_a_target_stricter_than_what_was_shown_needs_a_paper_that_is_as_sure_as_that() -> None:
    assert needed("receipt", 0.0001) == pytest.approx(0.9999)


def test_a_kind_that_was_not_measured_has_no_figure() -> None:
    assert needed("payslip", 0.01) is None


def test_none_wrong_among_few_is_no_proof() -> None:
    assert Reached(chance=0.9, papers=10, wrong=0).error > 0.04


def test_counts_grow_as_the_chance_falls() -> None:
    for higher, lower in pairwise(TOGETHER):
        assert higher.chance > lower.chance
        assert higher.papers <= lower.papers
        assert higher.wrong <= lower.wrong


def test_only_kinds_that_exist_were_measured() -> None:
    assert set(MEASURED) <= set(catalogue())
