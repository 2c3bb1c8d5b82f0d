"""Amounts in formal Chinese writing."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from strongroom.checks.capital import parse_capital, write_capital


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("人民币壹仟零贰拾叁元肆角伍分", "1023.45"),
        ("⊗捌仟玖佰零肆圆整", "8904.00"),
        ("壹万零伍佰元零叁分", "10500.03"),
        ("伍角整", "0.50"),
        ("叁分", "0.03"),
        ("拾元整", "10.00"),
        ("零元整", "0.00"),
        ("壹亿零叁拾万元整", "100300000.00"),
        ("壹拾亿元整", "1000000000.00"),
        ("负壹佰元整", "-100.00"),
        ("贰 佰 捌 拾 元 整", "280.00"),
        ("貳仟陸佰萬圓正", "26000000.00"),
        ("一千二百元整", "1200.00"),
        ("价税合计(大写)柒拾玖元捌角(小写)¥79.80", "79.80"),
    ],
)
def test_well_formed_amounts_are_read(text: str, amount: str) -> None:
    assert parse_capital(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "整", "壹贰元整", "佰元整", "壹仟X捌拾元整", "元角分", "亿千百十万千百十元角分", "大写"]
)
def test_what_is_not_well_formed_is_no_amount(text: str) -> None:
    assert parse_capital(text) is None


@given(st.integers(min_value=-(10**14) + 1, max_value=10**14 - 1).map(lambda cents: Decimal(cents).scaleb(-2)))
@example(Decimal("100000000.01"))
@example(Decimal("10010010010.10"))
def test_what_is_written_is_read_back(amount: Decimal) -> None:
    assert parse_capital(write_capital(amount)) == amount


@given(st.text(alphabet="零壹贰叁拾佰仟万亿元角分整负", max_size=20))
def test_no_row_of_its_characters_breaks_the_parser(text: str) -> None:
    parsed = parse_capital(text)

    assert parsed is None or parsed.as_tuple().exponent == -2


@pytest.mark.parametrize("amount", ["0.001", "1000000000000"])
def test_amounts_beyond_its_reach_are_not_written(amount: str) -> None:
    with pytest.raises(ValueError, match="two places"):
        write_capital(Decimal(amount))
