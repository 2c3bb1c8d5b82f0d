"""Tokens: what is in a text is found in it, and nothing tells more than whole words and pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search import conceal, needs_check, required, stands_in, tokens, units

CHARACTERS = st.sampled_from("发票百胜餐饮北京 abzÄß019-_.,·/()ＡＢ１２①ﬁ々ゼカ\n\t𠀀")
TEXTS = st.text(CHARACTERS, max_size=40) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Invoice No. 12/34", ("invoice", "no", "12", "34")),
        ("增 值 税 ABC公司", ("增", "值", "税", "abc", "公", "司")),
        ("ＧＲＵＮＫＯＨＬ Grünkohl", ("grunkohl", "grunkohl")),
        ("snake_case", ("snake", "case")),
        ("第3页", ("第", "3", "页")),
        ("— … 。", ()),
    ],
)
def test_text_is_cut_into_words_and_single_characters(text: str, expected: tuple[str, ...]) -> None:
    assert units(text) == expected


def test_tokens_are_words_characters_and_pairs_of_characters() -> None:
    assert tokens("发票号码 12345678") == {"发", "票", "号", "码", "发票", "票号", "号码", "12345678"}


@pytest.mark.parametrize(
    ("text", "expected", "check"),
    [
        ("票", {"票"}, False),
        ("发票", {"发票"}, False),
        ("百胜餐饮", {"百胜", "胜餐", "餐饮"}, True),
        ("pinkel", {"pinkel"}, False),
        ("grüne pinkel", {"grune", "pinkel"}, True),
        ("票a票", {"票", "a"}, True),
    ],
)
def test_a_search_asks_for_the_rarest_tokens_and_knows_when_they_are_not_enough(
    text: str, expected: set[str], *, check: bool
) -> None:
    assert required(text) == expected
    assert needs_check(text) is check


@given(before=TEXTS, text=TEXTS, after=TEXTS)
def test_a_text_is_found_wherever_it_stands(before: str, text: str, after: str) -> None:
    whole = f"{before}\n{text}\n{after}"
    assert required(text) <= tokens(whole)
    assert stands_in(text, whole)


@given(whole=TEXTS, text=TEXTS)
def test_what_stands_in_a_text_has_all_its_tokens(whole: str, text: str) -> None:
    if stands_in(text, whole) and units(text):
        assert required(text) <= tokens(whole)


@given(whole=TEXTS, text=TEXTS)
def test_without_a_check_the_tokens_alone_are_right(whole: str, text: str) -> None:
    if units(text) and not needs_check(text) and len(units(text)) <= 2:
        assert (required(text) <= tokens(whole)) is stands_in(text, whole)


@given(st.text("0123456789", min_size=2, max_size=20))
def test_a_number_is_one_token(number: str) -> None:
    assert tokens(number) == {number}


def test_the_units_of_a_search_have_to_follow_one_another() -> None:
    assert stands_in("普通发票", "增值税 普通 发 票")
    assert not stands_in("普票", "普通发票")
    assert not stands_in("voice", "invoice")
    assert not stands_in("in", "invoice")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("账号 6222 0212 3456 7890 。", "6222021234567890"),
        ("账号6222-0212-3456-7890号", "6222021234567890"),
        ("no. re-2026/0815.", "RE-2026/0815"),
        ("P<X1234567Q<", "x1234567q"),
    ],
)
def test_exact_values_are_taken_out_however_they_are_spaced(text: str, value: str) -> None:
    assert not any(character.isdigit() for character in conceal(text, [value]))


def test_a_value_that_is_a_part_of_a_number_is_left_there() -> None:
    assert conceal("2012 total 12", ["12", ""]).split() == ["2012", "total"]
    assert conceal("a1 1 11-1 发1票 1", ["1"]).split() == ["a1", "11-", "发", "票"]
