"""Residence permits: those of the mainland (港澳台居民居住证, 外国人永久居留身份证), and all others by their zones."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers import cn_id, mrz
from extractors.readers.cn_readings import BY_SHAPE, LABELLED, checked, reading
from extractors.readers.cn_words import forms_of
from strongroom.checks.resident_id import resident_id_fits
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_COMPATRIOT = re.compile(r"居民居住证")
_FOREIGNER = re.compile(r"永久居留身份证")
_PERMIT = re.compile(r"通行证号码\s*:?\s*([HM]?\d{8}(?:\d{2})?)")
# Cards of 2017: a country's three letters and 12 digits; of 2023: a resident number that begins with 9.
_FOREIGN_NUMBER = re.compile(r"(?<![A-Z0-9])([A-Z]{3}\d{12})(?![A-Z0-9])")
_FOREIGN_RESIDENT = re.compile(r"(?<!\d)(9\d{16}[\dX])(?![\dX])")
_LATIN_NAME = re.compile(r"^(?:姓名|Name|[/ :])*\s*([A-Z][A-Z'-]+)\s?,\s?([A-Z][A-Z' -]+)$")
_RENAMED = {"id_number": "document_number", "issuer": "authority"}


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the form that the card's title names."""
    text = "".join(content.text.split())
    if not _COMPATRIOT.search(text) and not _FOREIGNER.search(text):
        return mrz.read(kind, content)
    found = {} if _COMPATRIOT.search(text) else dict(mrz.read(kind, content))
    for field in cn_id.everything(content).values():
        name = _RENAMED.get(field.field, field.field)
        found.setdefault(name, _named(name, field))
    printed = _foreigner(content) if _FOREIGNER.search(text) else _compatriot(content)
    found |= {field.field: field for field in printed}
    return {name: field for name, field in found.items() if name in kind.by_name}


def _named(name: str, field: Reading) -> Reading:
    return Reading(field=name, value=field.value, confidence=field.confidence, source=field.source)


def _compatriot(content: Content) -> Iterator[Reading]:
    for form in forms_of(content, pages=4):
        for row in form.rows:
            match = _PERMIT.search(row.text)
            if match:
                yield reading("permit_number", match[1], row.holding(match[1]), LABELLED)


def _foreigner(content: Content) -> Iterator[Reading]:
    for form in forms_of(content, pages=4):
        for row in form.rows:
            old, new = _FOREIGN_NUMBER.search(row.text), _FOREIGN_RESIDENT.search(row.text)
            names = _LATIN_NAME.search(row.text)
            if new:
                yield checked("document_number", new[1], row.holding(new[1]), resident_id_fits)
            elif old:
                yield reading("document_number", old[1], row.holding(old[1]), LABELLED)
            if names:
                yield reading("surname", names[1], row.piece, BY_SHAPE)
                yield reading("given_names", names[2].strip(), row.piece, BY_SHAPE)
