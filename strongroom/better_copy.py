"""Why a customer is asked for a better copy, and the code that they quote when they send it. Pure."""

import base64
from enum import StrEnum

_LETTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""Crockford's: without I, L, O and U, so that nobody reads one letter for another over the telephone."""


class Fault(StrEnum):
    """What is wrong with the copy at hand."""

    BLURRED = "blurred"
    DARK = "dark"
    CUT_OFF = "cut_off"
    PAGES_MISSING = "pages_missing"
    COVERED = "covered"
    EXPIRED = "expired"


def quotable(chance: bytes) -> str:
    """Eight letters and digits of five bytes of chance, as ``7K3M-9QX2``. They say nothing of the paper."""
    code = base64.b32encode(chance[:5]).translate(_LETTERS).decode()
    return f"{code[:4]}-{code[4:]}"
