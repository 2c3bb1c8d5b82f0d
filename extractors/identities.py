"""What a page says of the paper it belongs to: its numbers, its place among its pages, or that it only parts papers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from strongroom.checks.resident_id import resident_id_fits
from strongroom.content import Structured
from strongroom.fold import plain
from strongroom.page import Page

PATCH: Final = "PATCHT"
"""What a Code 128 on a common separator sheet says (the name of a scanner manufacturers' patch code)."""
OWN: Final = "SEP1"
"""How the QR code of our own separator sheet begins: ``SEP1|kind=invoice|tags=paid,march|owner=Acme``."""

_DIGITAL: Final = re.compile(r"发票号码[::]?\s*(\d{20})(?!\d)")
_VAT: Final = re.compile(r"发票号码[::]?\s*(?:No\.?)?\s*(\d{8})(?!\d)", re.IGNORECASE)
_RESIDENT: Final = re.compile(r"(?<![\dA-Z])([1-9]\d{16}[\dX])(?![\dA-Z])")
_ID_FRONT: Final = ("公民身份号码", "身份号码")
_ID_BACK: Final = ("签发机关", "有效期限")
_INVOICE: Final = re.compile(
    r"\b(?:tax )?(?:invoice|credit note|receipt|rechnung|rechnungs|facture|factura|fattura)s?[ -]?"
    r"(?:no|number|num|nr|nummer|n[°ºo]|#)\.?\s*[:#]?\s*([A-Z0-9][A-Z0-9/_.-]{2,24})",
    re.IGNORECASE,
)
_SLIP: Final = re.compile(
    r"\b(?:receipt|rcpt|bill|check|chk|ticket|slip|order|trans(?:action)?|doc(?:ument)?|invoice|inv|bon|beleg)s?\s*"
    r"(?:no|number|num|nr|id|#)\.?\s*[:#]?\s*([A-Z0-9/-]{0,12}\d[A-Z0-9/-]*)"
    r"|(?:单号|流水号|小票号|票号|发票号码|票据号码)\s*[::]?\s*(?:No\.?)?\s*([A-Z0-9-]{4,30})",
    re.IGNORECASE,
)
_STRIP: Final = re.compile(r"(?<!\d)\d{12}(?!\d)\s+(\d{8})(?!\d)")
"""The strips of Chinese taxis print their code and number under one another, without a label."""
_HEAD: Final = 0.4
"""The part of a page in which a number is its own; further down other papers are referred to."""
_PLACES: Final = (
    re.compile(r"第\s*(\d{1,3})\s*[页頁][,,/\s]*共\s*(\d{1,3})\s*[页頁]"),
    re.compile(
        r"\b(?:page|sheet|seite|blatt|feuille|p[áa]gina|hoja|pagina|foglio)\s*:?\s*(\d{1,3})\s*(?:of|von|sur|de|di|/)\s*(\d{1,3})\b",
        re.IGNORECASE,
    ),
)
_PLACE_LAST: Final = re.compile(r"共\s*(\d{1,3})\s*[页頁][,,/\s]*第\s*(\d{1,3})\s*[页頁]")
_LONGEST: Final = 40
_ONE_A_PAPER: Final = frozenset({"invoice", "resident", "zone"})
_LEAST_DIGITS: Final = 3
_MOST_TOLD: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A separator sheet, and what it says of the paper behind it. Whoever prints one may write anything on it."""

    kind: str | None = None
    tags: tuple[str, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One page as it speaks of its paper. ``numbers`` are by sort; those in ``proven`` cannot have been misread."""

    page: int
    blank: bool
    sheet: Sheet | None
    numbers: Mapping[str, str] = field(repr=False)
    proven: frozenset[str]
    place: tuple[int, int] | None
    """(k, n) of "page k of n"."""
    back: bool
    """Whether it is the back of a Chinese identity card, which carries no number."""
    crowded: bool = False
    """Whether codes or cards on it name two papers for sure."""


def look_at(page: Page, facts: Iterable[Structured]) -> Look:
    """Look at one page; ``facts`` are what its codes and zones state."""
    text = plain(page.text)
    numbers: dict[str, str] = {}
    proven: set[str] = set()
    sure_ones: set[tuple[str, str]] = set()
    for sort, number, sure in (*_stated(facts), *_printed(page, text)):
        if sort not in numbers:
            numbers[sort] = number
            if sure:
                proven.add(sort)
        if sure and sort in _ONE_A_PAPER:
            sure_ones.add((sort, number))
    return Look(
        page=page.number,
        blank=page.blank,
        sheet=sheet_of(page.codes),
        numbers=numbers,
        proven=frozenset(proven),
        place=_place(text),
        back=all(label in text for label in _ID_BACK) and not any(label in text for label in _ID_FRONT),
        crowded=len(sure_ones) > len({sort for sort, _ in sure_ones}),
    )


def slip_number(text: str) -> str | None:
    """The number that a small paper gives itself, by a label or by its place; letters and digits only."""
    folded = plain(text)
    strip = _STRIP.search(folded)
    if strip:
        return strip[1]
    for match in _SLIP.finditer(folded):
        number = re.sub(r"[^A-Z0-9]", "", (match[1] or match[2]).upper())
        if sum(char.isdigit() for char in number) >= _LEAST_DIGITS:
            return number
    return None


def sheet_of(codes: Iterable[str]) -> Sheet | None:
    """The separator sheet that these codes make a page; None if none. Ours bear both codes, and our own says more."""
    for code in sorted(codes, key=lambda code: code.strip() == PATCH):
        if code.strip() == PATCH:
            return Sheet()
        if code.split("|")[0] == OWN:
            told = _told(code)
            tags = tuple(tag[:_LONGEST] for tag in told.get("tags", "").split(",") if tag)
            kind = told.get("kind", "")
            return Sheet(
                kind=kind if re.fullmatch(r"[a-z][a-z0-9_]{0,40}", kind) else None,
                tags=tags[:10],
                owner=told.get("owner", "")[:_LONGEST] or None,
            )
    return None


def _told(code: str) -> Mapping[str, str]:
    try:
        return dict(parse_qsl("&".join(code.split("|")[1:]), max_num_fields=_MOST_TOLD))
    except ValueError:  # more than ours ever say: it parts papers all the same
        return {}


def _stated(facts: Iterable[Structured]) -> Iterator[tuple[str, str, bool]]:
    for fact in facts:
        if fact.syntax == "cn_vat_qr":
            yield "invoice", str(fact.values.get("invoice_number", "")), True
        if fact.syntax == "mrz" and "number" in fact.proven:
            yield "zone", str(fact.values["number"]), True


def _printed(page: Page, text: str) -> Iterator[tuple[str, str, bool]]:
    exact = page.source in ("text", "xml")
    for pattern in (_DIGITAL, _VAT):
        found = pattern.search(text)
        if found:
            yield "invoice", found[1], exact
    if any(label in text for label in _ID_FRONT):
        fitting = [number for number in _RESIDENT.findall(text) if resident_id_fits(number)]
        # Contracts name the numbers of both parties; two cards have two addresses as well.
        for number in fitting if text.count("住址") > 1 else fitting[:1]:
            yield "resident", number, True
    head = "\n".join(line.text for line in page.lines if line.box.middle < _HEAD)
    found = _INVOICE.search(plain(head))
    if found and any(char.isdigit() for char in found[1]):
        yield "invoice", found[1].upper().rstrip(".-/"), False


def _place(text: str) -> tuple[int, int] | None:
    for pattern in _PLACES:
        found = pattern.search(text)
        if found and 1 <= int(found[1]) <= int(found[2]):
            return int(found[1]), int(found[2])
    found = _PLACE_LAST.search(text)
    return (int(found[2]), int(found[1])) if found and 1 <= int(found[2]) <= int(found[1]) else None
