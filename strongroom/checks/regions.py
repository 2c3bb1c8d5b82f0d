"""Identity numbers of Taiwan and Macau, and the numbers of permits to travel between them and the mainland."""

import re

from strongroom.reading import Finding, Readings

# The first letter is the county of the first registration; it counts as two digits, by no order but the law's.
_COUNTIES = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_TAIWAN = re.compile(r"[A-Z][12]\d{8}", re.ASCII)
_MACAU = re.compile(r"[157]\d{6}\(?\d\)?", re.ASCII)
_PERMIT = re.compile(r"[HM]\d{8}(?:\d{2})?|C[A-HJ-NP-Z0-9]\d{7}|[LT]\d{8}|\d{8}(?:\d{2})?", re.ASCII)


def taiwan_id_fits(number: str) -> bool:
    """Whether a number of the Republic of China's identity card has the right check digit."""
    if not _TAIWAN.fullmatch(number):
        return False
    county = _COUNTIES.index(number[0]) + 10
    digits = (county // 10, county % 10, *map(int, number[1:]))
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 10 == 0


def is_macau_id(number: str) -> bool:
    """Whether the number has the form of a Macau identity card; the rule of its check digit is not published."""
    return bool(_MACAU.fullmatch(number))


def taiwan_number_fits(readings: Readings) -> Finding | None:
    """A number in the form of a Taiwan identity card has the right check digit."""
    number = readings.get("document_number")
    if number is None or not _TAIWAN.fullmatch(number.text):
        return None
    return Finding(check="taiwan_number_fits", passed=taiwan_id_fits(number.text), fields=("document_number",))


def permit_number_is_possible(readings: Readings) -> Finding | None:
    """A permit's number has one of the forms that the permits have; it can only refute.

    H or M and 8 digits (with two for renewals on cards of 1999), C and 8 (the second a letter since 2018), L or T and
    8, or 8 digits for people from Taiwan.
    """
    number = readings.get("document_number")
    if number is None or _PERMIT.fullmatch(number.text):
        return None
    return Finding(check="permit_number_is_possible", passed=False, fields=("document_number",))
