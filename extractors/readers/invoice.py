"""Invoices and credit notes in English, German, French, Spanish, Italian and Dutch."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extractors.readers import certainty, values
from extractors.readers.invoice_lines import lines
from extractors.readers.labelled import Style, labelled
from extractors.readers.moment import order_by_place
from extractors.readers.parties import Party, buyer_of, seller_of
from extractors.readers.sheet import Cell, Sheet, sheet_of
from extractors.readers.sums import Figure, Sums, sums_of
from strongroom.checks.arithmetic import is_iban
from strongroom.content import Content
from strongroom.fold import squeeze
from strongroom.kind import Kind
from strongroom.reading import Reading, Tables

_PAPER = (
    r"(?:[a-z]*rechnung|gutschrift|[a-z]*korrektur|invoice|facture|factura|fattura|factuur|credit\s*note|avoir|nota)"
)
# "Handelsrechnung (380) Nr. 471102 vom 05.06.2018", "Facture n°562044387 du 02 Juillet 2015", "Invoice FA-2017-0008".
_TITLE = re.compile(
    rf"{_PAPER}(?:\s*\([^)]*\))*\s*(?:n[r°ºo]?\.?|number|no\.?|#|num[.e]*r?o?)?\s*[:.#°]*\s*([a-z]{{0,5}}[-/.]?\d[\w./-]*|[a-z]+[-/]\d[\w./-]*)",
    re.IGNORECASE,
)
# "Rechnung des Versicherers (575) Nr. 01.234": words between, but none that names another paper's number.
_NUMBERED = re.compile(
    rf"{_PAPER}(?:\s+(?!zum?\b|vertrag|auftrag|bestell|kunden|order|contract|commande|client|customer)[^\W\d]+|\s*\([^)]*\)){{1,3}}"
    r"\s*(?:n[r°º]\.?|no\.|number)\s*:?\s*([a-z]{0,5}[-/.]?\d[\w./-]*)",
    re.IGNORECASE,
)
_PAPER_ALONE = re.compile(rf"{_PAPER}\W*(?:n[r°ºo]?\W*|number|#)?")
_CODE = re.compile(r"[#]?[A-Za-z0-9][A-Za-z0-9_./-]*")
_IBAN = re.compile(r"\b([A-Z]{2}\d{2}(?:\s?[A-Z0-9]{2,4}){2,8})\b")
_ISSUED = re.compile(r"\b(?:vom|von|du|of|del|van|le)\s+$", re.IGNORECASE)
_NOT_ISSUED = re.compile(
    r"due|fallig|zahlbar|echeance|vencimiento|scadenza|verval|liefer|leistung|deliver|order|bestell|auftrag|period|zeitraum|livraison|"
    r"service|expir|valid|skonto|bis\b|until|paid|payment|ship|vertrag|contract|commande|prelev"
)
# The date of another paper that this one refers to.
_RELATED = re.compile(r"associe|related|preceding|previous|original|ursprung|origine|debut|\bfin\b|begin|\bend\b")
_DUE = re.compile(
    r"due|fallig|zahlbar|echeance|vencimiento|scadenza|verval|bis\s*zum|pay\s*by|a\s*regler\s*le|limite\s*de\s*paiement|(?:remit|pay\w*)\s*(?:\w+\s*)?(?:until|before)|bitte\s*uberweisen|betaald"
)

_BESIDE = 2
"""A label that points less far than this points to its own line."""


@dataclass(frozen=True, kw_only=True)
class _Found:
    value: str
    cell: Cell
    signals: frozenset[str]


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the fields that the kind has."""
    sheet = sheet_of(content)
    if not sheet.rows:
        return {}
    style = Style.of(sheet)
    sums = sums_of(sheet, style)
    buyer = buyer_of(sheet)
    order, placed = order_by_place(sheet, style)
    date = _date(kind, sheet, style, order=order, placed=placed)
    readings = [
        _number(kind, sheet),
        date,
        _due(kind, sheet, order, date),
        _party("seller", seller_of(sheet, buyer), certainty.PARTY),
        _party("buyer", buyer, certainty.BUYER),
        *amounts_of(sums),
        _currency(sheet, style),
        _iban(sheet),
        _original(kind, sheet),
    ]
    return {reading.field: reading for reading in readings if reading and reading.field in kind.by_name}


def tables(kind: Kind, content: Content) -> Tables:  # noqa: ARG001 - every reader's tables have this form
    """The line items."""
    sheet = sheet_of(content)
    found = tuple(lines(sheet, Style.of(sheet)))
    return {"lines": found} if found else {}


def _number(kind: Kind, sheet: Sheet) -> Reading | None:
    found = [*_labelled_numbers(kind, sheet), *_headed_numbers(sheet), *_titled_numbers(sheet)]
    if not found:
        return None
    best = max(found, key=lambda one: certainty.chance(certainty.INVOICE_NUMBER, one.signals))
    signals = set(best.signals)
    if any(squeeze(one.value) == squeeze(best.value) and one is not best for one in found):
        signals.add("agreed")
    if any(squeeze(one.value) != squeeze(best.value) and "labelled" in one.signals for one in found):
        signals.add("rival")
    return Reading(
        field="invoice_number",
        value=best.value,
        confidence=certainty.chance(certainty.INVOICE_NUMBER, signals, seen=best.cell.confidence),
        source=best.cell.source,
    )


def _labelled_numbers(kind: Kind, sheet: Sheet) -> Iterator[_Found]:
    field = kind.by_name.get("invoice_number")
    for place in labelled(sheet, field.labels if field else ()):
        code = _code_in(place.text)
        if not code:
            continue
        strong = len(place.label.split()) > 1 or len(place.label) > 8
        signals = {"labelled" if strong else "hinted", "beside" if place.distance < 2 else "below"}
        yield _Found(value=code, cell=place.cell, signals=frozenset(signals))


def _headed_numbers(sheet: Sheet) -> Iterator[_Found]:
    """The code below a cell that says nothing but "invoice", in a row of heads: "Order | Invoice date | Invoice"."""
    for row in sheet.rows[:60]:
        for cell in row.cells if len(row.cells) > 2 else ():
            below = next(sheet.below(cell, lines=1), None) if _PAPER_ALONE.fullmatch(cell.folded) else None
            code = _code_in(below.text) if below else None
            if below and code and len(code) > 3:
                yield _Found(value=code, cell=below, signals=frozenset({"labelled", "below"}))


def _titled_numbers(sheet: Sheet) -> Iterator[_Found]:
    for row in sheet.rows[:60]:
        match = _TITLE.search(row.text) or _NUMBERED.search(row.text)
        if match and not values.days(match[1]) and len(squeeze(match[1])) >= 3:
            signals = {"titled"} | ({"dated"} if values.days(row.text) else set())
            yield _Found(value=match[1].rstrip("./-"), cell=row.cells[0], signals=frozenset(signals))


def _code_in(text: str) -> str | None:
    """The number that a text begins with: it holds a digit, is no date and no amount."""
    match = _CODE.match(text.strip(" :#.,°º"))
    if not match:
        return None
    code = match[0].rstrip("./-")
    if not any(char.isdigit() for char in code) or len(code) < 2 or len(code) > 40:
        return None
    days = values.days(text[: match.end() + 14].strip())
    if days and days[0].start == 0:
        return None
    return None if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})*[.,]\d{2}", code) else code


def _original(kind: Kind, sheet: Sheet) -> Reading | None:
    """The invoice that a credit note takes back (BT-25)."""
    field = kind.by_name.get("original_number")
    for place in labelled(sheet, field.labels if field else ()):
        code = _code_in(place.text)
        if code and place.distance < _BESIDE:
            confidence = certainty.chance(certainty.INVOICE_NUMBER, {"labelled", "beside"}, seen=place.cell.confidence)
            return Reading(field="original_number", value=code, confidence=confidence, source=place.cell.source)
    return None


def _date(kind: Kind, sheet: Sheet, style: Style, *, order: values.Order, placed: bool) -> Reading | None:
    candidates = [*_labelled_dates(kind, sheet), *_bare_dates(sheet)]
    if not candidates:
        return None
    signals, cell, day = max(candidates, key=lambda one: certainty.chance(certainty.INVOICE_DATE, one[0]))
    value = day.settled(order)
    if any(other.settled(order) == value and other_cell is not cell for _, other_cell, other in candidates):
        signals = signals | {"agreed"}
    if day.ambiguous and style.order is None:
        signals = signals | {"placed" if placed else "ambiguous"}
    return Reading(
        field="date",
        value=value,
        confidence=certainty.chance(certainty.INVOICE_DATE, signals, seen=cell.confidence),
        source=cell.source,
    )


def _labelled_dates(kind: Kind, sheet: Sheet) -> Iterator[tuple[set[str], Cell, values.Day]]:
    field = kind.by_name.get("date")
    for place in labelled(sheet, field.labels if field else ()):
        days = values.days(place.text)
        # "Date" alone stands in many labels; "invoice date" says which.
        strong = len(place.label) > 5
        if not days or _RELATED.search(place.cell.folded):
            continue
        if strong or not _NOT_ISSUED.search(sheet.rows[place.cell.row].folded):
            yield {"labelled" if strong else "hinted"}, place.cell, days[0]


def _bare_dates(sheet: Sheet) -> Iterator[tuple[set[str], Cell, values.Day]]:
    for cell in sheet.cells:
        for day in values.days(cell.text):
            before = cell.text[: day.start]
            if _ISSUED.search(before) and re.search(_PAPER, before, re.IGNORECASE):
                yield {"titled"}, cell, day
            elif not _is_other(sheet.rows[cell.row].folded) and cell.box.middle < 0.5:
                yield set(), cell, day


def _is_other(folded: str) -> bool:
    return bool(_NOT_ISSUED.search(folded) or _RELATED.search(folded))


def _due(kind: Kind, sheet: Sheet, order: values.Order, issued: Reading | None) -> Reading | None:
    """The date by which to pay: the latest of those under such a label, for discounts end earlier."""
    field = kind.by_name.get("due_date")
    found = [
        (days[-1].settled(order), place.cell)
        for place in labelled(sheet, field.labels if field else ())
        if place.distance < 4 and (days := values.days(place.text))
    ]
    for row in sheet.rows:
        if _DUE.search(row.folded):
            found += [(day.settled(order), cell) for cell in row.cells for day in values.days(cell.text)]
    if issued:
        found = [(date, cell) for date, cell in found if type(issued.value) is type(date) and date >= issued.value]
    if not found:
        return None
    value, cell = max(found, key=lambda one: one[0])
    seen = {"agreed"} if len({date for date, _ in found}) == 1 else {"rival"}
    confidence = certainty.chance(certainty.DUE_DATE, seen, seen=cell.confidence)
    return Reading(field="due_date", value=value, confidence=confidence, source=cell.source)


def _party(field: str, party: Party | None, weights: Mapping[str, float]) -> Reading | None:
    if party is None or not party.name:
        return None
    confidence = certainty.chance(weights, party.signals, seen=party.cell.confidence)
    return Reading(field=field, value=party.name, confidence=confidence, source=party.cell.source)


def amounts_of(sums: Sums) -> Iterator[Reading]:
    """Net, tax and total, as sure as the way they were found."""
    for field, figure in (("net", sums.net), ("tax", sums.tax), ("total", sums.total)):
        if figure is not None:
            yield _amount(field, figure, sums)


def _amount(field: str, figure: Figure, sums: Sums) -> Reading:
    signals = {"adds_up"} if sums.adds_up else {"labelled"}
    if field in sums.derived:
        signals.add("derived")
    return Reading(
        field=field,
        value=figure.value,
        confidence=certainty.chance(certainty.SUM, signals, seen=figure.cell.confidence),
        source=figure.cell.source,
        proven=sums.adds_up and sums.tax is not None and sums.tax.value != 0,
    )


def _currency(sheet: Sheet, style: Style) -> Reading | None:
    """The sign that most amounts carry, or the one that a label names."""
    signs: dict[str, list[Cell]] = {}
    for cell in sheet.cells:
        for money in values.money(cell.text, style.convention):
            if money.currency:
                signs.setdefault(money.currency, []).append(cell)
        named = re.search(
            r"(?:\b(?:currency|wahrung|devise|divisa|moneda|valuta|in)\b.{0,24}?|^|\s)\b(eur|usd|gbp|chf|inr|euro)\b",
            cell.folded,
        )
        if named:
            signs.setdefault(values.CURRENCIES[named[1]], []).append(cell)
    if not signs:
        return None
    best = max(signs, key=lambda sign: len(signs[sign]))
    agreed = {"agreed"} if len(signs) == 1 else {"rival"}
    confidence = certainty.chance(certainty.CURRENCY, agreed)
    return Reading(field="currency", value=best, confidence=confidence, source=signs[best][0].source)


def _iban(sheet: Sheet) -> Reading | None:
    """An IBAN whose check digits are right, else what stands behind the word."""
    labelled_one: Reading | None = None
    for row in sheet.rows:
        for match in _IBAN.finditer(row.text):
            text = match[1]
            for end in range(len(text), 14, -1):
                candidate = text[:end].replace(" ", "")
                if is_iban(candidate):
                    confidence = certainty.chance(certainty.IBAN, {"checked"}, seen=row.confidence)
                    return Reading(field="iban", value=candidate, confidence=confidence, source=row.source, proven=True)
            if labelled_one is None and "iban" in row.folded:
                confidence = certainty.chance(certainty.IBAN, {"labelled"}, seen=row.confidence)
                labelled_one = Reading(
                    field="iban", value=text.replace(" ", ""), confidence=confidence, source=row.source
                )
    return labelled_one
