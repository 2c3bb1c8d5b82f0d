"""What a paper cannot say by itself: the day it came, whose house it came to, and that it is here already."""

import datetime as dt
from decimal import Decimal

import pytest

from strongroom.checks.house import (
    Direction,
    concerns_the_house,
    direction_of,
    is_red_letter,
    is_same_paper,
    not_after_arrival,
)
from strongroom.kind import catalogue
from strongroom.reading import Origin, Reading, Readings, Source, Value

VAT = catalogue()["cn_vat_invoice"]
RECEIVED = dt.date(2026, 3, 20)
OURS = ("星尘样例贸易有限公司", "91990101MA05AMP050", "Stardust Sample Trading Ltd")


def readings(**values: Value) -> Readings:
    source = Source(origin=Origin.TEXT)
    return {name: Reading(field=name, value=value, confidence=0.99, source=source) for name, value in values.items()}


@pytest.mark.parametrize(
    ("day", "fails"),
    [
        (dt.date(2026, 3, 19), False),
        (dt.date(2026, 3, 20), False),
        (dt.date(2026, 3, 21), False),
        (dt.date(2026, 3, 22), True),
        (dt.date(2062, 3, 19), True),
    ],
)
def test_nothing_is_issued_later_than_the_day_it_came_and_a_time_zone(day: dt.date, fails: bool) -> None:
    assert bool(not_after_arrival(VAT, readings(date=day), RECEIVED)) is fails


def test_a_journey_may_lie_ahead() -> None:
    assert not_after_arrival(catalogue()["train_ticket"], readings(date=dt.date(2026, 5, 1)), RECEIVED) is None


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ({"buyer_tax_id": "91990101MA05AMP050", "seller": "百味样例餐饮管理有限公司"}, Direction.INCOMING),
        ({"buyer": "星尘样例贸易有限公司"}, Direction.INCOMING),
        ({"buyer": "STARDUST SAMPLE TRADING LTD., Purchasing"}, Direction.INCOMING),
        ({"buyer": "Somebody Else", "seller": "Stardust Sample Trading Ltd"}, Direction.OUTGOING),
        ({"buyer": "Stardust", "seller": "Somebody Else"}, None),
        ({"seller_tax_id": "91990101MA0CLWD37J"}, None),
        ({}, None),
    ],
)
def test_an_invoice_comes_in_to_the_house_or_goes_out_from_it(
    values: dict[str, Value], direction: Direction | None
) -> None:
    assert direction_of(readings(**values), OURS) is direction


def test_an_invoice_between_others_is_no_business_of_the_house() -> None:
    finding = concerns_the_house(VAT, readings(buyer="另一家样例公司", seller="百味样例餐饮管理有限公司"), OURS)

    assert finding is not None
    assert (finding.passed, finding.fields) == (False, ("buyer", "seller"))


@pytest.mark.parametrize(
    ("kind", "values", "companies"),
    [
        ("cn_vat_invoice", {"buyer": "另一家样例公司"}, ()),
        ("cn_vat_invoice", {"seller": "百味样例餐饮管理有限公司"}, OURS),
        ("cn_vat_invoice", {"buyer": "星尘样例贸易有限公司"}, OURS),
        ("receipt", {"seller": "Lantern Noodle House"}, OURS),
    ],
    ids=["nobody said who the house is", "no buyer was read", "it is ours", "receipts name no buyer"],
)
def test_nothing_is_asked_where_the_house_is_not_told_or_is_named(
    kind: str, values: dict[str, Value], companies: tuple[str, ...]
) -> None:
    assert concerns_the_house(catalogue()[kind], readings(**values), companies) is None


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        ({"invoice_number": "26990000000000012345"}, {"invoice_number": "26990000000000012345"}, True),
        (
            {"invoice_code": "9900164320", "invoice_number": "00847216"},
            {"invoice_code": "9900164321", "invoice_number": "00847216"},
            False,
        ),
        ({"invoice_code": "9900164320", "invoice_number": "00847216"}, {"invoice_number": "00847216"}, True),
        ({"invoice_number": "00847216"}, {"invoice_number": "00847217"}, False),
        ({}, {}, False),
    ],
)
def test_what_no_two_invoices_share_tells_prints_of_one(
    mine: dict[str, Value],
    theirs: dict[str, Value],
    same: bool,
) -> None:
    assert is_same_paper(VAT, readings(**mine), readings(**theirs)) is same


def test_two_sellers_may_use_one_number() -> None:
    invoice = catalogue()["invoice"]
    first = readings(invoice_number="2026-17", seller="Harrow Lamps Ltd")

    assert is_same_paper(invoice, first, readings(invoice_number="2026-17", seller="HARROW LAMPS LTD."))
    assert not is_same_paper(invoice, first, readings(invoice_number="2026-17", seller="Nordwind GmbH"))


def test_a_red_letter_is_an_invoice_below_nothing() -> None:
    assert is_red_letter(VAT, readings(total=Decimal("-8904.00")))
    assert not is_red_letter(VAT, readings(total=Decimal("8904.00")))
    assert not is_red_letter(catalogue()["receipt"], readings(total=Decimal("-3.13")))
