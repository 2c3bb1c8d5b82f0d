"""Driving licences: the Chinese one by its labels, all others by theirs."""

import re
from collections.abc import Mapping

from extractors.readers import cn_labels, labelled
from extractors.readers.cn_readings import LABELLED, reading
from extractors.readers.cn_words import forms_of
from extractors.readers.sheet import sheet_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading

_CHINESE = re.compile(r"机动车驾驶证|准驾车型|初次领证")
_SEX = re.compile(r"\bSEX\s*:?\s*([MFX])\b", re.IGNORECASE)


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read a licence of any country."""
    if _CHINESE.search("".join(content.text.split())):
        return cn_labels.read(kind, content)
    sheet = sheet_of(content)
    style = labelled.Style.of(sheet)
    readings = (labelled.by_label(field, sheet, style) for field in kind.fields)
    found = {field.field: field for field in readings if field is not None}
    # The sex stands glued to its label more often than apart from it.
    for form in forms_of(content, pages=2):
        for row in form.rows:
            match = _SEX.search(row.text)
            if match:
                found["sex"] = reading("sex", match[1].upper(), row.holding(match[0]), LABELLED)
    return found
