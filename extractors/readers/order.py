"""Orders and delivery notes: numbers, days and parties by their labels, the sums, and what was ordered or came."""

from collections.abc import Mapping

from extractors.readers import bilingual
from extractors.readers.invoice import amounts_of
from extractors.readers.invoice_lines import COUNTED, PRICED, lines
from extractors.readers.labelled import Style
from extractors.readers.sheet import sheet_of
from extractors.readers.sums import sums_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading, Tables


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the labels of the paper's language; sums that add up are the better guide to amounts."""
    found = dict(bilingual.read(kind, content))
    sheet = sheet_of(content)
    sums = sums_of(sheet, Style.of(sheet)) if sheet.rows and "total" in kind.by_name else None
    for amount in amounts_of(sums) if sums else ():
        if amount.proven or amount.field not in found:
            found[amount.field] = amount
    return {name: field for name, field in found.items() if name in kind.by_name}


def tables(kind: Kind, content: Content) -> Tables:
    """The goods: with their prices on an order that states them, counted otherwise."""
    sheet = sheet_of(content)
    style = Style.of(sheet)
    priced = tuple(lines(sheet, style, needed=PRICED)) if "total" in kind.by_name else ()
    found = priced or tuple(lines(sheet, style, needed=COUNTED))
    return {"lines": found} if found else {}
