"""Repair of look-alikes under a check digit."""

from strongroom.checks.mrz import check_digit, digit_fits
from strongroom.checks.repair import as_digits, as_letters, repaired
from strongroom.checks.tax_id import uscc_fits


def test_a_text_that_fits_is_left_alone() -> None:
    assert repaired("91110000600037341L", uscc_fits) == "91110000600037341L"


def test_one_misread_character_is_put_right() -> None:
    assert repaired("9111000060003734IL", uscc_fits) == "91110000600037341L"


def test_two_misread_characters_are_put_right() -> None:
    assert repaired("911100006OOO37341L".replace("OOO", "00O"), uscc_fits) == "91110000600037341L"


def test_two_repairs_that_fit_are_none() -> None:
    assert repaired("00", lambda text: text in {"O0", "0O"}) is None


def test_more_than_two_swaps_are_not_tried() -> None:
    assert repaired("OOO", lambda text: text == "000") is None


def test_places_of_one_sort_take_only_that_sort() -> None:
    assert as_digits("O1ZS8B") == "012588"
    assert as_letters("UT0ERIKSS0N<<ANNA") == "UTOERIKSSON<<ANNA"


def test_zone_digits_follow_the_published_example() -> None:
    assert check_digit("L898902C3") == "6"
    assert digit_fits("<<<<<<<<<<<<<<", "<")
    assert not digit_fits("A<<<<<<<<<<<<<", "<")
