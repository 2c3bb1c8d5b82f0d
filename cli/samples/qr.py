"""QR codes as pictures, and barcodes as bars: the one place that writes them."""

import numpy as np
import zxingcpp
from PIL import Image


def qr_picture(payload: str) -> Image.Image:
    """A QR code with one pixel for each module, black on white, without a quiet zone."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)))


def bars_of(payload: str) -> tuple[bool, ...]:
    """The modules of a Code 128 from left to right, true where it is black, without a quiet zone."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.Code128)
    picture = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    return tuple(bool(value < 128) for value in picture[0])
