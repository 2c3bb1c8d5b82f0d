"""Identity cards of any country: by zone and labels, and those of Hong Kong, Macau and Taiwan by their own form."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers import mrz
from extractors.readers.cn_labels import labelled
from extractors.readers.cn_readings import BY_SHAPE, LABELLED, checked, reading
from extractors.readers.cn_values import dates
from extractors.readers.cn_words import Form, forms_of
from strongroom.checks.regions import taiwan_id_fits
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_HONG_KONG = re.compile(r"HONGKONG(?:PERMANENT)?IDENTITYCARD|香港(?:永久性)?居民身份[證证]", re.IGNORECASE)
_MACAU = re.compile(r"BILHETEDEIDENTIDADE|澳[門门](?:永久性|非永久性)?居民身份[證证]", re.IGNORECASE)
_TAIWAN = re.compile(r"[國国]民身[分份][證证]")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,5}")
# CHAN, Tai Man
_LATIN_NAME = re.compile(r"([A-Z]{2,}(?: [A-Z]{2,})?)\s?,\s?([A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,3})")
_TITLE = re.compile(r"身[分份][證证]|香港|澳|中[華华]")
_MACAU_NUMBER = re.compile(r"(?<!\d)([157]\d{6}\(\d\))(?!\d)")
_TAIWAN_NUMBER = re.compile(r"(?<![A-Z0-9])([A-Z][12OILZ\d]{9})(?![A-Z0-9])")
_TAIWAN_LABELS = (
    "姓名",
    "出生年月日",
    "出生",
    "性別",
    "性别",
    "發證日期",
    "統一編號",
    "配偶",
    "役別",
    "父",
    "母",
    "住址",
)


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read zone and labels, and what the card's own form adds."""
    found = dict(mrz.read(kind, content))
    text = "".join(content.text.split())
    for shape, reader in ((_HONG_KONG, _hong_kong), (_MACAU, _macau), (_TAIWAN, _taiwan)):
        if shape.search(text):
            for form in forms_of(content, pages=4):
                found |= {field.field: field for field in reader(form)}
            break
    return {name: field for name, field in found.items() if name in kind.by_name}


def _hong_kong(form: Form) -> Iterator[Reading]:
    rows = form.rows
    for at, row in enumerate(rows):
        match = _LATIN_NAME.search(row.text)
        if match:
            yield reading("surname", match[1], row.holding(match[1]), BY_SHAPE)
            yield reading("given_names", match[2], row.holding(match[2]), BY_SHAPE)
            above = rows[at - 1] if at else None
            if above and _HAN_NAME.fullmatch(above.text) and not _TITLE.search(above.text):
                yield reading("name", above.text, above.piece, BY_SHAPE)
            return


def _macau(form: Form) -> Iterator[Reading]:
    for row in form.rows:
        match = _MACAU_NUMBER.search(row.text)
        if match:
            yield reading("document_number", match[1], row.holding(match[1]), LABELLED)
            return


def _taiwan(form: Form) -> Iterator[Reading]:
    for row in form.rows:
        match = _TAIWAN_NUMBER.search(row.text)
        if match:
            yield checked("document_number", match[1], row.holding(match[1]), taiwan_id_fits)
            break
    for place in labelled(form, ("姓名",), _TAIWAN_LABELS):
        if _HAN_NAME.fullmatch(place.text):
            yield reading("name", place.text, place, LABELLED)
            break
    for name, labels in (("birth_date", ("出生年月日", "出生")), ("issue_date", ("發證日期",))):
        for place in labelled(form, labels, _TAIWAN_LABELS):
            if dates(place.text):
                yield reading(name, dates(place.text)[0], place, LABELLED)
                break
    for place in labelled(form, ("性別", "性别"), _TAIWAN_LABELS):
        if place.text[:1] in ("男", "女"):
            yield reading("sex", place.text[0], place, LABELLED)
            break
