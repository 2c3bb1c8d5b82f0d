"""Addresses on slips: which lines are part of one, and where it ends."""

import re
from dataclasses import dataclass

from extractors.readers import values
from extractors.readers.company import COMPANY, clean_name, unaccented
from extractors.readers.sheet import Row, Sheet

_ROAD = re.compile(
    r"\b(?:jalan|jln|lot|lorong|taman|tmn|kampung|kg|persiaran|lebuh|bandar|seksyen|medan|plaza|level|floor|unit|block|"
    r"blk|street|st|road|rd|avenue|ave|blvd|boulevard|drive|dr|lane|ln|highway|hwy|way|pkwy|parkway|suite|ste|square|"
    r"mall|str|platz|weg|rue|calle|via|avda|ctra|centre|center|city|tower|building|wisma|kompleks|batu|"
    r"p\.?o\.? box|b\.?p)\b|stra(?:ß|ss)e",
    re.IGNORECASE,
)
_ROAD_FIRST = re.compile(
    r"^\W*(?:jalan|jln|lorong|persiaran|lebuh|lot|taman|tmn|kawasan|bandar|kampung|medan|wisma|kompleks|pusat|desa|"
    r"no\.?\s?\d+[a-z]?|\d+[a-z]?,? jalan)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:selangor|johor|kuala lumpur|penang|pulau pinang|melaka|perak|pahang|kedah|kelantan|sabah|sarawak|malaysia|"
    r"singapore|w\.?p|usa|uk|france|spain|deutschland|d\.?e)\b",
    re.IGNORECASE,
)
POSTCODE = re.compile(
    r"(?<![\w-])\d{5,6}(?![\d-])|\b[A-Z]{2}\.?,?\s*\d[\dO]{4}(?:-\d{4})?\b|"
    # Canada and the United Kingdom; zeros are taken for letters.
    r"\b[A-Z]\d[A-Z]\s?[\dO][A-Z][\dO]\b|\b[A-Z]{1,2}\d[A-Z\d]?\s[\dO][A-Z]{2}\b"
)
_STATE_CODE = re.compile(r"[A-Za-z]{3}\W{1,3}[A-Z]{2}\.?,?\s*\d[\dO]{4}(?:-\d{4})?$")
_CITY_AND_STATE = re.compile(r"[A-Za-z]{3}\W{0,2},\s*[A-Z]{2}\.?$")
# What may stand before a line of address and be part of it, though it is no address by itself.
_HOUSE_FIRST = re.compile(r"^\W*[1-9]\d{0,4}[a-z]?[\s,-]+(?:\S+\s+)?(?:[^\W\d]{3}|\d+(?:st|nd|rd|th)\b)", re.IGNORECASE)
VENUE = re.compile(
    r"\b(?:cent(?:re|er)|mall|plaza|square|airport|hotel|building|terminal|tower|arcade|galleria|park|village|orchard)\b",
    re.IGNORECASE,
)
_MISREAD_CODE = re.compile(r"(?<![\w-])(?=[\dO]*O)(?=(?:\D*\d){3})[\dO]{5,6}(?![\w-])")
# A word of letters does not begin with a zero.
_MISREAD_LETTER = re.compile(r"\b0(?=[a-z]{3})")
_TIME = re.compile(r"\b[012]?\d:[0-5]\d(?::[0-5]\d)?\s*(?:[ap]m)?", re.IGNORECASE)
_END = re.compile(
    r"\b(?:tel|fax|phone|ph|hp|gst|sst|invoice|receipt|date|cashier|bill no|order|table|server|check|email|e-mail|www|"
    r"tax|welcome|vat|website|time|customer|trn|doc no|terminal|cash|ticket|mobile|careline|owned by|staff|"
    r"manager|operator|clerk)\b|@|\.com|"
    r"^\W*\(?\+?[\d\s().-]{8,}$|\d[.,]\d{2}\b(?![\d/])",
    re.IGNORECASE,
)
REGISTRATION = re.compile(
    r"^\W*(?:co|company|reg|roc|br|gst|sst|business|brn|rob)\b.{0,18}?\d{4,}|^\W*[A-Z]{0,3}\d{5,}\s*-?\s*[A-Z]?\W*$",
    re.IGNORECASE,
)
_ADDRESS_ROWS = 7


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address with the rows it stands on and what speaks for it."""

    text: str
    rows: tuple[Row, ...]
    signals: frozenset[str]


def is_address(text: str) -> bool:
    """Whether a line looks like a part of an address."""
    if COMPANY.search(clean_name(text)):
        return False
    if POSTCODE.search(text) or _ROAD_FIRST.search(text):
        return True
    return bool(_CITY_AND_STATE.search(text) or (_ROAD.search(text) and (re.search(r"\d", text) or "," in text)))


def address_of(sheet: Sheet, name: tuple[Row, ...]) -> Address | None:
    """The lines of address that follow the lines of the name, else the first that stand above it."""
    below = sheet.rows[name[-1].index + 1 : name[-1].index + 10]
    rows = _address_rows(below) or _venue(below) or _address_rows(sheet.rows[: name[0].index])
    if not rows:
        return None
    text = " ".join(_printed(row) for row in rows)
    signals = {
        "postcode": bool(POSTCODE.search(text)),
        "several_lines": len(rows) > 1,
        "gap": rows[0].index != name[-1].index + 1,
    }
    return Address(
        text=unaccented(text) if sheet.writes_english else text,
        rows=tuple(rows),
        signals=frozenset(signal for signal, holds in signals.items() if holds),
    )


def _printed(row: Row) -> str:
    """The line without a date or a time that stands beside it, and with the zeros of its postcode."""
    text = row.text
    for day in reversed(values.days(text)):
        # Unit numbers come in threes as well: 01-05/06.
        if not (day.numeric and day.short_year):
            text = text[: day.start] + text[day.end :]
    text = _MISREAD_LETTER.sub("O", _TIME.sub("", text))
    text = _MISREAD_CODE.sub(lambda code: code[0].replace("O", "0"), text)
    return " ".join(text.split())


def _address_rows(rows: tuple[Row, ...]) -> list[Row]:
    found: list[Row] = []
    ended = False
    for row in rows:
        if REGISTRATION.match(row.text) or _END.search(row.text):
            ended = bool(found)
            if ended:
                break
            continue
        if is_address(row.text) or found:
            found.append(row)
        if len(found) == _ADDRESS_ROWS:
            break
    if not found:
        return []
    before = next((row for row in rows if row.index == found[0].index - 1), None)
    if before and _leads_to_address(before):
        found.insert(0, before)
    return _up_to_place(found, ended=ended)


def _leads_to_address(row: Row) -> bool:
    if REGISTRATION.match(row.text) or _END.search(row.text) or COMPANY.search(clean_name(row.text)):
        return False
    return bool(_HOUSE_FIRST.match(row.text) or VENUE.search(row.text))


def _venue(rows: tuple[Row, ...]) -> list[Row]:
    """The mall, hotel or airport that a slip names right under its seller, with the place, instead of an address."""
    if not rows or not VENUE.search(rows[0].text) or _END.search(rows[0].text):
        return []
    ends = next((place for place, row in enumerate(rows[1:3], start=1) if _END.search(row.text)), 1)
    return list(rows[:ends])


def _up_to_place(rows: list[Row], *, ended: bool) -> list[Row]:
    """Cut behind the postcode and the state that may follow it: what comes then is a slogan or a branch."""
    # Five digits before a road may be a house's; behind the letters of a state they are the code.
    coded = next(
        (place for code in (_STATE_CODE, POSTCODE) for place, row in enumerate(rows) if code.search(row.text)), None
    )
    if coded is not None:
        end = coded + 1
        while end < len(rows) and _PLACE.search(rows[end].text) and not re.search(r"\d", rows[end].text):
            end += 1
        return rows[:end]
    last = max((place for place, row in enumerate(rows) if is_address(row.text) or _PLACE.search(row.text)), default=-1)
    # A town without a postcode stands last, before the telephone.
    town = ended and last + 2 == len(rows) and not re.search(r"\d", rows[-1].text)
    return rows[: last + 2] if town else rows[: last + 1]
