"""Checks that hold readings of one paper against each other."""

import datetime as dt
from decimal import Decimal

import pytest

from strongroom.checks.arithmetic import nights_make_total
from strongroom.checks.chinese import (
    birth_date_agrees,
    both_sides_are_here,
    capital_agrees,
    digital_number_names_a_province,
    net_is_total_without_tax,
    not_earlier_than,
    number_fits,
    resident_number_fits,
    sex_agrees,
    tax_number_fits,
)
from strongroom.checks.identity import age_is_plausible, term_fits_age
from strongroom.checks.tax_id import tax_id_fits
from strongroom.kind import Check
from strongroom.reading import Origin, Reading, Readings, Source, Value

ID = "11010519491231002X"


def readings(**values: Value) -> Readings:
    source = Source(origin=Origin.OCR, page=1)
    return {name: Reading(field=name, value=value, confidence=0.9, source=source) for name, value in values.items()}


@pytest.mark.parametrize(
    ("check", "read", "passed"),
    [
        (number_fits("n", "tax_id", tax_id_fits), {"tax_id": "91110000600037341L"}, True),
        (number_fits("n", "tax_id", tax_id_fits), {"tax_id": "91110000600037341K"}, False),
        (number_fits("n", "tax_id", tax_id_fits), {}, None),
        (capital_agrees, {"capital": "贰佰捌拾元整", "total": Decimal("280.00")}, True),
        (capital_agrees, {"capital": "贰佰捌拾元整", "total": Decimal("230.00")}, False),
        (capital_agrees, {"capital": "贰佰X拾元整", "total": Decimal("280.00")}, False),
        (capital_agrees, {"total": Decimal("280.00")}, None),
        (net_is_total_without_tax, {"net": Decimal("95.50"), "total": Decimal("95.50")}, True),
        (net_is_total_without_tax, {"net": Decimal("95.50"), "total": Decimal("98.37")}, False),
        (net_is_total_without_tax, {"net": Decimal(1), "tax": Decimal(1), "total": Decimal(2)}, None),
        (net_is_total_without_tax, {"total": Decimal("95.50")}, None),
        (not_earlier_than("date", dt.date(2000, 1, 1)), {"date": dt.date(1926, 1, 1)}, False),
        (not_earlier_than("date", dt.date(2000, 1, 1)), {"date": dt.date(2026, 1, 1)}, None),
        (birth_date_agrees, {"id_number": ID, "birth_date": dt.date(1949, 12, 31)}, True),
        (birth_date_agrees, {"id_number": ID, "birth_date": dt.date(1949, 12, 21)}, False),
        (birth_date_agrees, {"id_number": ID[:-1] + "1", "birth_date": dt.date(1949, 12, 31)}, None),
        (sex_agrees, {"id_number": ID, "sex": "男"}, False),
        (sex_agrees, {"id_number": ID, "sex": "女"}, None),
        (resident_number_fits("document_number"), {"document_number": ID}, True),
        (resident_number_fits("document_number"), {"document_number": "D1234567"}, None),
        (age_is_plausible, {"birth_date": dt.date(1911, 1, 1), "expiry": dt.date(2012, 7, 4)}, False),
        (age_is_plausible, {"birth_date": dt.date(1971, 1, 1), "expiry": dt.date(2012, 7, 4)}, None),
    ],
)
def test_a_check_passes_fails_or_has_nothing_to_say(check: Check, read: dict[str, Value], passed: bool | None) -> None:
    finding = check(readings(**read))

    assert (finding.passed if finding else None) is passed


@pytest.mark.parametrize(
    ("number", "passed", "warning"),
    [
        ("91110000600037341L", True, False),
        ("91110000600037341K", False, False),
        ("110108400010945", True, False),
        ("110108400010946", False, True),
        ("91110101202001201", False, True),
    ],
)
def test_a_tax_number_of_the_old_sort_that_does_not_fit_only_warns(number: str, passed: bool, warning: bool) -> None:
    finding = tax_number_fits("tax_id")(readings(tax_id=number))

    assert finding is not None
    assert (finding.passed, finding.warning) == (passed, warning)


@pytest.mark.parametrize(
    ("birth", "start", "end", "warns"),
    [
        (dt.date(2012, 3, 1), dt.date(2020, 3, 1), dt.date(2025, 3, 1), False),
        (dt.date(2000, 3, 2), dt.date(2026, 3, 1), dt.date(2036, 3, 1), False),
        (dt.date(2000, 3, 1), dt.date(2026, 3, 1), dt.date(2046, 3, 1), False),
        (dt.date(2000, 3, 1), dt.date(2026, 3, 1), dt.date(2036, 3, 1), True),
        (dt.date(1970, 3, 1), dt.date(2026, 3, 1), dt.date(2046, 3, 1), True),
    ],
)
def test_a_card_is_valid_as_long_as_its_holders_age_says(
    birth: dt.date, start: dt.date, end: dt.date, warns: bool
) -> None:
    finding = term_fits_age(readings(birth_date=birth, valid_from=start, expiry=end))

    assert (finding is not None and finding.warning and not finding.passed) is warns
    assert term_fits_age(readings(birth_date=birth, valid_from=start)) is None


@pytest.mark.parametrize(
    ("number", "warns"),
    [
        ("26427000000316294884", False),
        ("26652000000316294884", False),
        ("26072000000316294884", True),
        ("26712000000316294884", True),
        ("03162948", False),
    ],
)
def test_a_number_of_twenty_digits_names_a_province_and_else_there_is_a_warning(number: str, warns: bool) -> None:
    finding = digital_number_names_a_province(readings(invoice_number=number))
    assert warns is (finding is not None and finding.warning and not finding.passed)


@pytest.mark.parametrize(
    ("read", "asked"),
    [
        ({"name": "虚构人", "id_number": ID}, ("issuer", "expiry")),
        ({"issuer": "虚构市公安局", "expiry": dt.date(2036, 1, 1)}, ("name", "id_number", "address")),
        ({"id_number": ID, "expiry": dt.date(2036, 1, 1)}, None),
        ({}, None),
    ],
)
def test_of_half_an_identity_card_the_other_half_is_asked_for(
    read: dict[str, Value], asked: tuple[str, ...] | None
) -> None:
    finding = both_sides_are_here(readings(**read))
    assert asked == (finding and finding.fields)


@pytest.mark.parametrize(
    ("rate", "total", "said"),
    [
        ("180.00", "360.00", (True, False)),
        ("180.00", "395.00", None),
        ("180.00", "350.00", (False, True)),
    ],
)
def test_nights_times_the_rate_are_the_total_or_less_than_it(
    rate: str, total: str, said: tuple[bool, bool] | None
) -> None:
    stay = readings(arrival=dt.date(2026, 3, 10), date=dt.date(2026, 3, 12), rate=Decimal(rate), total=Decimal(total))
    finding = nights_make_total(stay)
    assert said == (finding and (finding.passed, finding.warning))


def test_a_stay_without_nights_says_nothing_of_its_rate() -> None:
    day = dt.date(2026, 3, 10)
    assert nights_make_total(readings(arrival=day, date=day, rate=Decimal(1), total=Decimal(2))) is None
