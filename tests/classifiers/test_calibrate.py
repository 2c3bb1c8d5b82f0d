"""Calibration of votes: what a share is worth, and what the shape of the page adds or takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers import calibrate
from classifiers.calibrate import Shape
from classifiers.vote import classify
from strongroom.kind import catalogue
from tests.written import content_of

SHARES = st.floats(min_value=0, max_value=1)
WORDY = """
    Sold to: Oakfield School, attention of the bursar, 12 Harrow Street, Oakfield, with thanks for the order
    Receipt no 4711 for the goods listed on the enclosed sheet, delivered on the second of May in good order
    Subtotal of all positions as agreed by telephone with the bursar of the school: 100.00 and sales tax 8.00
    Thank you for the payment in cash; total of this receipt, change given, cashier Harrow: 108.00 in words one hundred
"""


@pytest.mark.parametrize("shape", Shape)
@given(low=SHARES, high=SHARES)
def test_a_larger_share_is_never_worth_less(shape: Shape, low: float, high: float) -> None:
    low, high = sorted((low, high))

    assert calibrate.confidence(low, shape) <= calibrate.confidence(high, shape)


@given(share=st.floats(min_value=0.5, max_value=1))
def test_a_shape_that_agrees_is_a_second_witness_and_one_that_is_missing_a_doubt(share: float) -> None:
    missing, silent, agrees = (calibrate.confidence(share, s) for s in (Shape.MISSING, Shape.SILENT, Shape.AGREES))

    assert missing < silent <= agrees < 1


def test_an_invoice_that_speaks_of_receipts_is_not_sure_to_be_one() -> None:
    answer = classify(content_of(WORDY), catalogue())

    assert answer.kind == "receipt"
    assert answer.confidence < 0.98
