"""Numbers of Taiwan, Macau, permits and vehicles."""

import pytest

from strongroom.checks.regions import is_macau_id, permit_number_is_possible, taiwan_id_fits, taiwan_number_fits
from strongroom.checks.vehicle import is_plate, plate_is_possible, vin_fits, vin_is_sound
from strongroom.reading import Origin, Reading, Readings, Source


def readings(**values: str) -> Readings:
    source = Source(origin=Origin.OCR, page=1)
    return {name: Reading(field=name, value=text, confidence=0.9, source=source) for name, text in values.items()}


@pytest.mark.parametrize(
    ("number", "fits"),
    [("A123456789", True), ("A223456781", True), ("A123456788", False), ("A323456789", False), ("1123456789", False)],
)
def test_a_taiwan_number_has_its_check_digit(number: str, fits: bool) -> None:
    assert taiwan_id_fits(number) is fits


def test_other_numbers_are_not_held_against_taiwan_s_rule() -> None:
    assert taiwan_number_fits(readings(document_number="A123456(3)")) is None
    assert taiwan_number_fits({}) is None


@pytest.mark.parametrize(("number", "form"), [("5123456(7)", True), ("51234567", True), ("4123456(7)", False)])
def test_a_macau_number_has_its_form(number: str, form: bool) -> None:
    assert is_macau_id(number) is form


@pytest.mark.parametrize(
    ("number", "possible"),
    [
        ("H12345678", True),
        ("M1234567801", True),
        ("C12345678", True),
        ("CA1234567", True),
        ("CI1234567", False),
        ("T12345678", True),
        ("12345678", True),
        ("1234567801", True),
        ("X12345678", False),
        ("H1234567", False),
    ],
)
def test_permits_have_numbers_of_a_few_forms(number: str, possible: bool) -> None:
    assert (permit_number_is_possible(readings(document_number=number)) is None) is possible


@pytest.mark.parametrize(
    ("plate", "is_one"),
    [("京A12345", True), ("粤BD12345", True), ("沪A1234警", True), ("京I12345", False), ("AB12345", False)],
)
def test_a_plate_has_the_form_of_one(plate: str, is_one: bool) -> None:
    assert is_plate(plate) is is_one
    assert (plate_is_possible(readings(plate=plate)) is None) is is_one


@pytest.mark.parametrize(
    ("number", "fits"), [("1M8GDM9AXKP042788", True), ("1M8GDM9A1KP042788", False), ("1M8GDM9AXKP04278O", False)]
)
def test_a_vehicle_s_number_has_its_check_digit_and_a_wrong_one_only_warns(number: str, fits: bool) -> None:
    finding = vin_is_sound(readings(vin=number))

    assert vin_fits(number) is fits
    assert finding is not None
    assert (finding.passed, finding.warning) == (fits, True)
