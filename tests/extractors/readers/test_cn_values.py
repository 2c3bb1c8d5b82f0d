"""Chinese dates and amounts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.cn_values import amounts, dates, yuan
from extractors.readers.cn_words import form_of
from tests.extractors.readers.forms import page


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年3月5日", "2026-03-05"),
        ("2026 年 03 月 05 日", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("2026.03.05", "2026-03-05"),
        ("20260305", "2026-03-05"),
        ("二〇二六年三月五日", "2026-03-05"),
        ("二○二六年十二月二十五日", "2026-12-25"),
        ("民國115年3月5日", "2026-03-05"),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, day: str) -> None:
    assert str(dates(text)[0]) == day


@pytest.mark.parametrize("text", ["", "2026年2月30日", "年月日", "12345678901", "2017年02月1", "二〇二六年十十月五日"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert dates(text) == ()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("¥8904.00", "8904.00"),
        ("￥8,904.00", "8904.00"),
        ("¥ 42632. 48", "42632.48"),
        ("-12.50", "-12.50"),
        ("¥-12.50", "-12.50"),
    ],
)
def test_an_amount_is_read_with_its_sign(text: str, amount: str) -> None:
    assert amounts(text)[0] == Decimal(amount)


def test_behind_a_currency_sign_an_amount_needs_no_cents() -> None:
    assert yuan("¥38") == (Decimal("38.00"),)
    assert yuan("38") == ()


@given(st.text("〇零一二九十年月日民國0189-.,¥ ", max_size=20) | st.text(max_size=60))
def test_no_text_breaks_them(text: str) -> None:
    assert isinstance((dates(text), amounts(text), yuan(text)), tuple)


@pytest.mark.parametrize("tilt", [0.0, 0.08, -0.08])
def test_the_lines_of_a_tilted_page_stay_lines(tilt: float) -> None:
    rows = [[(0.1, f"左{at}"), (0.3, f"中{at}"), (0.5, f"右{at}"), (0.8, f"末{at}")] for at in range(12)]
    form = form_of(page(rows, tilt=tilt))

    assert [row.text for row in form.rows] == [f"左{at} 中{at} 右{at} 末{at}" for at in range(12)]
