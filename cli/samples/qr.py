"""QR codes as pictures: the one place that writes them."""

import numpy as np
import zxingcpp
from PIL import Image


def qr_picture(payload: str) -> Image.Image:
    """A QR code with one pixel for each module, black on white, without a quiet zone."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)))
