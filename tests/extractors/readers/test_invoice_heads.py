"""The heads and sums of invoices as scans leave them: dots lost, numbers under heads, taxes in tables."""

from decimal import Decimal

from extractors.readers import invoice
from strongroom.kind import catalogue
from strongroom.reading import Reading
from tests.written import content_of

KIND = catalogue()["invoice"]

WINDOW = """
 Nordwind Moebel GmbH    Hafenweg 4    24103 Kiel

 Kastanien Apotheke
 Ringstr. 12
 50667 Koeln

 Rechnung des Lieferanten (380) Nr. NW-2025-0042 vom 14.03.2025
"""

TABLE = """
 Kopie factuur
 Klant       Order       Factuur datum     Factuur        Vervaldatum
 K-2001      B-7743      8-9-2022          VF10057        22-9-2022

 BTW %       Grondslag BTW bedrag       Totaal
 21 %             41,31     8,68         49,99
"""


def read(text: str) -> dict[str, Reading]:
    return dict(invoice.read(KIND, content_of(text)))


def test_a_senders_line_whose_dots_were_lost_still_sends() -> None:
    readings = read(WINDOW)

    assert readings["seller"].value == "Nordwind Moebel GmbH"
    assert readings["buyer"].value == "Kastanien Apotheke"


def test_words_may_stand_between_the_title_and_its_number() -> None:
    assert read(WINDOW)["invoice_number"].value == "NW-2025-0042"


def test_the_number_of_another_paper_in_the_title_is_not_the_invoices() -> None:
    assert "invoice_number" not in read(" Rechnung zum Auftrag Nr. A-2025-77\n")


def test_a_number_stands_under_the_head_that_says_nothing_but_invoice() -> None:
    assert read(TABLE)["invoice_number"].value == "VF10057"


def test_net_tax_and_total_side_by_side_are_the_sums() -> None:
    readings = read(TABLE)

    assert [readings[name].value for name in ("net", "tax", "total")] == [
        Decimal("41.31"),
        Decimal("8.68"),
        Decimal("49.99"),
    ]
