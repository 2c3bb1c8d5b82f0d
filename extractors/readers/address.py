"""Addresses on slips: which lines are part of one, and where it ends."""

import re
from dataclasses import dataclass

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
    r"^\W*(?:jalan|jln|lorong|persiaran|lebuh|lot|taman|tmn|kawasan|bandar|kampung|no\.?\s?\d|\d+[a-z]?,? jalan)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:selangor|johor|kuala lumpur|penang|pulau pinang|melaka|perak|pahang|kedah|kelantan|sabah|sarawak|malaysia|"
    r"singapore|w\.?p|usa|uk|france|spain|deutschland|d\.?e)\b",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"(?<![\d-])\d{5,6}(?![\d-])|\b[A-Z]{2}\.?,?\s*\d{5}(?:-\d{4})?\b")
_END = re.compile(
    r"\b(?:tel|fax|phone|ph|hp|gst|sst|invoice|receipt|date|cashier|bill no|order|table|server|check|email|e-mail|www|"
    r"tax|welcome|vat|website|time|customer|trn|doc no|terminal|cash|ticket|mobile|careline|owned by|staff)\b|@|\.com|"
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
    return bool(_ROAD.search(text) and (re.search(r"\d", text) or "," in text))


def address_of(sheet: Sheet, name: tuple[Row, ...]) -> Address | None:
    """The lines of address that follow the lines of the name, else the first that stand above it."""
    below = sheet.rows[name[-1].index + 1 : name[-1].index + 10]
    rows = _address_rows(below) or _address_rows(sheet.rows[: name[0].index])
    if not rows:
        return None
    text = " ".join(row.text for row in rows)
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


def _address_rows(rows: tuple[Row, ...]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        if REGISTRATION.match(row.text) or _END.search(row.text):
            if found:
                break
            continue
        if is_address(row.text) or found:
            found.append(row)
        if len(found) == _ADDRESS_ROWS:
            break
    return _up_to_place(found)


def _up_to_place(rows: list[Row]) -> list[Row]:
    """Cut behind the postcode and the state that may follow it: what comes then is a slogan or a branch."""
    coded = next((place for place, row in enumerate(rows) if POSTCODE.search(row.text)), None)
    if coded is not None:
        end = coded + 1
        while end < len(rows) and _PLACE.search(rows[end].text) and not re.search(r"\d", rows[end].text):
            end += 1
        return rows[:end]
    last = max((place for place, row in enumerate(rows) if is_address(row.text) or _PLACE.search(row.text)), default=-1)
    return rows[: last + 1]
