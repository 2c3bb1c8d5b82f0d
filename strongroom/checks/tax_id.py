"""Chinese company numbers: the unified social credit code (GB 32100-2015), and the tax ids that it replaced."""

import re

from strongroom.checks.resident_id import resident_id_fits

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_SHAPE = re.compile(r"[1-9A-HJ-NPQRTUWXY][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LEGACY = re.compile(r"[1-9]\d{5}[0-9A-Z]{8}[\dX]", re.ASCII)


def uscc_fits(code: str) -> bool:
    """Whether 18 characters carry the right check character, and the right one of the organisation code inside."""
    if not _SHAPE.fullmatch(code):
        return False
    total = sum(_VALUES[character] * pow(3, place, 31) for place, character in enumerate(code[:17]))
    return _ALPHABET[-total % 31] == code[17] and organisation_code_fits(code[8:17])


def organisation_code_fits(code: str) -> bool:
    """Whether nine characters are an organisation code with the right check character (GB 11714-1997)."""
    total = sum(int(character, 36) * weight for character, weight in zip(code, _ORGANISATION_WEIGHTS, strict=False))
    return code[8] == "0123456789X0"[11 - total % 11]


def legacy_tax_id_fits(code: str) -> bool:
    """Whether this is a tax id of before 2015, or of a person, with the right check character.

    15 characters: region and organisation code. 18 or 20: a resident identity number, and two digits of a shop.
    """
    if len(code) == 15:
        return bool(_LEGACY.fullmatch(code)) and organisation_code_fits(code[6:])
    return len(code) in {18, 20} and resident_id_fits(code[:18]) and code[18:].isdigit() is (len(code) == 20)


def registration_number_fits(number: str) -> bool:
    """Whether 15 digits are a business registration number of before 2015 (工商注册号): ISO 7064, MOD 11,10.

    Rules for the numbers of market entities (GS 15-2006): six digits of the registrar, eight in order, one to check.
    """
    if not re.fullmatch(r"[1-9]\d{14}", number, re.ASCII):
        return False
    check = 10
    for digit in number[:-1]:
        check = (check + int(digit)) % 10 or 10
        check = check * 2 % 11
    return (check + int(number[-1])) % 10 == 1


def licence_number_fits(number: str) -> bool:
    """Whether the number of a business licence fits: that of today's licences, or of those that they replaced."""
    return uscc_fits(number) or registration_number_fits(number)


def tax_id_fits(code: str) -> bool:
    """Whether a printed tax id of any sort fits its check characters."""
    return uscc_fits(code) or legacy_tax_id_fits(code)
