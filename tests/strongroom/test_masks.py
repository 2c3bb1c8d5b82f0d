"""Masks: enough to tell two papers apart, never the number."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.kind import Field, Type
from strongroom.masks import HIDDEN, last4, letters_and_digits, mask, shown
from strongroom.reading import Origin, Reading, Source, Value


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("11010519491231002X", "110***********002X"),
        ("110105 19491231 002x", "110***********002X"),
        ("E12345678", "E****5678"),
        ("EA1234567", "E****4567"),
        ("13812345678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("6222 0212 3456 7890 123", "****0123"),
        ("DE89 3704 0044 0532 0130 00", "****3000"),
        ("A123456(3)", "A***4563"),
        ("1234567", HIDDEN),
        ("Anna Maria Eriksson", HIDDEN),
        ("欧阳若水", HIDDEN),
        ("", HIDDEN),
    ],
)
def test_a_number_is_masked_by_its_shape(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.text(max_size=40))
def test_a_mask_hides_at_least_four_letters_or_digits_or_all(text: str) -> None:
    masked = letters_and_digits(mask(text))
    assert not masked or len(letters_and_digits(text)) - len(masked) >= 4


@pytest.mark.parametrize(
    ("text", "tail"), [("E12345678", "5678"), ("6222-0212", "0212"), ("1234567", ""), ("张三", ""), ("", "")]
)
def test_the_last_four_are_given_only_of_texts_twice_as_long(text: str, tail: str) -> None:
    assert last4(text) == tail


@pytest.mark.parametrize("value", [dt.date(1974, 8, 12), Decimal("12.50"), "Anna"])
def test_sensitive_dates_amounts_and_words_are_hidden_whole(value: Value) -> None:
    assert shown(_reading(value), Field(name="secret", sensitive=True)) == HIDDEN


def test_an_ordinary_field_is_shown_as_it_is() -> None:
    assert shown(_reading(dt.date(2026, 3, 1)), Field(name="date", type=Type.DATE)) == "2026-03-01"


def _reading(value: Value) -> Reading:
    return Reading(field="secret", value=value, confidence=1.0, source=Source(origin=Origin.TEXT))
