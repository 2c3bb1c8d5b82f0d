"""Codes on pages, and what they state."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from extractors.codes import read_codes, stated
from tests.extractors.drawn import picture, pixels

DIGITAL = "01,32,,26427000000000000017,113.00,20260331,,5F98"
OLD = "01,10,011001605111,80100798,64.9,20261018,85342965681116380258,BE2D,"


def page_with(payload: str) -> np.ndarray:
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    square = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=4))).convert("RGB")
    page = picture()
    page.paste(square, (700, 300))
    return pixels(page)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_code_is_read_however_the_page_lies(turns: int) -> None:
    assert (OLD,) == read_codes(np.rot90(page_with(OLD), turns).copy())


def test_a_page_without_codes_has_none() -> None:
    assert read_codes(pixels(picture())) == ()
    assert read_codes(np.full((5, 5), 255, np.uint8)) == ()


def test_with_a_20_digit_number_the_amount_is_the_total() -> None:
    (found,) = stated([DIGITAL], page=2)
    assert ("cn_vat_qr", "cn_vat_invoice", "digital_ordinary", 2) == (
        found.syntax,
        found.kind,
        found.subkind,
        found.page,
    )
    assert dict(found.values) == {
        "invoice_number": "26427000000000000017",
        "date": dt.date(2026, 3, 31),
        "total": Decimal("113.00"),
    }


def test_with_an_8_digit_number_the_amount_is_without_tax() -> None:
    (found,) = stated([OLD], page=1)
    assert dict(found.values) == {
        "invoice_code": "011001605111",
        "invoice_number": "80100798",
        "date": dt.date(2026, 10, 18),
        "net": Decimal("64.9"),
        "check_code": "85342965681116380258",
    }


def test_a_railway_ticket_says_so() -> None:
    (found,) = stated(["01,51,,26339000000000000582,56.00,20260423,,219a"], page=1)
    assert found.kind == "train_ticket"


def test_payment_codes_give_the_account() -> None:
    sepa = "BCD\n002\n1\nSCT\nEXAMPLEXXXX\nNorthwind Paper\nDE02 1203 0000 0000 2020 51\nEUR119.00"
    swiss = "\n".join(["SPC", "0200", "1", "CH9300762011623852957", *[""] * 14, "119.00", "CHF", *[""] * 10])
    first, second = stated([sepa, swiss], page=1)
    assert dict(first.values) == {"bic": "EXAMPLEXXXX", "iban": "DE02120300000000202051"}
    assert dict(second.values) == {"iban": "CH9300762011623852957", "currency": "CHF"}


@pytest.mark.parametrize(
    "payload",
    ["", "https://example.com", "01,10,1,2", "02,10,1,12345678,1,20260101,,", "01,xx,,12345678,1,20260101,,", "BCD\n1"],
)
def test_other_codes_state_nothing(payload: str) -> None:
    assert stated([payload], page=1) == ()


@pytest.mark.parametrize("date", ["20261399", "soon", ""])
def test_a_senseless_date_is_left_out(date: str) -> None:
    (found,) = stated([f"01,10,011001605111,80100798,64.9,{date},,"], page=1)
    assert "date" not in found.values
