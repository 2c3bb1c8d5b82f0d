"""Chinese resident identity numbers (GB 11643-1999): region, birth date, order, check character.

The same number is carried by residence permits for people from Hong Kong, Macau and Taiwan (regions 810000, 820000 and
830000) and by driving licences, so the region is not judged here.
"""

import datetime as dt
import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)


def resident_id_fits(number: str) -> bool:
    """Whether 18 characters hold a real birth date and the right check character."""
    return bool(_SHAPE.fullmatch(number)) and birth_date_of(number) is not None and number[17] == _check(number)


def birth_date_of(number: str) -> dt.date | None:
    """The birth date in an 18-character number; None where there is no such day."""
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """男 or 女, by the parity of the seventeenth digit."""
    return "男" if int(number[16]) % 2 else "女"


def _check(number: str) -> str:
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]
