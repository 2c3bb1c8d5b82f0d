import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.readers import invoice
from strongroom.kind import catalogue
from strongroom.reading import Reading
from tests.written import content_of

KIND = catalogue()["invoice"]

GERMAN = """
 Nordwind Möbel GmbH - Hafenweg 4 - 24103 Kiel

 Kastanien Apotheke
 Ringstraße 12
 50667 Köln

 Rechnung Nr. NW-2025-0042 vom 14.03.2025

 Pos   Beschreibung                Menge      Einzelpreis      Betrag
 1     Regal Eiche                 2          450,00           900,00
 2     Aufbau                      1          100,00           100,00

                                   Nettobetrag                1.000,00 EUR
                                   Umsatzsteuer 19%             190,00 EUR
                                   Gesamtbetrag               1.190,00 EUR

 Zahlbar bis zum 13.04.2025
 IBAN: DE02 1203 0000 0000 2020 51
"""

ENGLISH = """
 Harrow Lamps Ltd                                   INVOICE
 5 Mill Lane
 Leeds LS1 4AB

 Bill to:                              Invoice No: HL-881
 Oakfield School                       Invoice Date: 2 May 2024
 1 Park Road                           Due Date: 1 June 2024
 York YO1 7HH

 Description            Qty      Price        Amount
 Desk lamp              10       20.00        200.00

                                 Subtotal     £200.00
                                 VAT 20%       £40.00
                                 Total        £240.00
"""

FRENCH = """
 Verrerie du Lac SARL - 3 rue du Port - 74000 Annecy - France

 Facture n° VL-77 du 5 juin 2023

 Client :
 Hotel des Pins

                     Total HT        1 200,00 €
                     TVA 20 %          240,00 €
                     Total TTC       1 440,00 €
 Date d'échéance : 05/07/2023
"""


def read(text: str, **page: object) -> dict[str, Reading]:
    return dict(invoice.read(KIND, content_of(text, **page)))


def values_of(readings: dict[str, Reading], *names: str) -> list[object]:
    return [readings[name].value for name in names]


def test_a_german_letter_is_read_from_its_window_and_its_sums() -> None:
    readings = read(GERMAN)

    assert values_of(readings, "invoice_number", "date", "due_date") == [
        "NW-2025-0042",
        dt.date(2025, 3, 14),
        dt.date(2025, 4, 13),
    ]
    assert values_of(readings, "seller", "buyer") == ["Nordwind Möbel GmbH", "Kastanien Apotheke"]
    assert values_of(readings, "net", "tax", "total") == [Decimal("1000.00"), Decimal("190.00"), Decimal("1190.00")]
    assert values_of(readings, "currency", "iban") == ["EUR", "DE02120300000000202051"]


def test_an_english_invoice_is_read_from_its_labels() -> None:
    readings = read(ENGLISH)

    assert values_of(readings, "invoice_number", "date", "due_date") == [
        "HL-881",
        dt.date(2024, 5, 2),
        dt.date(2024, 6, 1),
    ]
    assert values_of(readings, "seller", "buyer") == ["Harrow Lamps Ltd", "Oakfield School"]
    assert values_of(readings, "net", "tax", "total") == [Decimal("200.00"), Decimal("40.00"), Decimal("240.00")]


def test_a_french_invoice_is_read_with_spaces_between_thousands() -> None:
    readings = read(FRENCH)

    assert values_of(readings, "invoice_number", "date", "due_date") == [
        "VL-77",
        dt.date(2023, 6, 5),
        dt.date(2023, 7, 5),
    ]
    assert values_of(readings, "seller", "buyer") == ["Verrerie du Lac SARL", "Hotel des Pins"]
    assert readings["total"].value == Decimal("1440.00")


def test_sums_that_add_up_are_proven_and_sums_that_do_not_are_left_as_printed() -> None:
    assert read(ENGLISH)["total"].proven
    wrong = read(ENGLISH.replace("£240.00", "£250.00"))
    assert wrong["total"].value == Decimal("250.00")
    assert not wrong["total"].proven


def test_a_smaller_sum_that_happens_to_add_up_does_not_beat_a_larger_total() -> None:
    readings = read(
        """
        Subtotal        100.00
        Service           8.00
        VAT               2.00
        Fees             10.00
        Total due       110.00
        """
    )

    assert readings["total"].value == Decimal("110.00")


@pytest.mark.parametrize("number", ["INV/2024/001", "4711-A", "F20240017", "R18-31"])
def test_numbers_of_every_build_are_taken_whole(number: str) -> None:
    assert read(f"INVOICE\nInvoice Number: {number}\nTotal  5.00")["invoice_number"].value == number


def test_an_iban_with_wrong_check_digits_is_less_sure() -> None:
    assert read(GERMAN.replace("DE02", "DE03"))["iban"].confidence < read(GERMAN)["iban"].confidence


def test_the_head_of_a_table_names_no_buyer() -> None:
    readings = read(
        "INVOICE\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nItem    Client    Price    Amount\nAAA    BBB    1.00    1.00"
    )

    assert "buyer" not in readings


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(alphabet="ABCtotal 0123456789.,%:/-€\nRechnung Nr vom IBAN汉", max_size=400))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    read(text)
