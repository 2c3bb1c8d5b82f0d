"""Dates and amounts as Chinese papers write them. Nothing here raises on any text."""

import datetime as dt
import re
from decimal import Decimal

_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([〇○零一二三四五六七八九十]{1,3})月([〇○零一二三四五六七八九十]{1,3})日"
)
_DATES = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2}(?=\s*日)|\d{2})(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-./]\s?(\d{1,2})\s?[-./]\s?(\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"),
)
# Years of the Republic of China count from 1912.
_MINGUO = re.compile(r"(?:民國|民国)\s*(\d{2,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_AMOUNT = re.compile(r"(?<![\d.])([-−]?)\s?[¥￥Y]?\s?([-−]?)(\d{1,3}(?:[,，]\s?\d{3})+|\d+)\s?[.．]\s?(\d{2})(?!\d)")
_SIGNED = re.compile(r"[¥￥]\s?([-−]?)\s?(\d{1,3}(?:[,，]\s?\d{3})+|\d+)(?:\s?[.．]\s?(\d{1,2}))?(?!\d)")


def dates(text: str) -> tuple[dt.date, ...]:
    """The days that are written in the text, by the year 年, by dashes or dots, or as eight digits."""
    found = [day for pattern in _DATES for match in pattern.finditer(text) if (day := _day(*map(int, match.groups())))]
    found += [
        day for match in _MINGUO.finditer(text) if (day := _day(int(match[1]) + 1911, int(match[2]), int(match[3])))
    ]
    for match in _HAN_DATE.finditer(text):
        year = int(match[1].translate(_HAN_DIGITS))
        day = _day(year, _han_number(match[2]), _han_number(match[3]))
        found += [day] if day else []
    return tuple(found)


def amounts(text: str) -> tuple[Decimal, ...]:
    """The amounts with two decimals in the text."""
    return tuple(_amount(match[1] or match[2], match[3], match[4]) for match in _AMOUNT.finditer(text))


def yuan(text: str) -> tuple[Decimal, ...]:
    """The amounts behind a currency sign, with or without decimals."""
    return tuple(_amount(match[1], match[2], match[3] or "") for match in _SIGNED.finditer(text))


def _amount(sign: str, whole: str, cents: str) -> Decimal:
    digits = re.sub(r"\D", "", whole)
    return Decimal(f"{'-' if sign else ''}{digits}.{cents.ljust(2, '0')}")


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _han_number(text: str) -> int:
    # 十 = 10, 十二 = 12, 二十 = 20, 二十五 = 25, and 〇五 = 5.
    if text.count("十") > 1:
        return 0  # misread: no number, and so no day
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_HAN_DIGITS))
    return int((tens or "一").translate(_HAN_DIGITS)) * 10 + int((ones or "〇").translate(_HAN_DIGITS))
