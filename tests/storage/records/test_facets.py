"""Dates and amounts as whole numbers."""

import datetime as dt
from decimal import Decimal

import pytest

from storage.records.facets import Span, amount_span, date_span, is_clear, whole
from strongroom.query import Filter, parse
from tests.storage.records.invented import INVOICE, PASSPORT


def _filter(text: str) -> Filter:
    (condition,) = parse(text).filters
    return condition


def _day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("d:2026-02-03", "2026-02-03", "2026-02-03"),
        ("d:2024-02", "2024-02-01", "2024-02-29"),
        ("d:2026", "2026-01-01", "2026-12-31"),
        ("d<2026", None, "2025-12-31"),
        ("d<=2026", None, "2026-12-31"),
        ("d>2026", "2027-01-01", None),
        ("d>=2026", "2026-01-01", None),
    ],
)
def test_a_year_or_a_month_stands_for_its_days(text: str, low: str | None, high: str | None) -> None:
    expected = Span(_day(low) if low else None, _day(high) if high else None)
    assert date_span(_filter(text)) == expected


@pytest.mark.parametrize("text", ["d:0", "d:2026-13", "d:soon", "d:12.5"])
def test_what_is_no_date_gives_no_days(text: str) -> None:
    assert date_span(_filter(text)) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("a=1.5", 15000, 15000),
        ("a=1.00005", 10001, 10000),  # finer than what is kept: nothing fits
        ("a<1.00005", None, 10000),
        ("a<=1.00005", None, 10000),
        ("a>1.00005", 10001, None),
        ("a>=1.00005", 10001, None),
        ("a<1", None, 9999),
        ("a>-1", -9999, None),
    ],
)
def test_amounts_are_compared_in_ten_thousandths(text: str, low: int | None, high: int | None) -> None:
    assert amount_span(_filter(text)) == Span(low, high)


@pytest.mark.parametrize("value", ["text", Decimal("NaN"), Decimal("1e40")])
def test_what_is_no_amount_that_a_paper_names_has_no_number(value: Decimal | str) -> None:
    assert whole(value) is None


def test_sensitive_dates_do_not_stand_in_the_clear_and_retention_starts_do() -> None:
    assert not is_clear(PASSPORT.by_name["birth"], PASSPORT)
    assert is_clear(PASSPORT.by_name["expiry"], PASSPORT)
    assert is_clear(INVOICE.by_name["issued"], INVOICE)
    assert not is_clear(INVOICE.by_name["number"], INVOICE)
