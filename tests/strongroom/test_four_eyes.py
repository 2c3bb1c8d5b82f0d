"""Which reviews need a second person, and what counts as the same value typed twice."""

from decimal import Decimal

import pytest

from strongroom.four_eyes import blind_fields, disputed, keyed, needs_second
from strongroom.kind import catalogue
from strongroom.reading import Origin, Reading, Source, Value
from strongroom.settings_review import Review

INVOICE = catalogue()["invoice"]


def readings(**values: Value) -> dict[str, Reading]:
    source = Source(origin=Origin.OCR)
    return {name: Reading(field=name, value=value, confidence=1, source=source) for name, value in values.items()}


@pytest.mark.parametrize(
    ("rules", "total", "draw", "expected"),
    [
        (Review(), "1000000", 0.0, False),
        (Review(second_kinds=("invoice",)), "1", 0.99, True),
        (Review(second_kinds=("receipt",)), "1", 0.99, False),
        (Review(second_amount=Decimal(1000)), "999.99", 0.0, False),
        (Review(second_amount=Decimal(1000)), "1000", 0.99, True),
        (Review(second_amount=Decimal(1000)), "-1000", 0.99, True),
        (Review(second_share=0.1), "1", 0.09, True),
        (Review(second_share=0.1), "1", 0.1, False),
        (Review(blind_fields=("invoice.total",)), "1", 0.99, True),
        (Review(blind_fields=("receipt.total",)), "1", 0.99, False),
    ],
)
def test_a_second_person_is_needed(rules: Review, total: str, draw: float, *, expected: bool) -> None:
    found = readings(total=Decimal(total), invoice_number="5000000")
    assert expected is needs_second(rules, INVOICE, found, draw=draw)


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        ("Pinkel & Söhne", "pinkel &  söhne", True),
        ("1234.50", "1234.5", True),
        ("1.50", "150", False),
        ("-1.50", "1.50", False),
        ("RE-0815", "RE0815", False),
        ("有限公司", "有限 公司", True),
        ("", "x", False),
        ("", " ", True),
    ],
)
def test_two_values_agree(first: str, second: str, *, agree: bool) -> None:
    assert agree is (disputed({"a": first}, {"a": second}) == frozenset())


def test_what_a_person_says_of_the_fields_that_two_people_key() -> None:
    fields = blind_fields(Review(blind_fields=("invoice.total", "invoice.none", "receipt.date")), INVOICE)
    assert {"total": "7.00"} == keyed(readings(total=Decimal("7.00")), fields)
    assert {"total": ""} == keyed({}, fields)
