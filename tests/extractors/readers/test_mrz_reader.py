"""Identity papers: the printed part as a second witness of the zone."""

import pytest

from extractors.mrz import find_mrz
from extractors.readers.extract import extract
from strongroom.kind import catalogue
from strongroom.page import Page
from strongroom.reading import Extraction
from tests.extractors.readers.forms import Row, content, page

ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
PRINT: list[Row] = [
    [(0.1, "PASSPORT"), (0.4, "P"), (0.5, "UTO"), (0.7, "L898902C3")],
    [(0.3, "ERIKSSON")],
    [(0.3, "ANNA"), (0.38, "MARIA")],
    [(0.3, "12 AUG/AOUT 74")],
    [(0.3, "F")],
    [(0.3, "15.04.2012")],
    [],
]


def read(*rows: Row, zone: tuple[str, str] = ZONE) -> Extraction:
    scanned: Page = page([*rows, *([(0.05, line)] for line in zone)])
    found = find_mrz(scanned)
    assert found is not None
    return extract(catalogue()["passport"], content(scanned, structured=(found,)))


def test_what_zone_and_print_agree_on_is_proven() -> None:
    readings = read(*PRINT).readings

    assert all(reading.proven and reading.confidence > 0.99 for reading in readings.values())
    assert {"surname", "given_names", "sex", "nationality", "issuer"} <= set(readings)


@pytest.mark.parametrize("name", ["surname", "given_names"])
def test_what_no_check_digit_covers_is_unsure_without_the_print(name: str) -> None:
    kind = catalogue()["passport"]
    reading = read(PRINT[0]).readings[name]

    assert not reading.proven
    assert reading.confidence < kind.by_name[name].threshold


def test_the_sex_that_stands_between_two_confirmed_dates_is_sure_without_the_print() -> None:
    assert read(PRINT[0]).readings["sex"].confidence >= catalogue()["passport"].by_name["sex"].threshold


def test_the_sex_beside_a_date_that_no_digit_confirms_is_unsure() -> None:
    wrong = (ZONE[0], ZONE[1].replace("7408122", "7408125"))

    assert not read(PRINT[0], zone=wrong).readings["sex"].proven


def test_a_printed_name_may_have_accents_and_hyphens() -> None:
    zone = ("P<UTOHANDRA<<ROZALIA<IRMA<<<<<<<<<<<<<<<<<<<", ZONE[1])
    readings = read([(0.3, "HANDRA")], [(0.3, "ROZÁLIA-IRMA")], [], zone=zone).readings

    assert readings["given_names"].proven
    assert readings["given_names"].value == "ROZALIA IRMA"


def test_a_printed_umlaut_is_the_two_letters_of_the_zone() -> None:
    zone = ("P<UTOMUELLER<<ANNA<<<<<<<<<<<<<<<<<<<<<<<<<<", ZONE[1])

    assert read([(0.3, "MÜLLER")], [(0.3, "ANNA")], [], zone=zone).readings["surname"].proven


def test_the_reading_points_to_the_print_on_the_page() -> None:
    source = read(*PRINT).readings["surname"].source

    assert source.box is not None
    assert source.box.top < 0.1


def test_a_holder_of_a_hundred_years_is_a_matter_for_a_person() -> None:
    old = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "990038531UTO1101018M1207046110101111<<<<<94")
    findings = read(
        *PRINT[:3], [(0.3, "01.01.1911")], [], zone=(old[0], "99003853<1UTO1101018M1207046110101111<<<<<94")
    ).findings

    assert any(finding.check == "age_is_plausible" and not finding.passed for finding in findings)


def test_without_a_zone_the_labels_are_read() -> None:
    rows: list[Row] = [
        [(0.1, "PASSPORT")],
        [(0.3, "Surname"), (0.6, "Given names")],
        [(0.3, "ERIKSSON"), (0.6, "ANNA MARIA")],
        [(0.3, "Date of birth"), (0.6, "Date of expiry")],
        [(0.3, "12.08.1974"), (0.6, "15.04.2012")],
    ]
    readings = extract(catalogue()["passport"], content(page(rows))).readings

    assert readings["surname"].value == "ERIKSSON"
    assert readings["expiry"].text == "2012-04-15"
    assert all(not reading.proven for reading in readings.values())


@pytest.mark.parametrize(("number", "proven"), [("A123456(3)", True), ("A123456（3）", True), ("A123456(4)", False)])
def test_a_hong_kong_number_is_known_by_its_form_and_proven_by_its_digit(number: str, proven: bool) -> None:
    rows: list[Row] = [[(0.2, "香港永久性居民身份證")], [(0.2, "欧阳样本")], [(0.6, number)]]
    reading = extract(catalogue()["id_card"], content(page(rows))).readings["document_number"]

    assert reading.text.startswith("A123456(")
    assert reading.proven is proven
