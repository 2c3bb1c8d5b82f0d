"""Western amounts and dates in running text. Nothing here raises on any text, and nothing guesses silently.

What a single figure cannot tell (is ``12.345`` twelve or twelve thousand, is 03/04 in March or April) is left open and
decided once for the whole document, by :func:`convention_of` and :func:`order_of` (DOMAIN.md 1.5).
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from strongroom.fold import fold_with_places

CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "us$": "USD", "usd": "USD",
    "chf": "CHF", "sfr": "CHF", "rm": "MYR", "myr": "MYR", "s$": "SGD", "sgd": "SGD", "rs.": "INR", "rs": "INR",
    "₹": "INR", "inr": "INR", "rp": "IDR", "idr": "IDR", "c$": "CAD", "cad": "CAD", "a$": "AUD", "aud": "AUD",
    "hk$": "HKD", "hkd": "HKD", "nt$": "TWD", "twd": "TWD", "cny": "CNY", "rmb": "CNY", "jpy": "JPY", "¥": "JPY",
    "krw": "KRW", "₩": "KRW", "thb": "THB", "฿": "THB", "php": "PHP", "₱": "PHP", "vnd": "VND", "₫": "VND",
    "aed": "AED", "dhs": "AED", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "zł": "PLN", "czk": "CZK",
    "huf": "HUF", "brl": "BRL", "r$": "BRL", "mxn": "MXN", "zar": "ZAR", "try": "TRY", "₺": "TRY", "nzd": "NZD",
    "$": "USD",
}  # fmt: skip
_SIGNS = "|".join(sorted((re.escape(sign) for sign in CURRENCIES), key=len, reverse=True))
_GROUPED = r"\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?"
_INDIAN = r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?"
_SPACED = r"\d{1,3}(?: \d{3})+,\d{2}"
_BARE = r"[.,]\d{2}(?!\d)"
_SIMPLE = r"\d+(?: ?[.,] ?\d{2}(?!\d)|[.,]\d{1,3})?"
_AMOUNT = re.compile(
    rf"(?P<open>\()?(?P<minus>(?<!\w)[-−–])?(?:(?<![a-z])(?P<before>{_SIGNS})\s?:?\s?)?(?P<minus2>(?<!\w)[-−–])?"
    rf"(?<![\d.,])(?P<number>{_SPACED}|{_INDIAN}|{_GROUPED}|{_SIMPLE}|{_BARE})(?![\d])"
    rf"(?:\s?(?P<after>{_SIGNS})(?![a-z]))?(?P<trail>\s?-(?![\w-])|\s?cr\b)?(?P<close>\))?"
)
_BOUND = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How a document writes amounts: its decimal sign, ``.`` or ``,``; ``sure`` when an amount on it proves that."""

    decimal: str = "."
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in a text, from ``start`` to ``end``; ``decimals`` counts the places that are printed."""

    value: Decimal
    currency: str | None
    decimals: int
    start: int
    end: int


def convention_of(texts: Iterable[str]) -> Convention:
    """How the amounts of these texts are written, by the amounts that can only be read one way."""
    votes: Counter[str] = Counter()
    for text in texts:
        for match in _AMOUNT.finditer(_searchable(text)[0]):
            sign = _decimal_sign(match["number"])
            if sign:
                votes[sign] += 1
    if not votes:
        return Convention()
    return Convention(decimal=max(".,", key=lambda sign: votes[sign]), sure=True)


def _decimal_sign(number: str) -> str | None:
    marks = [char for char in number if char in ".,"]
    if not marks:
        return None
    tail = re.split(r"[.,]", number)[-1].strip()
    if len(set(marks)) == 2 or (len(marks) == 1 and len(tail) != 3):
        return marks[-1]
    return {".": ",", ",": "."}[marks[0]] if len(marks) > 1 else None


def money(text: str, convention: Convention) -> tuple[Money, ...]:
    """Every amount in the text, left to right."""
    folded, places = _searchable(text)
    found = []
    for match in _AMOUNT.finditer(folded):
        value = _decimal(match["number"], convention)
        if value is None:
            continue
        if match["minus"] or match["minus2"] or match["trail"] or (match["open"] and match["close"]):
            value = -value
        sign = match["before"] or match["after"]
        found.append(
            Money(
                value=value,
                currency=CURRENCIES[sign] if sign else None,
                decimals=max(0, -int(value.as_tuple().exponent)),
                start=places[match.start()],
                end=places[match.end() - 1] + 1,
            )
        )
    return tuple(found)


def amount(text: str, convention: Convention) -> Decimal | None:
    """The amount that the whole text is, or None."""
    found = money(text.strip(), convention)
    if len(found) != 1 or found[0].start != 0 or found[0].end != len(text.strip()):
        return None
    return found[0].value


def _searchable(text: str) -> tuple[str, tuple[int, ...]]:
    return fold_with_places(text[:_BOUND])


def _decimal(number: str, convention: Convention) -> Decimal | None:
    number = re.sub(r"['’ ]", "", number)
    sign = _decimal_sign(number)
    if sign is None and re.search(r"[.,]", number):
        # One separator and three digits after it: the convention of the document decides.
        sign = convention.decimal
    whole, _, places = number.rpartition(sign) if sign and sign in number else (number, "", "")
    digits = re.sub(r"[.,]", "", whole) or "0"
    try:
        return Decimal(f"{digits}.{places}" if places else digits)
    except InvalidOperation:
        return None


class Order(StrEnum):
    """Whether the day or the month comes first in 03/04/2026."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date in a text: how it reads with the day first and with the month first (None where that is no date)."""

    day_first: dt.date | None
    month_first: dt.date | None
    start: int
    end: int
    numeric: bool = True
    short_year: bool = False

    @property
    def ambiguous(self) -> bool:
        """Whether both readings are dates, and differ."""
        return None not in (self.day_first, self.month_first) and self.day_first != self.month_first

    def settled(self, order: Order) -> dt.date:
        """The date under an order; the only possible one where just one is."""
        first, second = self.day_first, self.month_first
        if order is Order.MONTH_FIRST:
            first, second = second, first
        settled = first or second
        assert settled is not None  # noqa: S101 - days() makes no Day without a date
        return settled


_MONTHS = {
    1: "january januar janvier enero gennaio januari janeiro jan ene gen janv jaenner",
    2: "february februar fevrier febrero febbraio februari fevereiro feb fev fevr",
    3: "march marz mars marzo maart marco mar mrz maerz mrt",
    4: "april avril abril aprile apr avr abr",
    5: "may mai mayo maggio mei maio mag",
    6: "june juni juin junio giugno junho jun giu",
    7: "july juli juillet julio luglio julho jul juil lug",
    8: "august aout agosto augustus aug ago",
    9: "september septembre septiembre settembre setembro sep sept set",
    10: "october oktober octobre octubre ottobre outubro oct okt ott out",
    11: "november novembre noviembre novembro nov",
    12: "december dezember decembre diciembre dicembre dezembro dec dez dic",
}
_MONTH = {name: month for month, names in _MONTHS.items() for name in names.split()}
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_SEP = r"\s?[-/.,]\s?"
_YEAR = r"(?:19|20)\d\d"
_FORMS = (
    ("iso", rf"(?<!\d)({_YEAR})(?:{_SEP}|年|\s)(\d\d?)(?:{_SEP}|月|\s)(\d\d?)(?=日|t\d|\D|$|\d\d:|\d{6}(?!\d))"),
    ("compact", rf"(?<!\d)({_YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
    (
        "numeric",
        rf"(?<!\d)(?<!\d[./])(\d\d?){_SEP}(\d\d?){_SEP}"
        # A time often follows without a space: 28/02/20186:02.
        rf"({_YEAR}(?!\d)|{_YEAR}(?=\d\d?:)|\d\d(?!\d))",
    ),
    (
        "day_name",
        rf"(?<!\d)(\d\d?)(?:st|nd|rd|th|er|\.|º)?[\s,./-]*(?:de\s|of\s)?\s*({_NAMES})(?![a-z])\.?"
        r"[\s,./'’-]*(?:del?\s)?\s*(\d{4}|\d\d)(?!\d)",
    ),
    (
        "name_day",
        rf"(?<![a-z])({_NAMES})\.?[\s,./-]*(\d\d?)(?:st|nd|rd|th)?"
        r"(?:[\s,./'’-]+|(?=\d{4}))(\d{4}|\d\d)(?![\d:])",
    ),
)
_DATES = tuple((form, re.compile(pattern)) for form, pattern in _FORMS)


def days(text: str) -> tuple[Day, ...]:
    """Every date in the text, left to right."""
    folded, places = _searchable(text)
    found: list[Day] = []
    for form, pattern in _DATES:
        for match in pattern.finditer(folded):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if any(day.start < end and start < day.end for day in found):
                continue
            first, second = _read(form, match.groups())
            if first and form == "numeric" and "." in match[0]:
                # Nobody who writes points puts the month first.
                second = None
            if first or second:
                found.append(
                    Day(
                        day_first=first,
                        month_first=second,
                        start=start,
                        end=end,
                        numeric=form == "numeric",
                        short_year=form != "iso" and len(match[3]) == 2 and form != "compact",
                    )
                )
    return tuple(sorted(found, key=lambda day: day.start))


def _read(form: str, groups: tuple[str, ...]) -> tuple[dt.date | None, dt.date | None]:
    a, b, c = groups
    if form in ("iso", "compact"):
        only = _date(a, b, c)
    elif form == "day_name":
        only = _date(c, str(_MONTH[b]), a)
    elif form == "name_day":
        only = _date(c, str(_MONTH[a]), b)
    else:
        return _date(c, b, a), _date(c, a, b)
    return only, only


def _date(year: str, month: str, day: str) -> dt.date | None:
    full = int(year) + (0 if len(year) == 4 else 2000 if int(year) < 80 else 1900)
    try:
        return dt.date(full, int(month), int(day)) if 1900 <= full < 2100 else None
    except ValueError:
        return None


def order_of(found: Iterable[Day]) -> Order | None:
    """Which comes first, if the numeric dates that can be read one way only agree on it."""
    numeric = [day for day in found if day.numeric]
    first = any(day.month_first is None for day in numeric)
    second = any(day.day_first is None for day in numeric)
    if first == second:
        return None
    return Order.DAY_FIRST if first else Order.MONTH_FIRST
