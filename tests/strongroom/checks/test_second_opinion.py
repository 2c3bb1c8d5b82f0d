"""Check digits against python-stdnum, which was written by others: what one calls right, the other does."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as library_iban
from stdnum.ch import vat as swiss
from stdnum.cn import ric, uscc
from stdnum.eu import vat
from stdnum.gb import vat as british
from stdnum.iso7064 import mod_11_2, mod_11_10, mod_97_10

from strongroom.checks.arithmetic import is_iban, is_vat_id
from strongroom.checks.resident_id import birth_date_of, resident_id_fits
from strongroom.checks.tax_id import licence_number_fits, organisation_code_fits, registration_number_fits, uscc_fits

DIGITS = "0123456789"
# The library judges whether a region was there in a year, and we do not: these were in these.
YEARS = st.integers(min_value=1990, max_value=2019)
DAYS = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2019, 12, 31))
REGIONS = st.sampled_from(("110105", "310101", "440103", "510104", "650102"))
ORDERS = st.text(alphabet=DIGITS, min_size=3, max_size=3)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet=DIGITS, min_size=count, max_size=count)


@given(region=REGIONS, day=DAYS, order=ORDERS, last=st.sampled_from(DIGITS + "X"))
def test_resident_numbers(region: str, day: dt.date, order: str, last: str) -> None:
    number = f"{region}{day:%Y%m%d}{order}{last}"

    assert resident_id_fits(number) == ric.is_valid(number) == mod_11_2.is_valid(number)


@given(region=REGIONS, year=YEARS, day=digits(4), order=ORDERS)
def test_resident_numbers_of_days_that_there_are_not(region: str, year: int, day: str, order: str) -> None:
    body = f"{region}{year}{day}{order}"
    number = body + mod_11_2.calc_check_digit(body)

    assert resident_id_fits(number) == (birth_date_of(number) is not None) == ric.is_valid(number)


@given(body=digits(15), last=st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_credit_codes_whose_inner_code_fits(body: str, last: str) -> None:
    code = f"91{body}{last}"

    if code[2:8].startswith("0") or not organisation_code_fits(code[8:17]):
        assert not uscc_fits(code) or uscc.is_valid(code)
    else:
        assert uscc_fits(code) == uscc.is_valid(code)


@given(number=st.from_regex(r"[1-9][0-9]{14}", fullmatch=True))
def test_registration_numbers(number: str) -> None:
    assert registration_number_fits(number) == mod_11_10.is_valid(number)
    assert licence_number_fits(number) == mod_11_10.is_valid(number)


@given(body=st.from_regex(r"[1-9][0-9]{13}", fullmatch=True))
def test_every_registration_number_has_one_check_digit(body: str) -> None:
    assert registration_number_fits(body + mod_11_10.calc_check_digit(body))
    assert sum(registration_number_fits(body + last) for last in DIGITS) == 1


@pytest.mark.parametrize("number", ["", "0" * 15, "11010520541230", "1101052054123091", "١" * 15])
def test_what_is_no_registration_number(number: str) -> None:
    assert not registration_number_fits(number)


@given(account=digits(18), check=digits(2))
def test_german_ibans(account: str, check: str) -> None:
    number = f"DE{check}{account}"

    assert is_iban(number) == mod_97_10.is_valid(number[4:] + number[:4]) == library_iban.is_valid(number)


@given(account=digits(17))
def test_an_iban_of_another_length_is_none(account: str) -> None:
    assert not is_iban(f"DE{mod_97_10.calc_check_digits(account + 'DE')}{account}")


@given(number=st.text(alphabet=DIGITS + "ABCDEGILNTU ", max_size=14))
def test_vat_numbers(number: str) -> None:
    british_one = number.replace(" ", "").startswith("GB") and british.is_valid(number)

    assert is_vat_id(number) == (vat.is_valid(number) or swiss.is_valid(number) or british_one)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("DE136695976", True),
        ("DE136695978", False),
        ("GB980780684", True),
        ("980780684", False),
        ("GB802311781", False),
        ("CHE-107.787.577 IVA", True),
        ("CHE-107.787.578 IVA", False),
        ("ATU13585627", True),
        ("12345", False),
        ("", False),
    ],
)
def test_published_vat_numbers(number: str, right: bool) -> None:
    assert is_vat_id(number) is right
