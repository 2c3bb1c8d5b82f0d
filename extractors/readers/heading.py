"""The head of a slip: who issued it, and where they are."""

import re
from dataclasses import dataclass

from extractors.readers import values
from extractors.readers.sheet import Row, Sheet
from strongroom.fold import squeeze

COMPANY = re.compile(
    r"\b(?:sdn\.?\s*bhd|s/b|bhd|enterprise|trading|ltd|limited|llc|inc|corp|co|company|gmbh|ag|kg|ug|e\.?k|sarl|sas|sa|s\.?l|s\.?a|"
    r"srl|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|pte|plc|pty|oy|ab|a/s|lda|ohg|gbr|mbh|e\.v)\b\.?",
    re.IGNORECASE,
)
_TRADE = re.compile(
    r"\b(?:restaurant|restoran|cafe|kopitiam|bakery|hardware|mart|market|supermarket|pharmacy|farmasi|store|shop|hotel|"
    r"perniagaan|syarikat|kedai|pasaraya|stationery|bookstore|bar|grill|kitchen|pizza|sushi|bistro|house|deli)\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^(?:\(?[A-Z]{1,3}\)?\s*)?(?:sdn\.?\s*bhd\.?|s/b|bhd\.?|trading|enterprise|co\.?,?\s*ltd\.?|ltd\.?|llc|inc\.?|gmbh)\W*(?:\(.*\))?$",
    re.IGNORECASE,
)
_NUMBER_TAIL = re.compile(
    r"[\s,]*[(\[]?\s*(?:co\.?\s*(?:reg)?\.?\s*(?:no)?\W*|reg\.?\s*no\W*|roc\W*(?:no)?\W*|no\.?\s*)?(?:[A-Z]{0,3}\d{4,}\s*-\s*[A-Z0-9]|\d{5,}\s*-?\s*[A-Z]?|[A-Z]{2,3}\d{6,}(?:-?[A-Z0-9])?)\s*[)\]]?\W*$"
)
_NOT_A_NAME = re.compile(
    r"invoice|receipt|welcome|thank|\btel\b|\bfax\b|phone|\bgst\b|\breg\b|\broc\b|\bdate\b|cashier|www\.|\.com|@|"
    r"\bbill\b|order|customer|copy|hours|open\b|\btable\b|server|store\s*#|^store\b|duplicate|reprint|original|company no|co\.? ?no|"
    r"\bvat\b|\btax\b|check #|\btime\b|manager|cash sale|facture|factura|ticket|credit note|\bid\b|guest check|visit|"
    r"save\b|^no\b|survey|feedback|please|your ",
    re.IGNORECASE,
)
_ROAD = re.compile(
    r"\b(?:jalan|jln|lot|lorong|taman|tmn|kampung|kg|persiaran|lebuh|bandar|seksyen|medan|plaza|level|floor|unit|block|blk|"
    r"street|st|road|rd|avenue|ave|blvd|boulevard|drive|dr|lane|ln|highway|hwy|way|pkwy|parkway|suite|ste|square|mall|"
    r"strasse|str|platz|weg|rue|calle|via|avda|ctra|plaza|kuala lumpur|selangor|johor|penang|melaka|perak|singapore|malaysia|"
    r"centre|center|city|tower|building|wisma|kompleks|batu|no|p\.?o\.? box|b\.?p)\b|straße|strasse",
    re.IGNORECASE,
)  # fmt: skip
POSTCODE = re.compile(r"(?<!\d)\d{5,6}(?!\d)|\b[A-Z]{2}\.?,?\s*\d{5}(?:-\d{4})?\b")
_END = re.compile(
    r"\b(?:tel|fax|phone|ph|hp|gst|sst|invoice|receipt|date|cashier|bill no|order|table|server|check|email|e-mail|www|gst id|"
    r"tax|welcome|vat|website|time|customer|trn|doc no|terminal|cash|ticket)\b|@|\.com|^\W*\(?\+?[\d\s().-]{8,}$",
    re.IGNORECASE,
)
_REGISTRATION = re.compile(
    r"^\W*(?:co|company|reg|roc|br|gst|sst|business|brn|co-reg|rob)\b.{0,14}?[\w-]*\d{4,}|^\W*[A-Z]{0,3}\d{5,}\s*-?\s*[A-Z]?\W*$",
    re.IGNORECASE,
)
_TOP_ROWS = 14


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name with the rows it stands on and what speaks for it."""

    text: str
    rows: tuple[Row, ...]
    signals: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address with the rows it stands on and what speaks for it."""

    text: str
    rows: tuple[Row, ...]
    signals: frozenset[str]


def seller_of(sheet: Sheet) -> Name | None:
    """The likeliest issuer among the top lines."""
    top = [row for row in sheet.rows[:_TOP_ROWS] if row.page == sheet.rows[0].page]
    names = [row for row in top if _may_be_name(row)]
    # The head ends where the business begins: at prices, dates, or the items.
    end = next((row.index for row in top if row.index > 0 and _ends_head(row)), _TOP_ROWS)
    heads = [row for row in names if row.index < end] or names[:1]
    if not heads:
        return None
    company = next((row for row in heads if COMPANY.search(row.text)), None)
    best = company or heads[0]
    rows = _whole_name(best, top)
    return Name(text=clean_name(" ".join(row.text for row in rows)), rows=rows, signals=_signals(sheet, heads, rows))


def _may_be_name(row: Row) -> bool:
    text = row.text
    letters = sum(char.isalpha() for char in text)
    digits = sum(char.isdigit() for char in text)
    if letters < 3 or digits > letters or _NOT_A_NAME.search(text) or values.days(text):
        return False
    if text == text.lower() and text.isascii():
        # Notes that somebody wrote over the slip come in lower case; names of firms do not.
        return False
    return not is_address(text)


def is_address(text: str) -> bool:
    """Whether a line looks like a part of an address."""
    if COMPANY.search(text) and not POSTCODE.search(text):
        return False
    return bool(POSTCODE.search(text) or (_ROAD.search(text) and (re.search(r"\d", text) or "," in text)))


def _ends_head(row: Row) -> bool:
    return bool(re.search(r"\d[.,]\d{2}\b(?!\d)", row.text) and not POSTCODE.search(row.text)) or bool(
        re.search(r"\b(?:cashier|qty|description|item)\b", row.folded)
    )


def _whole_name(best: Row, top: list[Row]) -> tuple[Row, ...]:
    rows = [best]
    after = next((row for row in top if row.index == best.index + 1), None)
    if after and _TAIL.match(after.text.strip()) and not COMPANY.search(best.text):
        rows.append(after)
    before = next((row for row in top if row.index == best.index - 1), None)
    if before and _TAIL.match(best.text.strip()) and _may_be_name(before):
        rows.insert(0, before)
    return tuple(rows)


def clean_name(text: str) -> str:
    """The name without registration numbers, decoration and what follows a bracketed number."""
    text = _NUMBER_TAIL.sub("", text)
    return text.strip(" *-_=.,:;|~'\"•").strip()


def _signals(sheet: Sheet, heads: list[Row], rows: tuple[Row, ...]) -> frozenset[str]:
    name = squeeze(clean_name(" ".join(row.text for row in rows)))
    rest = squeeze(" ".join(row.text for row in sheet.rows if row not in rows))
    following = sheet.rows[rows[-1].index + 1 : rows[-1].index + 4]
    signals = {
        "company": any(COMPANY.search(row.text) for row in rows),
        "first": rows[0] is heads[0],
        "addressed": any(is_address(row.text) or _REGISTRATION.match(row.text) for row in following),
        "repeated": len(name) >= 5 and name in rest,
        "large": rows[0].box.height >= 1.25 * _median([row.box.height for row in sheet.rows]),
        "rival": any(row not in rows for row in heads),
        "joined": len(rows) > 1,
    }
    return frozenset(name for name, holds in signals.items() if holds)


def _median(numbers: list[float]) -> float:
    return sorted(numbers)[len(numbers) // 2]


def address_of(sheet: Sheet, name: Name) -> Address | None:
    """The lines of address that follow the name."""
    rows: list[Row] = []
    for row in sheet.rows[name.rows[-1].index + 1 : name.rows[-1].index + 10]:
        if _REGISTRATION.match(row.text) and not rows:
            continue
        if _END.search(row.text):
            if rows:
                break
            continue
        if is_address(row.text) or rows:
            rows.append(row)
        if len(rows) > 6:
            break
    rows = _up_to_place(rows)
    if not rows:
        return None
    text = " ".join(row.text for row in rows)
    signals = {
        "postcode": bool(POSTCODE.search(text)),
        "several_lines": len(rows) > 1,
        "gap": rows[0].index > name.rows[-1].index + 1,
    }
    return Address(text=text, rows=tuple(rows), signals=frozenset(name for name, holds in signals.items() if holds))


def _up_to_place(rows: list[Row]) -> list[Row]:
    """Cut behind the last line that looks like an address: what follows is a slogan or a branch."""
    last = max((place for place, row in enumerate(rows) if is_address(row.text) or _ROAD.search(row.text)), default=-1)
    return rows[: last + 1]
