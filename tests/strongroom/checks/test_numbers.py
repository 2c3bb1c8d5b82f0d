"""Check characters of numbers: published vectors, and python-stdnum as a second opinion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import uscc

from strongroom.checks.hkid import hkid_fits
from strongroom.checks.luhn import luhn_fits
from strongroom.checks.resident_id import birth_date_of, resident_id_fits, sex_of
from strongroom.checks.tax_id import legacy_tax_id_fits, tax_id_fits, uscc_fits

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("11010519491231002X", True),
        ("110105194912310021", False),
        ("11010519490231002X", False),  # 31 February
        ("1101051949123100", False),
        ("1101051949123100²X", False),
        ("99010119900314204X", True),  # a region that does not exist is not judged: permits have such
    ],
)
def test_resident_numbers_need_their_check_character_and_a_real_day(number: str, fits: bool) -> None:
    assert resident_id_fits(number) is fits


def test_a_resident_number_tells_birth_date_and_sex() -> None:
    assert str(birth_date_of("11010519491231002X")) == "1949-12-31"
    assert sex_of("11010519491231002X") == "女"


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("91110000600037341L", True),
        ("9144030071526726XG", True),
        ("91510700205412308D", True),
        ("91510700205412308E", False),
        ("91510700205412380D", False),
        ("9151070020541230OD", False),  # O is not in the alphabet
        ("", False),
    ],
)
def test_credit_codes_need_both_of_their_check_characters(code: str, fits: bool) -> None:
    assert uscc_fits(code) is fits


@given(st.text(alphabet=ALPHABET, min_size=15, max_size=15))
def test_credit_codes_that_fit_are_valid_to_the_library_too(body: str) -> None:
    code = "91" + body
    code += uscc.calc_check_digit(code) if len(code) == 17 else ""

    if uscc_fits(code):
        assert uscc.is_valid(code)


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("110105205412308", True),
        ("110105205412309", False),
        ("11010519491231002X", True),
        ("11010519491231002X01", True),
        ("11010519491231002X0", False),
        ("110105194912310021", False),
        ("", False),
    ],
)
def test_older_tax_ids_are_judged_by_the_number_inside(code: str, fits: bool) -> None:
    assert legacy_tax_id_fits(code) is fits
    assert tax_id_fits(code) is fits


@given(st.text(alphabet="0123456789", min_size=2, max_size=19))
def test_luhn_agrees_with_the_library(number: str) -> None:
    assert luhn_fits(number) == luhn.is_valid(number)


@pytest.mark.parametrize("number", ["", "0", "4111-1111", "४४४४"])
def test_what_is_no_row_of_digits_has_no_luhn_digit(number: str) -> None:
    assert not luhn_fits(number)


@pytest.mark.parametrize(
    ("number", "fits"),
    [("A123456(3)", True), ("A1234563", True), ("A123456(4)", False), ("AB987654(3)", True), ("123456(3)", False)],
)
def test_hong_kong_numbers_divide_by_eleven(number: str, fits: bool) -> None:
    assert hkid_fits(number) is fits
