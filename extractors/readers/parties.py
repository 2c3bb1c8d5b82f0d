"""Who sells and who buys: labelled blocks, address blocks, the sender's line of a letter, its head and its foot."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.readers import values
from extractors.readers.company import COMPANY, clean_name
from extractors.readers.sheet import Cell, Sheet
from strongroom.fold import fold, squeeze

_SELLER = (
    r"verk[aä]ufer(?:in)?|seller|supplier|vendor|lieferant|fournisseur|vendeur|prestataire|proveedor|emisor|fornitore|"
    r"cedente(?:/prestatore)?|leverancier|verkoper|rechnungssteller|sold\s*by|from|issued\s*by|service\s*provider|"
    r"emetteur|de|da|von"
)
_BUYER = (
    r"k[aä]ufer(?:/leistungsempf[aä]nger)?|buyer|bill(?:ed)?\s*to(?:\s*address)?|invoice(?:d)?\s*(?:to|for)|sold\s*to|"
    r"customer(?:\s*name)?|client|kunde|rechnungsempf[aä]nger|rechnung\s*an|leistungsempf[aä]nger|rechnungsadresse|"
    r"rechnungsanschrift|factur[ée]\s*[àa]|adresse\s*de\s*facturation|destinataire|adresse\s*(?:du\s*)?client|kunden(?:adresse|anschrift)|customer\s*address|nom\s*de\s*l.abonne|cliente|"
    r"facturar\s*a|datos\s*del\s*cliente|destinatario|cessionario(?:/committente)?|intestatario|spett\.?(?:le)?|klant|"
    r"factuuradres|billing\s*address|invoice\s*address|to|an|attn"
)
_LABEL = {
    "seller": re.compile(rf"^\W*(?:{_SELLER})\s*(?::|$)"),
    "buyer": re.compile(rf"^\W*(?:{_BUYER})\s*(?::|$)"),
}
_NAME_LABEL = re.compile(
    r"^\W*(?:name|firma|company(?:\s*name)?|nom|raison\s*sociale|nombre|ragione\s*sociale|denominazione|naam)\s*:?\s*",
    re.IGNORECASE,
)
_HOLDER = re.compile(
    r"(?:kontoinhaber|account\s*(?:holder|name)|titulaire(?:\s*du\s*compte)?|rekeninghouder|beneficiary|payable\s*to|inh\.)\s*:?\s*(\S.*)"
)
_POSTCODE = re.compile(
    r"^\W*(?:[a-z]{1,3}[\s-]+)?\d{4,5}(?:\s?[a-z]{2})?\s*[a-z]{3}|\b[a-z]{2}\.?,?\s+\d{5}(?:-\d{4})?\W*$|"
    r"\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b|\b\d{5,6}\W*$"
)
_NOT_A_NAME = re.compile(
    r"^\W*$|invoice|rechnung|facture|factura|fattura|factuur|\bdate\b|datum|\bpage\b|seite|www\.|http|@|\btel|\bfax|"
    r"phone|gln\b|nummer|number|\bvat\b|\bust\b|\bust-?id|siret|iban|address|adresse|anschrift|receipt|statement|total|"
    r"amount|order|kopie|copy|duplicate|logo\b|^\W*(?:de|fr|gb|us|es|it|nl)\W*$|geschaftsf|amtsgericht|\bhrb\b|welcome|"
    r"thank|fallig|bestell|kunden-?n|lief-?nr|telefon|\bfon\b|^\W*an\W*$|quote|codice|\bnit\b|partita|salesperson|"
    r"terms|descri|\bqty\b|price|period|reference|direccion|condici|cond\b|remit|adres\b|indirizzo"
)
_SENDER = re.compile(r"\s+[●•·|∙▪–—-]\s+|\s*[●•·|∙▪]\s*|,\s+")
_TOP = 0.5
_REACH = 3.3


@dataclass(frozen=True, kw_only=True)
class Party:
    """A name with its place and what speaks for it."""

    name: str
    cell: Cell
    signals: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class _Block:
    lines: tuple[Cell, ...]
    role: str | None

    @property
    def head(self) -> Cell:
        return self.lines[0]


def seller_of(sheet: Sheet, buyer: Party | None) -> Party | None:
    """The likeliest seller: of all candidates the one that most ways of looking agree on."""
    other = squeeze(buyer.name) if buyer else ""
    found: dict[str, list[tuple[str, Cell, str]]] = {}
    for signal, cell, name in _seller_candidates(sheet):
        cleaned = _tidy(name)
        key = squeeze(cleaned)
        if len(key) < 3 or (key == other and signal != "labelled"):
            continue
        found.setdefault(key, []).append((signal, cell, cleaned))
    if not found:
        return None
    rest = squeeze(sheet.text)
    ranked = sorted(found.items(), key=lambda entry: -_weight(entry[1], rest, entry[0]))
    key, ways = ranked[0]
    signals = {signal for signal, _, _ in ways}
    if rest.count(key) > 1:
        signals.add("repeated")
    if COMPANY.search(ways[0][2]):
        signals.add("company")
    return Party(name=ways[0][2], cell=ways[0][1], signals=frozenset(signals))


_WEIGHTS = {"labelled": 4.0, "sender": 3.0, "letterhead": 1.5, "footer": 2.0, "holder": 0.8, "block": 1.0}


def _weight(ways: list[tuple[str, Cell, str]], text: str, key: str) -> float:
    weight = sum(_WEIGHTS[signal] for signal in {signal for signal, _, _ in ways})
    return weight + min(text.count(key) - 1, 2) * 0.6 + (1.0 if COMPANY.search(ways[0][2]) else 0.0)


def _seller_candidates(sheet: Sheet) -> Iterator[tuple[str, Cell, str]]:
    for cell, name in _labelled_names(sheet, "seller"):
        yield "labelled", cell, name
    first = sheet.rows[0].page
    for cell in sheet.cells:
        if cell.page != first:
            break
        folded = cell.folded
        if cell.box.middle < _TOP and _is_sender(sheet, cell):
            yield "sender", cell, _SENDER.split(cell.text)[0]
        elif cell.box.middle < 0.2 and _may_be_name(folded) and (COMPANY.search(cell.text) or _large(sheet, cell)):
            yield "letterhead", cell, cell.text
        elif cell.box.middle > 0.8 and COMPANY.search(cell.text) and _may_be_name(folded):
            yield "footer", cell, re.split(r"\s[-–·|]\s|\bau capital|,\s", cell.text)[0]
        holder = _HOLDER.search(cell.text.casefold())
        if holder:
            yield "holder", cell, cell.text[holder.start(1) :]
    for block in blocks_of(sheet):
        if block.role != "buyer":
            yield "block", block.head, block.head.text


def _is_sender(sheet: Sheet, cell: Cell) -> bool:
    """A whole address on one line is the sender's, as the windows of envelopes show it.

    Where a scan lost the dots between its parts, they are cells: name, street, postcode and town.
    """
    parts = _SENDER.split(cell.text)
    if len(parts) == 1 and cell is sheet.rows[cell.row].cells[0]:
        parts = [other.text for other in sheet.rows[cell.row].cells[:3]]
    streets = [part for part in parts[1:-1] if re.search(r"\d", part) and re.search(r"[^\W\d]{3}", part)]
    return bool(streets) and any(_POSTCODE.search(fold(part)) for part in parts[1:]) and _may_be_name(fold(parts[0]))


def _large(sheet: Sheet, cell: Cell) -> bool:
    heights = sorted(other.box.height for other in sheet.cells)
    return cell.box.height >= 1.3 * heights[len(heights) // 2]


def buyer_of(sheet: Sheet) -> Party | None:
    """The likeliest buyer: by label, else the address that stands in the window."""
    for cell, name in _labelled_names(sheet, "buyer"):
        return Party(name=_tidy(name), cell=cell, signals=frozenset({"labelled"}))
    senders = {squeeze(_SENDER.split(cell.text)[0]) for cell in sheet.cells if _is_sender(sheet, cell)}
    blocks = [block for block in blocks_of(sheet) if block.role is None and not _is_contact(block)]
    if len(blocks) > 1 and not senders:
        # Without a sender's line above the window, the seller's own address comes first.
        blocks = blocks[1:]
    for block in blocks:
        if squeeze(block.head.text) not in senders:
            return Party(name=_tidy(block.head.text), cell=block.head, signals=frozenset({"window"}))
    return None


def _is_contact(block: _Block) -> bool:
    """A seller's own block names ways to reach them."""
    return any(re.search(r"www\.|@|\btel|\bfon\b|\bfax", line.folded) for line in block.lines)


def _labelled_names(sheet: Sheet, role: str) -> Iterator[tuple[Cell, str]]:
    for cell in sheet.cells:
        match = _LABEL[role].match(cell.folded)
        # Further down, a row of many cells is the head of a table, where "customer" names a column and not a party.
        in_table = cell.box.middle > 0.3 and len(sheet.rows[cell.row].cells) > 3
        if not match or cell.box.middle > 0.75 or in_table:
            continue
        rest = cell.text[match.end() :].strip(" :") if ":" in cell.text else ""
        if rest and _may_be_name(fold(rest)):
            yield cell, rest
            continue
        named = _name_row(sheet, cell) or next(_names_near(sheet, cell), None)
        if named:
            yield named, _NAME_LABEL.sub("", named.text)


def _name_row(sheet: Sheet, label: Cell) -> Cell | None:
    """The value of a line "Name: ..." in the block under the label."""
    for row in sheet.rows[label.row + 1 : label.row + 6]:
        first = row.cells[0]
        if row.page == label.page and _NAME_LABEL.fullmatch(first.text.strip()) and len(row.cells) > 1:
            return row.cells[1]
    return None


def _names_near(sheet: Sheet, label: Cell) -> Iterator[Cell]:
    if label.text.rstrip().endswith(":"):
        right = sheet.right_of(label)
        if right and _may_be_name(right.folded):
            yield right
    for below in sheet.below(label, lines=5):
        if _may_be_name(below.folded) and abs(below.box.left - label.box.left) < 0.08:
            yield below


def blocks_of(sheet: Sheet) -> tuple[_Block, ...]:
    """The address blocks in the upper half of the first page, each from its name down to its postcode."""
    first = sheet.rows[0].page if sheet.rows else 0
    cells = [cell for cell in sheet.cells if cell.page == first and cell.box.middle < _TOP]
    senders = [cell for cell in cells if _is_sender(sheet, cell)]
    found = []
    for place in cells:
        if _POSTCODE.search(place.folded) and place not in senders:
            lines = _climb(place, cells, senders)
            if len(lines) >= 2 and _may_be_name(lines[0].folded) and not _STREET.search(lines[0].folded):
                found.append(_Block(lines=tuple(lines), role=_role_above(lines[0], cells)))
    return tuple(found)


def _climb(place: Cell, cells: Iterable[Cell], senders: list[Cell]) -> list[Cell]:
    lines = [place]
    for cell in sorted((c for c in cells if c.box.middle < place.box.middle), key=lambda c: -c.box.middle):
        top = lines[0]
        if abs(cell.box.left - top.box.left) > 0.03 and abs(_centre(cell) - _centre(top)) > 0.03:
            continue
        if top.box.middle - cell.box.middle > _REACH * max(top.box.height, cell.box.height) or len(lines) == 5:
            break
        if cell in senders or _ends_block(cell):
            break
        lines.insert(0, cell)
    return lines


def _ends_block(cell: Cell) -> bool:
    labels = any(label.match(cell.folded) for label in _LABEL.values())
    lettered = any(char.isalpha() for char in cell.text)
    return labels or not lettered or bool(_NOT_A_NAME.search(cell.folded) or values.days(cell.text))


def _centre(cell: Cell) -> float:
    return (cell.box.left + cell.box.right) / 2


def _role_above(head: Cell, cells: Iterable[Cell]) -> str | None:
    for cell in sorted((c for c in cells if c.box.middle < head.box.middle), key=lambda c: -c.box.middle):
        if abs(cell.box.left - head.box.left) < 0.05 and head.box.middle - cell.box.middle < 0.06:
            for role, label in _LABEL.items():
                if label.match(cell.folded):
                    return role
            return (
                "other"
                if cell.text.rstrip().endswith(":")
                or re.search(r"adress|address|adres\b|anschrift|livraison|indirizzo", cell.folded)
                else None
            )
    return None


_STREET = re.compile(
    r"(?:str\.?|strasse|weg|platz|gasse|allee|street|road|avenue|lane)\s+\d|^\d+[a-z]?,?\s+\w|^(?:rue|via|calle|av)\b"
)


def _may_be_name(folded: str) -> bool:
    letters = sum(char.isalpha() for char in folded)
    digits = sum(char.isdigit() for char in folded)
    return letters >= 3 and digits <= letters and not _NOT_A_NAME.search(folded) and len(folded) <= 70


def _tidy(name: str) -> str:
    name = _NAME_LABEL.sub("", name.strip())
    return clean_name(re.split(r"\s[●•·|∙▪]\s|\s[-–]\s(?=\d)|\s+(?:T\.?a\.?v|c/o)\b", name)[0])
