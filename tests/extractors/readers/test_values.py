import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers import values
from extractors.readers.values import Convention, Order

POINT = Convention(decimal=".", sure=True)
COMMA = Convention(decimal=",", sure=True)


@pytest.mark.parametrize(
    ("text", "convention", "value", "currency"),
    [
        ("RM 64.70", POINT, "64.70", "MYR"),
        ("1,234.56 USD", POINT, "1234.56", "USD"),
        ("1.234,56 €", COMMA, "1234.56", "EUR"),
        ("33 535,20 EUR", COMMA, "33535.20", "EUR"),
        ("1'234.50 CHF", POINT, "1234.50", "CHF"),
        ("Rs. 1,23,456.78", POINT, "123456.78", "INR"),
        ("-7,67", COMMA, "-7.67", None),
        ("(0.02)", POINT, "-0.02", None),
        ("7.67-", POINT, "-7.67", None),
        (".26", POINT, "0.26", None),
        ("12.345", POINT, "12.345", None),
        ("12.345", COMMA, "12345", None),
        ("￥１，２００．５０", POINT, "1200.50", "JPY"),
    ],
)
def test_an_amount_is_read_in_the_convention_of_its_document(
    text: str, convention: Convention, value: str, currency: str | None
) -> None:
    (money,) = values.money(text, convention)

    assert (money.value, money.currency) == (Decimal(value), currency)


def test_the_convention_is_what_unambiguous_amounts_show() -> None:
    assert values.convention_of(["12.345", "1.200,50", "3,99"]) == COMMA
    assert values.convention_of(["12.345"]) == Convention(decimal=".", sure=False)


@given(
    cents=st.integers(min_value=0, max_value=10**11),
    style=st.sampled_from(
        [(",", ".", POINT), (".", ",", COMMA), ("'", ".", POINT), (" ", ",", COMMA), ("", ".", POINT)]
    ),
)
def test_amounts_survive_being_written_and_read_in_every_convention(
    cents: int, style: tuple[str, str, Convention]
) -> None:
    group, sign, convention = style
    text = f"{cents // 100:,}".replace(",", group) + f"{sign}{cents % 100:02d}"

    assert values.amount(text, convention) == Decimal(cents) / 100


@given(text=st.text(max_size=200))
def test_no_text_makes_the_parsers_raise(text: str) -> None:
    values.money(text, POINT)
    values.amount(text, COMMA)
    values.days(text)
    values.convention_of([text])


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("31 octobre 2017", "2017-10-31"),
        ("7. Mai 2014", "2014-05-07"),
        ("August 3 , 2014", "2014-08-03"),
        ("Aug17'16", "2016-08-17"),
        ("12-Jan-18", "2018-01-12"),
        ("2026年3月5日", "2026-03-05"),
        ("20260901", "2026-09-01"),
        ("1 de marzo de 2024", "2024-03-01"),
        ("3 gennaio 2025", "2025-01-03"),
        ("5 maart 2025", "2025-03-05"),
        ("25/12/2018", "2018-12-25"),
        ("28/02/20186:02:25", "2018-02-28"),
    ],
)
def test_a_date_is_read_in_its_language(text: str, date: str) -> None:
    (day,) = values.days(text)

    assert day.settled(Order.DAY_FIRST) == dt.date.fromisoformat(date)


def test_days_and_months_that_could_be_swapped_stay_open_until_the_document_settles_them() -> None:
    (day,) = values.days("03/04/2026")

    assert day.ambiguous
    assert day.settled(Order.DAY_FIRST) == dt.date(2026, 4, 3)
    assert day.settled(Order.MONTH_FIRST) == dt.date(2026, 3, 4)


def test_one_unambiguous_date_settles_the_order_and_two_that_contradict_do_not() -> None:
    assert values.order_of(values.days("25/12/2018 and 03/04/2019")) is Order.DAY_FIRST
    assert values.order_of(values.days("12/25/2018")) is Order.MONTH_FIRST
    assert values.order_of(values.days("25/12/2018 and 12/25/2018")) is None


@pytest.mark.parametrize("text", ["31/02/2020", "1234", "12:30:45", "0.5 x 3", "99/99/9999"])
def test_what_is_no_day_of_the_calendar_is_no_date(text: str) -> None:
    assert values.days(text) == ()
