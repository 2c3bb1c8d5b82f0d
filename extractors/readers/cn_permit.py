"""Permits to travel between the mainland, Hong Kong, Macau and Taiwan: the print beside or without a zone."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers import cn_id, mrz
from extractors.readers.cn_readings import BY_SHAPE, GUESSED, LABELLED, reading
from extractors.readers.cn_values import dates
from extractors.readers.cn_words import Form, forms_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_NUMBER = re.compile(r"(?<![A-Z0-9<])([HM]\d{8}(?:\d{2})?|C[A-HJ-NP-Z0-9]\d{7}|[LT]\d{8})(?![A-Z0-9<])")
_TAIWAN = re.compile(r"大陆通行证")
_DIGITS = re.compile(r"(?<![A-Z0-9<])(\d{8}(?:\d{2})?)(?![A-Z0-9<])")
_NAME = re.compile(r"姓?\s*名\s*:?\s*([\u4e00-\u9fff·]{2,12}?)(?=\s|[^\u4e00-\u9fff·]|$)")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LATIN_NAME = re.compile(r"([A-Z]{2,}(?: [A-Z]{2,})?)\s?,\s?([A-Z]{2,}(?: [A-Z]{2,}){0,2})")
_SEX = re.compile(r"(?<![\u4e00-\u9fff])(?:性别\s*:?\s*)?([男女])(?![\u4e00-\u9fff])")
_VALIDITY = re.compile(r"有效|签发|\d\s?[-~至一—–]+\s?\d{4}")
_BIRTH = re.compile(r"出\s*生")


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the print; what a zone says is compared with it afterwards."""
    found = dict(mrz.read(kind, content))
    taiwan = bool(_TAIWAN.search(content.text))
    for form in forms_of(content, pages=4):
        for part in (_number(form, taiwan=taiwan), _person(form), _validity(form)):
            for field in part:
                found.setdefault(field.field, field)
    return {name: field for name, field in found.items() if name in kind.by_name}


def _number(form: Form, *, taiwan: bool) -> Iterator[Reading]:
    for pattern, wanted in ((_NUMBER, True), (_DIGITS, taiwan)):
        for row in form.rows if wanted else ():
            match = None if _VALIDITY.search(row.text) else pattern.search(row.text)
            if match:
                trust = LABELLED if pattern is _NUMBER else BY_SHAPE
                yield reading("document_number", match[1], row.holding(match[1]), trust)
                return


def _person(form: Form) -> Iterator[Reading]:
    labelled = ((row, match[1]) for row in form.rows if (match := _NAME.search(row.text)))
    alone = ((row, row.text) for row in form.rows if _HAN_NAME.fullmatch(row.text) and not _BIRTH.search(row.text))
    for trust, names in ((LABELLED, labelled), (GUESSED, alone)):
        row_and_name = next(names, None)
        if row_and_name:
            row, name = row_and_name
            yield reading("name", name, row.holding(name), trust)
            break
    for row in form.rows:
        sex, latin = _SEX.search(row.text), _LATIN_NAME.search(row.text)
        if sex:
            yield reading("sex", sex[1], row.holding(sex[1]), LABELLED)
        if latin:
            yield reading("surname", latin[1], row.holding(latin[1]), BY_SHAPE)
            yield reading("given_names", latin[2], row.holding(latin[2]), BY_SHAPE)
    dated = [row for row in form.rows if dates(row.text) and not _VALIDITY.search(row.text)]
    born = [row for row in dated if _BIRTH.search(row.text)] or dated
    if born:
        day = dates(born[0].text)[0]
        yield reading("birth_date", day, born[0].holding(str(day.year)), LABELLED)


def _validity(form: Form) -> Iterator[Reading]:
    names = {"issuer": "authority"}
    for field in cn_id.back(form):
        name = names.get(field.field, field.field)
        yield Reading(field=name, value=field.value, confidence=field.confidence, source=field.source)
