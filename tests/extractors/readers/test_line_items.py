"""Line items and remarks of invoices, of invented companies."""

import pytest

from extractors.readers.extract import extract
from strongroom.content import Structured
from strongroom.kind import catalogue
from strongroom.reading import Extraction, Origin
from tests.extractors.readers.forms import Row, content, page
from tests.extractors.readers.test_cn_vat import DIGITAL, PAPER
from tests.written import content_of

SECOND: Row = [
    (0.11, "*办公用品*样例纸"),
    (0.42, "箱"),
    (0.52, "2"),
    (0.55, "50"),
    (0.67, "100.00"),
    (0.74, "6%"),
    (0.85, "6.00"),
]


def chinese(*rows: Row, tilt: float = 0.0) -> Extraction:
    return extract(catalogue()["cn_vat_invoice"], content(page(rows, tilt=tilt)))


def passed(extraction: Extraction) -> dict[str, bool]:
    return {finding.check: finding.passed for finding in extraction.findings}


@pytest.mark.parametrize("tilt", [0.0, 0.05])
def test_an_item_has_what_stands_in_its_columns(tilt: float) -> None:
    extraction = chinese(*PAPER, tilt=tilt)

    assert extraction.tables["lines"] == (
        {
            "description": "*信息技术服务*系统维护",
            "quantity": "1",
            "unit_price": "8400",
            "amount": "8400.00",
            "tax_rate": "6%",
            "tax": "504.00",
        },
    )
    assert passed(extraction)["lines_make_net"]


def test_items_that_do_not_make_the_sum_are_a_warning_and_stop_nothing() -> None:
    rows = (*PAPER[:9], SECOND, *PAPER[10:])
    extraction = chinese(*rows)

    assert [line["amount"] for line in extraction.tables["lines"]] == ["8400.00", "100.00"]
    assert passed(extraction)["lines_make_net"] is False
    assert extraction.readings["net"].confidence > 0.9


def test_a_description_goes_on_below_its_item() -> None:
    rows = (*PAPER[:9], [(0.11, "及升级")], *PAPER[10:])

    assert chinese(*rows).tables["lines"][0]["description"] == "*信息技术服务*系统维护及升级"


def test_a_digital_invoice_has_items_too() -> None:
    assert chinese(*DIGITAL).tables["lines"] == (
        {"description": "*餐饮服务*餐费", "amount": "1316.04", "tax_rate": "6%", "tax": "78.96"},
    )


def test_remarks_stand_in_their_box_without_the_seal() -> None:
    rows = [list(row) for row in PAPER]
    rows[13] = [*rows[13], (0.6, "合同编号：XC-2026-07")]
    extraction = chinese(*rows)

    assert extraction.readings["remarks"].value == "合同编号:XC-2026-07"


INVOICE = """
    Harrow Lamps Ltd                     INVOICE
    Bill to: Oakfield School             Invoice number: HL-881
                                         Invoice date: 2 May 2026
    Description          Quantity   Unit price    Amount
    Reading lamp         2          100.00        200.00
    Bulb, warm white     4          10.00         40.00
    Subtotal                                      240.00
    VAT 20%                                       48.00
    Total                                         288.00
"""


def test_items_of_an_invoice_stand_between_titles_and_sums() -> None:
    extraction = extract(catalogue()["invoice"], content_of(INVOICE))

    assert extraction.tables["lines"] == (
        {"description": "Reading lamp", "quantity": "2", "unit_price": "100.00", "amount": "200.00"},
        {"description": "Bulb, warm white", "quantity": "4", "unit_price": "10.00", "amount": "40.00"},
    )
    assert passed(extraction)["lines_make_net"]


def test_a_sum_is_no_item_that_would_prove_itself() -> None:
    text = INVOICE.replace("Reading lamp         2          100.00        200.00", "").replace(
        "Bulb, warm white     4          10.00         40.00", "Positionssumme                                240.00"
    )
    extraction = extract(catalogue()["invoice"], content_of(text))

    assert "lines" not in extraction.tables


def test_what_a_machine_wrote_wins_over_what_the_page_shows() -> None:
    stated = Structured(syntax="cii", origin=Origin.XML, values={}, tables={"lines": ({"amount": "240.00"},)})
    extraction = extract(catalogue()["invoice"], content_of(INVOICE, structured=(stated,)))

    assert extraction.tables["lines"] == ({"amount": "240.00"},)
