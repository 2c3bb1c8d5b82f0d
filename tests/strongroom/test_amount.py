"""Which texts are amounts, and which only look like numbers."""

from decimal import Decimal

import pytest

from strongroom.amount import amount_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.50", Decimal("12.50")),
        ("-0.01", Decimal("-0.01")),
        ("999999999999999", Decimal("999999999999999")),
        ("", None),
        ("***", None),
        ("1.1.1", None),
        ("NaN", None),
        ("-Infinity", None),
        ("1e999999999", None),
        ("1e-999999999", None),
        ("9" * 5000, None),
    ],
)
def test_only_what_a_paper_may_state_is_an_amount(text: str, amount: Decimal | None) -> None:
    assert amount == amount_of(text)
