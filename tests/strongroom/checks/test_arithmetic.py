import datetime as dt
from decimal import Decimal

import pytest

from strongroom.checks import arithmetic
from strongroom.reading import Origin, Reading, Readings, Source, Value


def readings(**values: Value) -> Readings:
    source = Source(origin=Origin.TEXT)
    return {name: Reading(field=name, value=value, confidence=0.9, source=source) for name, value in values.items()}


@pytest.mark.parametrize(
    ("net", "tax", "total", "passed"),
    [
        ("100.00", "19.00", "119.00", True),
        ("100.00", "19.01", "119.00", True),
        ("100.00", "19.00", "120.00", False),
        ("-7.67", "-1.12", "-8.79", True),
        ("100.00", "0.00", "100.00", None),
        ("100.00", "0.00", "110.00", False),
    ],
)
def test_net_and_tax_make_the_total_and_no_tax_proves_nothing(
    net: str, tax: str, total: str, passed: bool | None
) -> None:
    finding = arithmetic.net_and_tax_make_total(readings(net=Decimal(net), tax=Decimal(tax), total=Decimal(total)))

    assert (finding.passed if finding else None) is passed


def test_a_check_without_its_fields_says_nothing() -> None:
    assert arithmetic.net_and_tax_make_total(readings(net=Decimal(1))) is None
    assert arithmetic.iban_is_sound({}) is None


def test_the_order_of_two_dates_can_only_refute() -> None:
    check = arithmetic.not_before("due_date", "date")
    early, late = dt.date(2024, 1, 1), dt.date(2024, 2, 1)

    assert check(readings(date=early, due_date=late)) is None
    finding = check(readings(date=late, due_date=early))
    assert finding is not None
    assert not finding.passed


def test_a_part_is_not_larger_than_the_whole() -> None:
    check = arithmetic.less_than_total("tax")

    assert check(readings(tax=Decimal(1), total=Decimal(10))) is None
    assert check(readings(tax=Decimal(11), total=Decimal(10))) is not None


def test_a_negative_total_is_a_question() -> None:
    check = arithmetic.is_positive("total")

    assert check(readings(total=Decimal(5))) is None
    assert check(readings(total=Decimal(-5))) is not None


def test_check_digits_of_ibans_and_vat_numbers() -> None:
    assert arithmetic.is_iban("DE02 1203 0000 0000 2020 51")
    assert not arithmetic.is_iban("DE03 1203 0000 0000 2020 51")
    assert arithmetic.is_vat_id("DE136695976")
    assert not arithmetic.is_vat_id("DE136695977")


def test_a_wrong_iban_is_a_warning_and_a_right_one_is_proof() -> None:
    wrong = arithmetic.iban_is_sound(readings(iban="DE03120300000000202051"))
    right = arithmetic.iban_is_sound(readings(iban="DE02120300000000202051"))

    assert wrong is not None
    assert (wrong.passed, wrong.warning) == (False, True)
    assert right is not None
    assert right.passed


def test_an_invoice_that_names_an_account_to_pay_to_and_one_to_collect_from_is_a_question() -> None:
    both = arithmetic.moves_one_way(readings(iban="DE02120300000000202051", debited_iban="DE91100000000123456789"))

    assert both is not None
    assert (both.passed, both.warning) == (False, False)
    assert arithmetic.moves_one_way(readings(iban="DE02120300000000202051")) is None


@pytest.mark.parametrize(
    ("due", "total", "prepaid", "outcome"),
    [
        ("69.00", "119.00", "50.00", (True, False)),
        ("70.00", "119.00", "50.00", (False, True)),
        ("119.00", "119.00", "0.00", None),
        ("119.05", "119.00", "0.00", (False, True)),
    ],
)
def test_what_is_due_is_what_is_left_and_rounding_only_warns(
    due: str, total: str, prepaid: str, outcome: tuple[bool, bool] | None
) -> None:
    finding = arithmetic.due_is_what_is_left(
        readings(amount_due=Decimal(due), total=Decimal(total), prepaid=Decimal(prepaid))
    )

    assert ((finding.passed, finding.warning) if finding else None) == outcome
