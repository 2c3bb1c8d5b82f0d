"""Evidence beyond cues: what structured data states outright, and what the shape of a page hints at."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from strongroom.content import Content
from strongroom.page import Page
from strongroom.reading import Origin

# A format that says what it holds is right unless its writer lied; an unproven zone may be half misread.
_SURE = {Origin.XML: 0.999, Origin.QR: 0.999, Origin.MRZ: 0.97}
_PROVEN = 0.999
_PRICE = re.compile(r"(?<!\d)\d{1,3}(?:[.,]\d{3})*[.,]\d{2}\s?[a-z%*]{0,2}$", re.IGNORECASE)
_ITEM = re.compile(
    r"^\W{0,2}\d{1,2}\s?x?\s+[^\d\W][^|]{2,40}\s[^\d\s]{0,3}\d{1,3}[.,]\d{2}\W{0,3}[a-z]?$", re.IGNORECASE
)
_TILL_LINE = 44
_TILL_LINES = 110
SHAPED = frozenset({"receipt"})
"""Kinds whose papers have a shape of their own, which ``hints`` knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Structured data says outright what the paper is."""

    kind: str
    subkind: str | None
    confidence: float
    reason: str


def stated(content: Content, kinds: Collection[str]) -> Statement | None:
    """The first (most trusted) structured data that names a kind we know."""
    for part in content.structured:
        if part.kind is not None and part.kind in kinds:
            confidence = _PROVEN if part.proven else _SURE.get(part.origin, 0.95)
            return Statement(kind=part.kind, subkind=part.subkind, confidence=confidence, reason=part.syntax)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """The shape of the page speaks for a kind."""

    kind: str
    weight: float
    reason: str


def hints(content: Content) -> tuple[Hint, ...]:
    """What the shape of the first page says."""
    if not content.pages or not content.pages[0].lines:
        return ()
    page = content.pages[0]
    return tuple(hint for hint in (_slip(page), _items(page)) if hint)


def _slip(page: Page) -> Hint | None:
    """Short lines of which several end in prices are a till slip: tills print up to 48 letters a line."""
    lengths = sorted(len(line.text) for line in page.lines)
    longest = lengths[int(0.9 * (len(lengths) - 1))]
    prices = sum(bool(_PRICE.search(line.text)) for line in page.lines)
    if longest <= _TILL_LINE and prices >= 3 and len(lengths) <= _TILL_LINES:
        return Hint(kind="receipt", weight=1.7, reason="short lines with prices")
    return None


def _items(page: Page) -> Hint | None:
    """Lines of a few words that begin with a number of pieces and end in a price are what a till prints."""
    items = sum(bool(_ITEM.match(line.text)) for line in page.lines)
    if items >= 2 and len(page.lines) <= _TILL_LINES:
        return Hint(kind="receipt", weight=1.2, reason="lines of pieces and prices")
    return None
