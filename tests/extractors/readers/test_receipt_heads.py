"""The heads of slips: names over several lines, addresses as they are printed, and taxes that nothing names."""

from decimal import Decimal

import pytest

from extractors.readers import receipt
from strongroom.kind import catalogue
from strongroom.reading import Reading
from tests.written import content_of

KIND = catalogue()["receipt"]
REST = """
   4/11/2022 7:15 PM
   2 Pancakes             11.00
   Subtotal               11.00
   {tax}   0.77
   Total                 $11.77
   Visa                  $11.77
"""


def read(head: str, tax: str = "Sales Tax              ") -> dict[str, Reading]:
    return dict(receipt.read(KIND, content_of(head + REST.format(tax=tax))))


@pytest.mark.parametrize(
    ("head", "seller"),
    [
        ("Copper Kettle\nTavern\n(555) 014-2000", "Copper Kettle Tavern"),
        ("HILLSIDE HARDWARE &\nGARDEN\n12 Mill Road, Ashby", "HILLSIDE HARDWARE & GARDEN"),
        ("RESTAURANT\nPELICANO\n(555) 014-2000", "RESTAURANT PELICANO"),
        ("BLUE DOOR\nBAKERS ROW\n(555) 014-2000", "BLUE DOOR BAKERS ROW"),
        ("Marigold Diner\nOak Mall\n(555) 014-2000", "Marigold Diner"),
        ("Marigold Diner\nThe best pancakes of the whole coast\n(555) 014-2000", "Marigold Diner"),
        ("OAKFIELD STORE\n0345 678 9880\n14 Mill Road, Ashby", "OAKFIELD STORE"),
    ],
)
def test_a_name_goes_on_where_its_words_or_its_letters_say_so(head: str, seller: str) -> None:
    assert read(head)["seller"].value == seller


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ("Marigold Diner\n4503 NW 23rd\nSalem, MA\n(555) 014-2000", "4503 NW 23rd Salem, MA"),
        ("Marigold Diner\n56 Main Street\nArkmore\n(555) 014-2000", "56 Main Street Arkmore"),
        ("Marigold Diner\n3737 Maple Dr\nVAUXHALL ON\nL4H 0A2\n(555) 014-2000", "3737 Maple Dr VAUXHALL ON L4H 0A2"),
        ("Marigold Diner\nOak Centre\n(555) 014-2000", "Oak Centre"),
        (
            "Marigold Diner\n10920 Mill Crossing Drive\nSalem, MA 01970\n(555) 014-2000",
            "10920 Mill Crossing Drive Salem, MA 01970",
        ),
        (
            "Marigold Diner\n12 Mill Road\n0akville, MA 01970\nManager: Ann\n(555) 014-2000",
            "12 Mill Road Oakville, MA 01970",
        ),
        ("Marigold Diner\nNO 43-45G,\nTAMAN SEJATI\n45600 Kinta\nTel 03", "NO 43-45G, TAMAN SEJATI 45600 Kinta"),
        (
            "Marigold Diner\nNO 19-G JALAN UTAMA 4,\nMEDAN NIAGA DAMAI\nTel 03",
            "NO 19-G JALAN UTAMA 4, MEDAN NIAGA DAMAI",
        ),
        ("Marigold Diner\n12 Mill Road May 3, 2021\nSalem, MA 0197O\n(555) 014-2000", "12 Mill Road Salem, MA 01970"),
    ],
)
def test_an_address_is_what_stands_between_the_name_and_the_telephone(head: str, address: str) -> None:
    assert read(head)["address"].value == address


@pytest.mark.parametrize("label", ["7.0% - Oakshire     ", "Sales Tex           ", "State share         "])
def test_a_tax_is_known_by_making_the_subtotal_the_total_whatever_it_is_called(label: str) -> None:
    tax = read("Marigold Diner\n(555) 014-2000", label)["tax"]

    assert tax.value == Decimal("0.77")
    assert tax.proven


def test_a_registered_firm_is_surer_than_a_brand() -> None:
    firm = read("KINTA NAIL SDN BHD\n(998877-K)\n(555) 014-2000")["seller"]
    brand = read("Kinta Nail\n(555) 014-2000")["seller"]

    assert firm.confidence > brand.confidence


@pytest.mark.parametrize("form", ["SIN BHD", "5DN BHD", "SDM. BHD", "SDN 8HD", "SDN BHD"])
def test_the_form_of_a_company_is_read_with_one_letter_wrong(form: str) -> None:
    seller = read(f"KINTA NAIL {form}\n(998877-K)\n(555) 014-2000")["seller"]

    assert seller.text.replace(".", "") == "KINTA NAIL SDN BHD"


def test_a_tax_whose_sign_was_read_as_a_digit_is_known_by_arithmetic_alone() -> None:
    slip = "Marigold Diner\n2018-02-21\n Noodles $10.80\n GST INCLUSIVE(7.00%) 5{}\n Total $10.80\n Cash $20.00\n"

    assert dict(receipt.read(KIND, content_of(slip.format("0.71"))))["tax"].value == Decimal("0.71")
    assert "tax" not in dict(receipt.read(KIND, content_of(slip.format("3.71"))))


def test_sums_without_decimals_prove_no_scale() -> None:
    text = "ICE HARBOUR\n\n Noodles 50,000\n Subtotal 50,000\n Tax 10% 5,000\n Total 55,000\n"
    total = dict(receipt.read(KIND, content_of(text)))["total"]

    assert not total.proven
