"""Why a customer is asked for a better copy, and the code that they quote when they send it. Pure."""

import base64
import re
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


_QUOTED = re.compile(r"(?<![0-9A-Z])(?=([0-9A-Z]{4})[-_ \u2010-\u2015]?([0-9A-Z]{4})(?![0-9A-Z]))")
_MISTAKEN = str.maketrans("OIL", "011")
"""What people write for the digits that stand in a code; Crockford's has none of these letters."""


def quoted_in(text: str) -> frozenset[str]:
    """Whatever in a text may be a code, written as codes are: most of it is none, and matches nothing."""
    found = _QUOTED.finditer(text.upper())
    return frozenset("-".join(part.translate(_MISTAKEN) for part in match.groups()) for match in found)


def quotable(chance: bytes) -> str:
    """Eight letters and digits of five bytes of chance, as ``7K3M-9QX2``. They say nothing of the paper."""
    code = base64.b32encode(chance[:5]).translate(_LETTERS).decode()
    return f"{code[:4]}-{code[4:]}"
