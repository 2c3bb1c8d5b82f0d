"""Keyed hashes: equal values meet, and nothing shows without the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto.hashes import equality_hash, normal_form, token_hash

KEY, OTHER = bytes(32), bytes(range(32))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("AB 12-3", "ab123"),
        ("\uff21\uff22\u3000\uff11\uff12\uff13", "ab123"),
        ("ab.12/3 ", "ab123"),
        ("Straße", "strasse"),
        ("（张）三", "张三"),
        ("--", ""),
        ("+49 30 1", "49301"),
    ],
)
def test_values_are_compared_in_one_width_and_case_without_punctuation(value: str, expected: str) -> None:
    assert normal_form(value) == expected


@given(st.text(max_size=40))
def test_the_normal_form_of_a_normal_form_is_itself(value: str) -> None:
    assert normal_form(normal_form(value)) == normal_form(value)


def test_equal_values_of_one_field_meet() -> None:
    assert equality_hash("number", "AB 123", KEY) == equality_hash("number", "ab-123", KEY)
    assert len(equality_hash("number", "AB 123", KEY)) == 32


@pytest.mark.parametrize(
    ("field", "value", "key"), [("number", "AB124", KEY), ("tax_id", "AB123", KEY), ("number", "AB123", OTHER)]
)
def test_other_values_fields_and_keys_give_other_hashes(field: str, value: str, key: bytes) -> None:
    assert equality_hash(field, value, key) != equality_hash("number", "AB123", KEY)


@given(st.text(max_size=20))
def test_a_token_hash_fits_a_signed_64_bit_column(token: str) -> None:
    assert -(2**63) <= token_hash(token, KEY) < 2**63


def test_token_hashes_differ_by_token_and_key_and_stay_the_same_for_ever() -> None:
    assert len({token_hash("发票", KEY), token_hash("票", KEY), token_hash("发票", OTHER)}) == 3
    # What is in the index of a vault was hashed by an earlier version.
    assert token_hash("invoice", KEY) == TOKEN_OF_VERSION_1
    assert equality_hash("number", "AB123", KEY).hex() == EQUALITY_OF_VERSION_1


TOKEN_OF_VERSION_1 = 7159331769721286573
EQUALITY_OF_VERSION_1 = "bbb948bb0202dea903691ab4d8ee42227256c7624f493c72fa6788b040c4a782"
