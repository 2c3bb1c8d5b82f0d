"""The head of a slip: who issued it, and where they are."""

import re
import unicodedata
from dataclasses import dataclass

from extractors.readers import values
from extractors.readers.certainty import clarity
from extractors.readers.sheet import Row, Sheet
from strongroom.fold import squeeze

# Some forms are words of other sorts too, so they count only where the form of a company stands: at the end.
COMPANY = re.compile(
    r"\b(?:sdn\.?\s*bhd|s/b|bhd|ltd|llc|inc|corp|gmbh|sarl|s\.r\.l|s\.?p\.?a|pte|plc|pty|"
    r"lda|ohg|gbr|mbh|e\.v)\b|\b(?:enterprise|trading|limited|company|sb|co|ag|kg|ug|e\.?k|sas|sa|s\.l|sl|s\.a|srl|b\.?v|n\.?v|oy|ab|a/s)\b\.?\W*$",
    re.IGNORECASE,
)
# A line that only goes on with the name above it.
_TAIL = re.compile(
    r"^(?:&|co\b\.?|and\b|of\b)|"
    r"^(?:\(?[a-z]{1,3}\)?\s*)?(?:sdn\.?\s*bhd\.?|s/b|bhd\.?|trading|enterprise|ltd\.?|llc|inc\.?|gmbh)\W*(?:\(.*\))?$",
    re.IGNORECASE,
)
# Registration numbers stand behind names: (759785-H), (Co. No. 113825-W), 002458685-T.
_NUMBER_TAIL = re.compile(
    r"[\s,]*[(\[]?\s*(?:(?:co|company|reg|roc|rob|gst)\b[\s.:]*)*(?:no\b[\s.:]*)?"
    r"(?:[a-z]{0,3}\d{4,}\s*-?\s*[a-z0-9]{0,2})\s*[)\]].*$|"
    r"[\s,]+[(\[]?(?:\d{5,}\s*-\s*[a-z]|[a-z]{2}\d{6,}(?:-[a-z])?)\W*$",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"invoice|receipt|thank|\btq\b|\btel\b|\bfax\b|phone|\bgst\b|\breg\b|\broc\b|\bdate\b|cashier|www\.|\.com|@|"
    r"\bbill\b|order|customer|\bcopy\b|hours|open\b|\btable\b|server|store\s*#|duplicate|reprint|original|co(?:mpany)?\.? ?no|"
    r"\bvat\b|\btax\b|check|\btime\b|manager|cash sale|facture|factura|ticket|credit note|\bid\b|visit|owned by|"
    r"\bsave\b|^no\b|survey|feedback|please|your |carry ?out|dine ?in|take ?out|drive|\bguest|welcome|bienvenue|\bpos\b",
    re.IGNORECASE,
)
_GREETING = re.compile(r"welcome to \w|bienvenue [aà] \w", re.IGNORECASE)
_ROAD = re.compile(
    r"\b(?:jalan|jln|lot|lorong|taman|tmn|kampung|kg|persiaran|lebuh|bandar|seksyen|medan|plaza|level|floor|unit|block|blk|"
    r"street|st|road|rd|avenue|ave|blvd|boulevard|drive|dr|lane|ln|highway|hwy|way|pkwy|parkway|suite|ste|square|mall|"
    r"str|platz|weg|rue|calle|via|avda|ctra|centre|center|city|tower|building|wisma|kompleks|batu|p\.?o\.? box|b\.?p)\b"
    r"|stra(?:ß|ss)e",
    re.IGNORECASE,
)
_ROAD_FIRST = re.compile(
    r"^\W*(?:jalan|jln|lorong|persiaran|lebuh|lot|taman|tmn|kawasan|bandar|kampung|no\.?\s?\d|\d+[a-z]?,? jalan)\b",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:selangor|johor|kuala lumpur|penang|pulau pinang|melaka|perak|pahang|kedah|kelantan|sabah|sarawak|malaysia|singapore|"
    r"w\.?p|usa|uk|france|spain|deutschland|d\.?e)\b",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"(?<![\d-])\d{5,6}(?![\d-])|\b[A-Z]{2}\.?,?\s*\d{5}(?:-\d{4})?\b")
_END = re.compile(
    r"\b(?:tel|fax|phone|ph|hp|gst|sst|invoice|receipt|date|cashier|bill no|order|table|server|check|email|e-mail|www|"
    r"tax|welcome|vat|website|time|customer|trn|doc no|terminal|cash|ticket|mobile|careline|owned by|staff)\b|@|\.com|"
    r"^\W*\(?\+?[\d\s().-]{8,}$|\d[.,]\d{2}\b(?![\d/])",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:cashier|qty|description|item|date|owned by|vendeur|caissier|seat)\b|"
    r"\b(?:invoice|receipt|bill|table|check|order|slip|doc|rcpt|tbl)\b.{0,8}\d|(?<!\d)\d{1,4}[.,]\d{2}(?![\d/])",
    re.IGNORECASE,
)
_REGISTRATION = re.compile(
    r"^\W*(?:co|company|reg|roc|br|gst|sst|business|brn|rob)\b.{0,18}?\d{4,}|^\W*[A-Z]{0,3}\d{5,}\s*-?\s*[A-Z]?\W*$",
    re.IGNORECASE,
)
_TOP_ROWS = 14
_ADDRESS_ROWS = 7


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
    head = [row for row in _head(top) if _in_column(sheet, row)]
    greeting = [row for row in head if _GREETING.search(row.text)]
    heads = (
        _first_rank(greeting, head)
        or [row for row in head if _may_be_name(row)]
        or greeting
        or [row for row in head if _may_be_brand(row)]
        or [row for row in top if _may_be_name(row) and not _BODY.search(row.text)]
    )
    if not heads:
        return None
    best = next((row for row in heads if COMPANY.search(clean_name(row.text))), heads[0])
    rows = _whole_name(best, top)
    return Name(text=clean_name(_joined(rows, sheet)), rows=rows, signals=_signals(sheet, heads, rows))


def _head(top: list[Row]) -> list[Row]:
    """The rows above the first that does business: a price, an item, a cashier, a numbered title."""
    for place, row in enumerate(top):
        if _BODY.search(row.text) and not is_address(row.text) and not values.days(row.text):
            return top[:place]
    return top


def _first_rank(greeting: list[Row], head: list[Row]) -> list[Row]:
    """A greeting that opens the slip names the house, unless a firm is named below it."""
    if greeting and greeting[0] is head[0] and not any(COMPANY.search(clean_name(row.text)) for row in head):
        return greeting
    return []


def _in_column(sheet: Sheet, row: Row) -> bool:
    """Whether the row stands in the column of the slip, and not on what lies beside it."""
    middles = sorted((other.box.left + other.box.right) / 2 for other in sheet.rows)
    return abs((row.box.left + row.box.right) / 2 - middles[len(middles) // 2]) < 0.33


def _may_be_name(row: Row) -> bool:
    # Notes that somebody wrote over the slip come in lower case; few names of firms do.
    return not (row.text == row.text.lower() and row.text.isascii()) and _may_be_brand(row)


def _may_be_brand(row: Row) -> bool:
    text = clean_name(row.text)
    letters = sum(char.isalpha() for char in text)
    digits = sum(char.isdigit() for char in text)
    if letters < 3 or digits > letters or _NOT_A_NAME.search(text) or values.days(text):
        return False
    return not is_address(text)


def is_address(text: str) -> bool:
    """Whether a line looks like a part of an address."""
    if COMPANY.search(clean_name(text)):
        return False
    if POSTCODE.search(text) or _ROAD_FIRST.search(text):
        return True
    return bool(_ROAD.search(text) and (re.search(r"\d", text) or "," in text))


def _whole_name(best: Row, top: list[Row]) -> tuple[Row, ...]:
    rows = [best]
    after = next((row for row in top if row.index == best.index + 1), None)
    if (
        after
        and _TAIL.match(after.text.strip())
        and not _NOT_A_NAME.search(after.text)
        and not COMPANY.search(best.text)
    ):
        rows.append(after)
    before = next((row for row in top if row.index == best.index - 1), None)
    if before and _TAIL.match(best.text.strip()) and _may_be_name(before):
        rows.insert(0, before)
    return tuple(rows)


def _joined(rows: tuple[Row, ...], sheet: Sheet) -> str:
    text = " ".join(_own_words(row) for row in rows)
    return unaccented(text) if sheet.writes_english else text


def _own_words(row: Row) -> str:
    """The line, or its first cell alone where that is a whole company: titles stand beside it."""
    first = row.cells[0].text
    return first if COMPANY.search(clean_name(first)) else row.text


def unaccented(text: str) -> str:
    """The text without accents: on English slips they are specks that the recogniser took for letters' parts."""
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if unicodedata.category(char) != "Mn"))


def clean_name(text: str) -> str:
    """The name without registration numbers, decoration and what follows a bracketed number."""
    return _NUMBER_TAIL.sub("", text).strip(" *-_=.,:;|~'\"•<>#").strip()


def _signals(sheet: Sheet, heads: list[Row], rows: tuple[Row, ...]) -> frozenset[str]:
    name = squeeze(clean_name(" ".join(row.text for row in rows)))
    rest = squeeze(" ".join(row.text for row in sheet.rows if row not in rows))
    beside = {rows[0].index - 1, rows[-1].index + 1}
    after = sheet.rows[rows[-1].index + 1 : rows[-1].index + 2]
    signals = {
        "company": any(COMPANY.search(clean_name(row.text)) for row in rows),
        "first": rows[0] is heads[0],
        "addressed": any(is_address(row.text) or _REGISTRATION.match(row.text) for row in after),
        "repeated": len(name) >= 5 and name in rest,
        # A second line in the style of a name: part of it, a slogan, or the name of the branch.
        "neighbour": any(row.index in beside and _may_be_name(row) for row in sheet.rows[:_TOP_ROWS]),
        "joined": len(rows) > 1,
        **clarity(min(row.confidence for row in rows)),
    }
    return frozenset(name for name, holds in signals.items() if holds)


def address_of(sheet: Sheet, name: Name) -> Address | None:
    """The lines of address that follow the name, else the first that stand above it."""
    below = sheet.rows[name.rows[-1].index + 1 : name.rows[-1].index + 10]
    rows = _address_rows(below) or _address_rows(sheet.rows[: name.rows[0].index])
    if not rows:
        return None
    text = _joined(tuple(rows), sheet)
    signals = {
        "postcode": bool(POSTCODE.search(text)),
        "several_lines": len(rows) > 1,
        "gap": rows[0].index != name.rows[-1].index + 1,
    }
    return Address(text=text, rows=tuple(rows), signals=frozenset(name for name, holds in signals.items() if holds))


def _address_rows(rows: tuple[Row, ...]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        if _REGISTRATION.match(row.text) or _END.search(row.text):
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
