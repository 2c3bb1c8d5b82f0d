"""Payment cards: number, month of expiry, holder, bank."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers.cn_readings import BY_SHAPE, GUESSED, LABELLED, reading
from extractors.readers.cn_words import Form, forms_of
from strongroom.checks.luhn import luhn_fits
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_NUMBER = re.compile(r"(?<![\d+-])((?:\d{4}[ -]?){3}\d{1,7})(?!\d)")
_EXPIRY = re.compile(r"(?<!\d)(0[1-9]|1[0-2])\s?/\s?(\d{2})(?![\d/])")
_HOLDER = re.compile(r"(?:M[RS]S?\.?\s?)?[A-Z][A-Z'-]{1,20}(?:\s[A-Z][A-Z'.-]{0,20}){1,3}")
_NOT_A_HOLDER = re.compile(
    r"BANK|CREDIT|DEBIT|VALID|THRU|GOLD|PLATINUM|UNION|VISA|MASTER|CARD|SIGNED|GLOBAL|MONTH|YEAR"
)
_BANK = re.compile(r"([\u4e00-\u9fff]{2,10}银行|[A-Z][\w&. ]{1,30}\bB(?:ank|ANK)\b)")


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read what identifies the card and its holder."""
    found: dict[str, Reading] = {}
    for form in forms_of(content, pages=2):
        for field in _card(form):
            found.setdefault(field.field, field)
    return {name: field for name, field in found.items() if name in kind.by_name}


def _card(form: Form) -> Iterator[Reading]:
    numbers = [(re.sub(r"\D", "", match[1]), row) for row in form.rows for match in _NUMBER.finditer(row.text)]
    for digits, row in sorted(numbers, key=lambda found: not luhn_fits(found[0]))[:1]:
        yield reading("card_number", digits, row.piece, LABELLED if luhn_fits(digits) else GUESSED)
    for name, pattern in (("expiry_month", _EXPIRY), ("bank", _BANK)):
        for row in form.rows:
            match = pattern.search(row.text)
            if match:
                value = f"20{match[2]}-{match[1]}" if name == "expiry_month" else match[1]
                yield reading(name, value, row.holding(match[0]), BY_SHAPE)
                break
    for row in form.rows:
        if _HOLDER.fullmatch(row.text) and not _NOT_A_HOLDER.search(row.text):
            yield reading("holder", row.text, row.piece, BY_SHAPE)
            break
