"""The chance a paper needs follows from what was measured and from the error that is stated."""

from itertools import pairwise

import pytest

from strongroom.kind import catalogue
from strongroom.reliability import BORROWED, CHANCES, COUNTED, LIKE, Reached, expected_error, needed

TARGETS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.2)


@pytest.mark.parametrize("kind", COUNTED)
def test_a_looser_target_never_asks_for_more(kind: str) -> None:
    asked = [needed(kind, target) for target in TARGETS]

    assert asked == sorted((one for one in asked if one is not None), reverse=True)


@pytest.mark.parametrize("kind", COUNTED)
def test_at_one_in_a_hundred_every_counted_kind_needs_the_chance_from_which_none_was_wrong(kind: str) -> None:
    assert 0.9 == needed(kind, 0.01)


def test_kinds_part_ways_where_their_own_papers_differ() -> None:
    needs = {kind: needed(kind, 0.03) for kind in COUNTED}
    assert {"receipt": 0.88, "invoice": 0.90, "cn_vat_invoice": 0.89, "taxi_receipt": 0.86} == needs


def test_a_target_stricter_than_what_was_shown_needs_a_paper_that_is_as_sure_as_that() -> None:
    assert needed("receipt", 0.0001) == pytest.approx(0.9999)


def test_a_kind_that_was_not_measured_has_no_figure() -> None:
    assert needed("payslip", 0.01) is None


def test_a_kind_that_is_another_with_a_sign_needs_what_that_needs() -> None:
    for kind, like in LIKE.items():
        assert [needed(like, target) for target in TARGETS] == [needed(kind, target) for target in TARGETS]


def test_none_wrong_among_few_is_no_proof() -> None:
    assert Reached(chance=0.9, papers=10, wrong=0).error > 0.04


def test_what_is_expected_lies_between_a_kinds_own_papers_and_the_others() -> None:
    """Receipts from 0.60 on err more than the others, and what is borrowed makes up for a fifth of it."""
    at = CHANCES.index(0.60)
    own = COUNTED["receipt"][at]
    others = [table[at] for kind, table in COUNTED.items() if kind != "receipt"]
    borrowed = Reached(chance=0.6, papers=sum(one.papers for one in others), wrong=sum(one.wrong for one in others))

    expected = expected_error("receipt", 0.60)

    assert borrowed.error < expected < own.wrong / own.papers
    assert expected == pytest.approx((own.wrong + BORROWED * borrowed.error) / (own.papers + BORROWED))


@pytest.mark.parametrize("kind", COUNTED)
def test_counts_grow_as_the_chance_falls(kind: str) -> None:
    for higher, lower in pairwise(COUNTED[kind]):
        assert higher.chance > lower.chance
        assert higher.papers <= lower.papers
        assert higher.wrong <= lower.wrong


def test_only_kinds_that_exist_were_measured() -> None:
    assert {*COUNTED, *LIKE} <= set(catalogue())
