"""The small language people search with, and what it means.

    query  = { filter | phrase | word }        all parts must hold; an empty query asks for everything
    filter = field sign value                  kind:passport   total>=100.50   customer:"Acme Ltd"
    field  = a letter, then letters, digits and _; or its Chinese name   客户:张三   金额>=1000
    sign   = ":"  has the value                "="  is exactly the value
             "<"  "<="  ">"  ">="  before, after, less, more: the value has to be a date or a number
    value  = phrase | word
    phrase = '"' anything but a quote '"'      the words stand side by side, in this order
    word   = anything without spaces and quotes

Blanks may stand around a comparison sign and after a colon. Everything is folded by NFKC first, so full-width signs,
digits and blanks work as their ASCII twins; ``≤ ≥`` and typographic or Chinese quotes work too. A word whose head is
not a field name (``12:30``, ``发票：百胜``) is a plain word. Words without any letter or digit are passed over, as in
``Smith & Sons``.

Which fields exist is known to the search, not to the grammar; of Chinese names it knows those of
``strongroom.query_names``, since Chinese words stand before a colon in ordinary texts too.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from strongroom.errors import BadQuery
from strongroom.query_names import BY_NAME
from strongroom.reading import Value

MAX_LENGTH = 1000
"""Characters in one query. Nobody types more; a pasted page is a mistake, and would cost a lookup for each word."""

Sign = Literal[":", "=", "<", "<=", ">", ">="]

_FOLDS = str.maketrans(
    {"≤": "<=", "≦": "<=", "≥": ">=", "≧": ">="} | dict.fromkeys("“”„‟«»「」『』〝〞", '"'),
)
_BLANK = re.compile(r"\s+")
_CHINESE = "|".join(sorted(BY_NAME, key=len, reverse=True))
_FILTER = re.compile(rf"([A-Za-z][A-Za-z0-9_]*|{_CHINESE})(?:(:)|\s*(<=|>=|[<>=]))\s*")
_PHRASE = re.compile(r'"([^"]*)"')
_WORD = re.compile(r'[^\s"]+')
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DATE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Text to be found anywhere in a document: one word, or a phrase in its order."""

    text: str
    phrase: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A condition on one field.

    ``text`` is the value as typed (folded). ``value`` is the same, typed by its shape: a date, a number, or the text
    where it is neither or was quoted. A tag or an account number looks like a number and is none: whoever knows the
    field chooses which of the two to compare with.
    """

    field: str
    sign: Sign
    text: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was asked for; all terms and all filters have to hold."""

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()


def parse(text: str) -> Query:
    """Read a query.

    Raises:
        BadQuery: a quote is not closed, a filter has no value or no field, or a comparison is with neither a date nor
            a number. ``part`` is the field and the sign at fault: never the value, which may be somebody's number.
    """
    if len(text) > MAX_LENGTH:
        raise BadQuery(part=f"{len(text)} > {MAX_LENGTH}")
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDS)
    terms: list[Term] = []
    filters: list[Filter] = []
    at = _skip(folded, 0)
    while at < len(folded):
        if head := _FILTER.match(folded, at):
            condition, at = _filter(folded, head)
            filters.append(condition)
        else:
            term, at = _term(folded, at)
            if any(character.isalnum() for character in term.text):
                terms.append(term)
        at = _skip(folded, at)
    return Query(terms=tuple(terms), filters=tuple(filters))


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _term(text: str, at: int) -> tuple[Term, int]:
    if text[at] == '"':
        phrase = _phrase(text, at, part='"')
        return Term(text=phrase[1].strip(), phrase=True), phrase.end()
    word = cast("re.Match[str]", _WORD.match(text, at))  # neither blank nor quote: a word starts here
    if sign := re.search(r"[<>]=?", word[0]):
        # Almost certainly a comparison gone wrong. As a plain word it would find nothing, and not say why.
        raise BadQuery(part=sign[0])
    return Term(text=word[0]), word.end()


def _filter(text: str, head: re.Match[str]) -> tuple[Filter, int]:
    field = BY_NAME.get(head[1], head[1].lower())
    sign = cast("Sign", head[2] or head[3])
    part = f"{field}{sign}"
    at = head.end()
    if text.startswith('"', at):
        found = _phrase(text, at, part=part)
        content = found[1].strip()
        value: Value = content
    else:
        word = _WORD.match(text, at)
        # "total>= customer:x" forgot its value; it does not look for the total "customer:x".
        if word is None or _FILTER.match(text, at):
            raise BadQuery(part=part)
        found, content = word, word[0]
        value = _typed(content)
    if not content or (sign not in (":", "=") and isinstance(value, str)):
        raise BadQuery(part=part)
    return Filter(field=field, sign=sign, text=content, value=value), found.end()


def _phrase(text: str, at: int, *, part: str) -> re.Match[str]:
    found = _PHRASE.match(text, at)
    if found is None:
        raise BadQuery(part=part)
    return found


def _typed(text: str) -> Value:
    if found := _DATE.fullmatch(text):
        year, month, day = found[1], found[3] or found[5], found[4] or found[6]
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            return text
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return text
