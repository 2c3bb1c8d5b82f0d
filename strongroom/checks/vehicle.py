"""Numbers of vehicles: Chinese plates (GA 36) and identification numbers (GB 16735, ISO 3779)."""

import re

from strongroom.reading import Finding, Readings

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Z]"
    r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[0-9]{5}[DF]|[DF][A-HJ-NP-Z0-9][0-9]{4})"
)
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}", re.ASCII)
# I, O and Q do not occur; the letters count 1 to 9 along three rows of the keyboard of the standard.
_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_plate(text: str) -> bool:
    """Whether the text has the form of a mainland number plate."""
    return bool(_PLATE.fullmatch(text))


def vin_fits(number: str) -> bool:
    """Whether the ninth of 17 characters is the check digit of the others; X stands for ten."""
    if not _VIN.fullmatch(number):
        return False
    total = sum(
        (int(character) if character.isdigit() else _VALUES[character]) * weight
        for character, weight in zip(number, _WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11] == number[8]


def plate_is_possible(readings: Readings) -> Finding | None:
    """A plate has the form of one; it can only refute."""
    plate = readings.get("plate")
    if plate is None or is_plate(plate.text):
        return None
    return Finding(check="plate_is_possible", passed=False, fields=("plate",))


def vin_is_sound(readings: Readings) -> Finding | None:
    """The check digit of a vehicle's number. Many makers outside America and China do not set it: a warning."""
    vin = readings.get("vin")
    if vin is None:
        return None
    return Finding(check="vin_is_sound", passed=vin_fits(vin.text), fields=("vin",), warning=True)
