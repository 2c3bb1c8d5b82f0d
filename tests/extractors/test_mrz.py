"""Machine-readable zones, with the specimens of Doc 9303 and invented ones."""

import datetime as dt

import pytest

from extractors.mrz import find_mrz, unread_zone
from strongroom.checks.mrz import check_digit
from strongroom.content import Structured
from strongroom.page import Page
from tests.extractors.readers.forms import page

TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
VISA = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")


def zone(*lines: str, above: tuple[str, ...] = ()) -> Page:
    return page([*([(0.3, text)] for text in above), [], *([(0.05, line)] for line in lines)])


def found(*lines: str, above: tuple[str, ...] = ()) -> Structured:
    structured = find_mrz(zone(*lines, above=above))
    assert structured is not None
    return structured


@pytest.mark.parametrize(
    ("lines", "kind", "layout", "number"),
    [
        (TD3, "passport", "td3", "L898902C3"),
        (TD2, "id_card", "td2", "D23145890"),
        (TD1, "id_card", "td1", "D23145890"),
    ],
)
def test_the_specimens_are_read_and_proven(lines: tuple[str, ...], kind: str, layout: str, number: str) -> None:
    structured = found(*lines)

    assert (structured.kind, structured.subkind, structured.page) == (kind, layout, 1)
    assert dict(structured.values) == {
        "document_number": number,
        "birth_date": dt.date(1974, 8, 12),
        "sex": "F",
        "expiry": dt.date(2012, 4, 15),
        "nationality": "UTO",
        "issuer": "UTO",
        "surname": "ERIKSSON",
        "given_names": "ANNA MARIA",
    }
    assert structured.proven == {"document_number", "birth_date", "expiry"}


def test_a_visa_has_no_composite_digit_so_nothing_of_it_is_proven() -> None:
    structured = found(*VISA)

    assert (structured.kind, structured.subkind) == ("visa", "mrv_a")
    assert structured.values["document_number"] == "L8988901C"
    assert not structured.proven


def test_a_zone_that_says_residence_permit_is_one() -> None:
    assert found(*TD1, above=("RESIDENCE PERMIT",)).kind == "residence_permit"
    assert found(TD1[0].replace("I<", "IR"), *TD1[1:]).kind == "residence_permit"


@pytest.mark.parametrize(
    "lines",
    [
        ("P<UT0ERIKSS0N<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8989O2C36UT07408122F12O4159ZE184226B<<<<<1O"),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<10"),
        ("P<UTOERIKSSON<<ANNA<MARIA", TD3[1]),
        ("P«UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<".replace("«", "("), TD3[1]),
        ("PUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", TD3[1]),
        ("p<utoERIKSSON<<ANNA<MARIA<<<<<<<<<<<<KKKKKKK", TD3[1]),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122 F1204159ZE184226B<<<<<10"),
    ],
    ids=["letters for digits", "lost fillers", "lost tail", "bracket", "lost first filler", "case and tail", "a gap"],
)
def test_what_recognisers_do_to_zones_is_undone(lines: tuple[str, ...]) -> None:
    structured = found(*lines)

    assert structured.values["document_number"] == "L898902C3"
    assert structured.values["surname"] == "ERIKSSON"
    assert structured.values["given_names"] == "ANNA MARIA"
    assert {"birth_date", "expiry"} <= structured.proven


def test_a_line_that_was_seen_in_pieces_is_one_line() -> None:
    broken = page([[], [(0.05, TD3[0][:20]), (0.25, TD3[0][20:])], [(0.05, TD3[1][:11]), (0.16, TD3[1][11:])]])

    structured = find_mrz(broken)
    assert structured is not None
    assert structured.proven


def test_a_date_that_its_digit_refutes_is_not_stated() -> None:
    structured = found(TD3[0], TD3[1].replace("1204159", "1205159"))

    assert "expiry" not in structured.values
    assert not structured.proven


def test_a_repaired_number_is_stated_but_not_proven() -> None:
    """The composite digit weighs it as its own digit does, so it would confirm any repair, right or wrong."""
    structured = found(TD3[0], TD3[1].replace("L898902C3", "L8989O2C3"))

    assert structured.values["document_number"] == "L898902C3"
    assert structured.proven == {"birth_date", "expiry"}


def test_names_that_were_misread_in_look_alikes_take_their_printed_spelling() -> None:
    structured = found(TD3[0].replace("ERIKSSON", "ERIKSSDN"), TD3[1], above=("ERIKSSON", "ANNA MARIA"))

    assert structured.values["surname"] == "ERIKSSON"


def test_given_names_that_look_like_fillers_stay() -> None:
    structured = found("P<UTOKELLER<<LEE<CELES<<<<<<<<<<<<<<<<<<<<<<", TD3[1])

    assert (structured.values["surname"], structured.values["given_names"]) == ("KELLER", "LEE CELES")


def passport(birth: str, expiry: str) -> tuple[str, str]:
    number, optional = "X12345678", "<" * 14
    second = f"{number}{check_digit(number)}UTO{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}{optional}<"
    return TD3[0], second + check_digit(second[:10] + second[13:20] + second[21:43])


@pytest.mark.parametrize(
    ("birth", "expiry", "born", "sure"),
    [
        ("740812", "331231", dt.date(1974, 8, 12), True),
        ("150812", "271231", dt.date(2015, 8, 12), True),
        ("280812", "331231", dt.date(2028, 8, 12), False),
        ("110101", "120704", dt.date(2011, 1, 1), False),
    ],
)
def test_the_century_of_a_birth_is_sure_where_only_one_is_possible(
    birth: str, expiry: str, born: dt.date, sure: bool
) -> None:
    structured = found(*passport(birth, expiry))

    assert structured.values["birth_date"] == born
    assert ("birth_date" in structured.proven) is sure


def test_a_year_that_is_printed_in_full_settles_the_century() -> None:
    structured = found(*passport("280812", "331231"), above=("12.08.1928",))

    assert structured.values["birth_date"] == dt.date(1928, 8, 12)
    assert "birth_date" in structured.proven


def test_a_long_number_of_a_card_goes_on_in_the_optional_part() -> None:
    number = "D23145890734"
    first = f"I<UTO{number[:9]}<{number[9:]}{check_digit(number)}".ljust(30, "<")
    second = "7408122F1204159UTO<<<<<<<<<<<"
    second += check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])

    assert found(first, second, TD1[2]).values["document_number"] == number


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("INVOICE 2026-0117 FOR THE MONTH OF MARCH", "TOTAL AMOUNT DUE WITHIN THIRTY DAYS 1234567890"),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C35UTO7408121F1204158ZE184226B<<<<<11"),
        ("<" * 44, "<" * 44),
        ("V" * 44, "0" * 44),
    ],
)
def test_what_no_check_digit_confirms_is_no_zone(lines: tuple[str, ...]) -> None:
    assert find_mrz(zone(*lines)) is None


def test_a_zone_that_was_seen_but_not_read_has_a_place() -> None:
    part = unread_zone(zone("PCUTOERIKSS", "898902C36UTO740"))

    assert part is not None
    assert (part.left, part.right) == (0.0, 1.0)
    assert part.top < 0.1 < part.bottom


def test_a_page_without_traces_of_a_zone_has_none() -> None:
    assert unread_zone(zone("PERNIAGAAN ZHENG HUI", "016442-D 0123456789")) is None
    assert unread_zone(zone(*TD3)) is None
