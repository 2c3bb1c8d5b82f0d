"""The head of a slip: who issued it."""

import re
from dataclasses import dataclass

from extractors.readers import values
from extractors.readers.address import REGISTRATION, VENUE, is_address
from extractors.readers.certainty import clarity
from extractors.readers.company import COMPANY, COMPANY_FORM, clean_name, unaccented
from extractors.readers.sheet import Row, Sheet
from strongroom.fold import squeeze

# A line that only goes on with the name above it.
_TAIL = re.compile(
    r"^(?:&|co\b\.?|and\b|of\b)|"
    r"^(?:\(?[a-z]{1,3}\)?\s*)?(?:sdn\.?\s*bhd\.?|s/b|bhd\.?|trading|enterprise|ltd\.?|llc|inc\.?|gmbh)\W*(?:\(.*\))?$",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"invoice|receipt|thank|\btq\b|\btel\b|\bfax\b|phone|\bgst\b|\breg\b|\broc\b|\bdate\b|cashier|www\.|\.com|@|"
    r"\bbill\b|order|customer|\bcopy\b|hours|open\b|\btable\b|server|store\s*#|duplicate|reprint|original|"
    r"co(?:mpany)?\.? ?no|\bvat\b|\btax\b|check|\btime\b|manager|cash sale|facture|factura|ticket|credit note|\bid\b|"
    r"visit|owned by|\bsave\b|^no\b|survey|feedback|please|your |carry ?out|dine ?in|take ?out|drive|\bguest|"
    r"welcome|bienvenue|\bpos\b",
    re.IGNORECASE,
)
_GREETING = re.compile(r"welcome to \w|bienvenue [aà] \w", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:cashier|qty|description|item|date|owned by|vendeur|caissier|seat)\b|"
    r"\b(?:invoice|receipt|bill|table|check|order|slip|doc|rcpt|tbl)\b.{0,8}\d|(?<!\d)\d{1,4}[.,]\d{2}(?![\d/])",
    re.IGNORECASE,
)
# "Home Master Hardware &" cannot end here.
_OPEN_END = re.compile(r"(?:&|\b(?:and|of|the|by|y|et|und))\W*$", re.IGNORECASE)
_HOUSE = (
    r"restaurante?s?|ristorante|restoran|tavern|caf[eé]|coffee|bar|grill|bistro|deli|diner|foods?|bakery|pizzeria|"
    r"kitchen|extra|express|store|stores|shop|market|supermarket|hypermarket|pharmacy|hardware|trading|books?|inn|pub|"
    r"kedai|syarikat|perniagaan|pasaraya"
)
_SORT_OF_HOUSE = re.compile(rf"\b(?:{_HOUSE})\b(?:\W+(?:{_HOUSE})\b)*\W*", re.IGNORECASE)
_FEW_WORDS = 3
_TELEPHONE = re.compile(r"\d[\d .-]{6,}\d")
_MIXED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]{2}")
_TOP_ROWS = 14


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name with the rows it stands on and what speaks for it."""

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
    # Between two lines of an address stands more of the address: an airport, a district.
    named = [row for row in heads if not _within_address(sheet, row)] or heads
    best = next((row for row in named if COMPANY.search(clean_name(row.text))), named[0])
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


def _within_address(sheet: Sheet, row: Row) -> bool:
    around = (*sheet.rows[max(0, row.index - 1) : row.index], *sheet.rows[row.index + 1 : row.index + 2])
    return len(around) == 2 and all(is_address(other.text) for other in around)


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


def _whole_name(best: Row, top: list[Row]) -> tuple[Row, ...]:
    rows = [best]
    for after in (row for row in top if row.index > best.index):
        if after.index != rows[-1].index + 1 or not _goes_on(rows, after):
            break
        rows.append(after)
    before = next((row for row in top if row.index == best.index - 1), None)
    if before and _TAIL.match(best.text.strip()) and _may_be_name(before):
        rows.insert(0, before)
    return tuple(rows)


def _goes_on(rows: list[Row], after: Row) -> bool:
    """Whether the line below a name is more of it: by its words, or because it is set just as large."""
    name, text = rows[-1], after.text.strip()
    if COMPANY.search(clean_name(name.text)) or _NOT_A_NAME.search(text):
        return False
    if _TAIL.match(text) or (_OPEN_END.search(name.text) and _may_be_name(after)) or _SORT_OF_HOUSE.fullmatch(text):
        return True
    if not _may_be_name(after) or COMPANY.search(clean_name(text)) or VENUE.search(text) or _TELEPHONE.search(text):
        return False
    if all(_SORT_OF_HOUSE.fullmatch(clean_name(row.text)) for row in rows):
        # "Restaurant" alone says only what sort of house it is: its name is still to come.
        return True
    opens = all(_SORT_OF_HOUSE.fullmatch(clean_name(row.text)) for row in rows[:-1])
    few = max(len(row.text.split()) for row in (name, after)) <= _FEW_WORDS
    return opens and few and _set_alike(name, after) and not _SORT_OF_HOUSE.search(name.text)


def _set_alike(name: Row, after: Row) -> bool:
    """Lines of one name are set in one size, in capitals or not, and close together."""
    low, high = sorted((name.box.height, after.box.height))
    cased = name.text.isupper() == after.text.isupper()
    return cased and high <= 1.25 * low and after.box.middle - name.box.middle < 1.8 * high


def _joined(rows: tuple[Row, ...], sheet: Sheet) -> str:
    text = " ".join(_own_words(row) for row in rows)
    return unaccented(text) if sheet.writes_english else text


def _own_words(row: Row) -> str:
    """The line, or its first cell alone where that is a whole company: titles stand beside it."""
    first = row.cells[0].text
    return first if COMPANY.search(clean_name(first)) else row.text


def _names_company(sheet: Sheet, rows: tuple[Row, ...]) -> bool:
    return any(COMPANY_FORM.search(row.text) for row in sheet.rows if row not in rows)


def _signals(sheet: Sheet, heads: list[Row], rows: tuple[Row, ...]) -> frozenset[str]:
    name = squeeze(clean_name(" ".join(row.text for row in rows)))
    rest = squeeze(" ".join(row.text for row in sheet.rows if row not in rows))
    beside = {rows[0].index - 1, rows[-1].index + 1}
    after = sheet.rows[rows[-1].index + 1 : rows[-1].index + 2]
    written = [clean_name(row.text) for row in rows]
    company = any(COMPANY.search(text) for text in written)
    signals = {
        "company": company,
        "house": not company and any(_SORT_OF_HOUSE.search(text) for text in written),
        "first": rows[0] is heads[0],
        "addressed": any(is_address(row.text) for row in after),
        # Only the name of a firm, not its brand, is followed by the number that it is registered under.
        "registered": any(REGISTRATION.match(row.text) for row in after)
        or written[-1] != rows[-1].text.strip(" *-_=.,"),
        "repeated": len(name) >= 5 and name in rest,
        # A second line in the style of a name: part of it, a slogan, or the name of the branch.
        "neighbour": any(row.index in beside and _may_be_name(row) for row in sheet.rows[:_TOP_ROWS]),
        "joined": len(rows) > 1,
        # "f11" for "fil": the recogniser was not sure of the word, whatever it states.
        "mixed": any(_MIXED.search(text) for text in written),
        # The paper names a company, but not here: an owner, a landlord, the customer.
        "elsewhere": not company and _names_company(sheet, rows),
        # The form of a company is seldom misread, and vouches for the words before it.
        **clarity(min(row.confidence for row in rows), vouched=company),
    }
    return frozenset(name for name, holds in signals.items() if holds)
