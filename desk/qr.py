"""QR codes as drawings: one path of squares, which needs no picture and no inline style."""

import numpy as np
import zxingcpp

_QUIET = 4
"""Modules of white around the code (ISO/IEC 18004)."""


def qr_path(text: str) -> tuple[int, str]:
    """The side of the drawing in modules, and the SVG path of its dark ones."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    dark = np.array(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)) < 128
    squares = (f"M{column + _QUIET} {row + _QUIET}h1v1h-1z" for row, column in np.argwhere(dark))
    return dark.shape[0] + 2 * _QUIET, "".join(squares)
