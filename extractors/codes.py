"""QR codes and barcodes on a page, and what they state. The only importer of zxing-cpp."""

from collections.abc import Iterable

import cv2
import numpy as np
import zxingcpp

from extractors.formats.cn_invoice import from_qr
from extractors.picture import Picture
from strongroom.content import Structured
from strongroom.reading import Origin, Value

_FORMATS = [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Code128]
"""Looking for every format costs ten times as much and finds phantoms in dense print."""
_LONGEST = 2400
"""Some 200 dpi on A4. More only costs time."""


def read_codes(picture: Picture) -> tuple[str, ...]:
    """The payloads of the codes on a page (BGR or grey), from the top down, each once."""
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    scale = _LONGEST / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=_FORMATS, try_invert=False, try_downscale=False)
    texts = [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]
    return tuple(dict.fromkeys(text for text in texts if text))


def stated(payloads: Iterable[str], *, page: int) -> tuple[Structured, ...]:
    """What the payloads say that is known: Chinese invoices, and the payment codes of SEPA and Switzerland."""
    readers = (from_qr, _sepa, _swiss)
    return tuple(fact for text in payloads for reader in readers if (fact := reader(text, page=page)) is not None)


def _sepa(payload: str, *, page: int) -> Structured | None:
    """EPC069-12: the lines are BCD, version, encoding, SCT, BIC, name, IBAN, amount ..."""
    lines = payload.splitlines()
    if len(lines) < 7 or lines[0].strip() != "BCD" or lines[3].strip() != "SCT":
        return None
    return _payment("epc_qr", {"bic": lines[4], "iban": lines[6]}, page)


def _swiss(payload: str, *, page: int) -> Structured | None:
    """Swiss QR bill: SPC, version, coding, IBAN ... and the currency on line 20."""
    lines = payload.splitlines()
    if len(lines) < 20 or lines[0].strip() != "SPC":
        return None
    return _payment("swiss_qr", {"iban": lines[3], "currency": lines[19]}, page)


def _payment(syntax: str, texts: dict[str, str], page: int) -> Structured:
    # The amount is left out: it may be a part payment, and the total is on the page.
    values: dict[str, Value] = {name: "".join(text.split()) for name, text in texts.items() if text.strip()}
    return Structured(syntax=syntax, origin=Origin.QR, values=values, page=page)
