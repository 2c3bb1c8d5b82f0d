"""Zones of travel permits, of invented people."""

import datetime as dt

import pytest

from extractors.mrz import find_mrz
from extractors.mrz_permit import parse_permit_line
from strongroom.checks.mrz import check_digit
from tests.extractors.readers.forms import page
from tests.kinds.golden import td1


def permit_line(number: str = "CA9901884", expiry: str = "310619", birth: str = "900314") -> str:
    parts = "<".join(f"{text}{check_digit(text)}" for text in (number, expiry, birth))
    return f"CS{parts}<{check_digit(number + expiry + birth)}"


def test_the_single_line_of_a_mainland_permit_is_read() -> None:
    assert len(permit_line()) == 30
    assert parse_permit_line(permit_line()) == {
        "document_number": "CA9901884",
        "expiry": dt.date(2031, 6, 19),
        "birth_date": dt.date(1990, 3, 14),
    }


def test_a_line_whose_fillers_were_lost_is_read_all_the_same() -> None:
    assert parse_permit_line(permit_line().replace("<", "")) == parse_permit_line(permit_line())


def test_a_child_is_born_in_this_century() -> None:
    found = parse_permit_line(permit_line(birth="190314"))

    assert found is not None
    assert found["birth_date"] == dt.date(2019, 3, 14)


@pytest.mark.parametrize("place", [5, 15, 24])
def test_a_digit_that_does_not_fit_refuses_the_line(place: int) -> None:
    line = permit_line()
    other = "7" if line[place] != "7" else "4"

    assert parse_permit_line(line[:place] + other + line[place + 1 :]) is None


def test_a_page_with_such_a_line_is_a_permit() -> None:
    zone = find_mrz(page([[(0.1, "往来港澳通行证")], [(0.05, permit_line())]]))

    assert zone is not None
    assert (zone.kind, zone.subkind) == ("travel_permit", "cn_hk_permit")
    assert "document_number" in zone.proven


@pytest.mark.parametrize(
    ("code", "subkind"), [("CR", "hk_macau_permit"), ("C<", "hk_macau_permit"), ("CT", "tw_permit")]
)
def test_a_card_that_china_issued_is_a_permit_by_its_code(code: str, subkind: str) -> None:
    lines = td1(f"{code}CHNH99018842", birth="900314", sex="F", expiry="310619", state="CHN", names="OUYANG<<YANGBEN")
    zone = find_mrz(page([[(0.05, line)] for line in lines]))

    assert zone is not None
    assert (zone.kind, zone.subkind) == ("travel_permit", subkind)


def test_other_states_cards_stay_identity_cards() -> None:
    lines = td1("C<UTOH99018842", birth="900314", sex="F", expiry="310619", state="UTO", names="OUYANG<<YANGBEN")
    zone = find_mrz(page([[(0.05, line)] for line in lines]))

    assert zone is not None
    assert zone.kind == "id_card"
