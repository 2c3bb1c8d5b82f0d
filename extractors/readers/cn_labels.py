"""Chinese papers whose values follow their labels: certificates and licences."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractors.readers.cn_readings import LABELLED, reading
from extractors.readers.cn_values import amounts, dates, yuan
from extractors.readers.cn_words import Form, Piece, Row, forms_of
from strongroom import patterns
from strongroom.content import Content
from strongroom.fold import plain, squeeze
from strongroom.kind import Field, Kind, Type
from strongroom.reading import Reading, Value

# Labels of things that no kind reads. A value ends before them as before any other label.
_UNREAD = (
    *("身高", "血型", "宗教信仰", "出生地", "曾用名", "其他住址", "何时", "职业", "兵役状况", "承办人", "电话", "备注"),
    *("档案编号", "核定载人数", "总质量", "整备质量", "外廓尺寸", "核定载质量", "准牵引总质量", "经办人", "项目编码"),
)


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read each field of the kind behind, or below, the first of its labels that is printed."""
    found: dict[str, Reading] = {}
    labels = (*(label for field in kind.fields for label in field.labels), *_UNREAD)
    for form in forms_of(content):
        for field in kind.fields:
            for place in labelled(form, field.labels, labels):
                value = value_of(field, place.text)
                if value is not None:
                    found.setdefault(field.name, reading(field.name, value, place, LABELLED))
                    break
    return found


def labelled(form: Form, wanted: tuple[str, ...], labels: tuple[str, ...]) -> Iterator[Piece]:
    """What stands behind a label on its line, up to the next label, and then what stands below it."""
    stop = any_of((*wanted, *labels))
    for label in wanted:
        for at, row in enumerate(form.rows):
            # Looked for among all labels, so that one inside a longer one (交款人 in 交款人代码) is not taken for it.
            found = [match for match in stop.finditer(row.text) if squeeze(match[0]) == squeeze(label)]
            for match in found[:1]:
                text = _until_next(row.text[match.end() :], wanted, stop)
                if text:
                    yield row.holding(text).saying(text)
                yield from _below(form.rows[at + 1 : at + 2], row.holding(match[0]))


def _until_next(rest: str, wanted: tuple[str, ...], stop: re.Pattern[str]) -> str:
    """A value up to the next label. The same label in another language may stand between the label and its value."""
    again = re.match(rf"[\s/:]*(?:{any_of(wanted).pattern})", rest)
    rest = rest[again.end() :] if again else rest
    ending = stop.search(rest)
    return (rest[: ending.start()] if ending else rest).strip(" :/")


def _below(rows: tuple[Row, ...], label: Piece) -> Iterator[Piece]:
    for row in rows:
        for piece in row.pieces:
            if min(piece.box.right, label.box.right) > max(piece.box.left, label.box.left):
                yield piece


def any_of(labels: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the labels."""
    return re.compile("|".join(spaced(label) for label in sorted(labels, key=len, reverse=True)) or r"(?!)")


def spaced(label: str) -> str:
    """A pattern for a label that is printed with its characters spread over a column."""
    return r"\s*".join(re.escape(character) for character in plain(label))


def value_of(field: Field, text: str) -> Value | None:
    """The value of the field's type at the beginning of a text; None where there is none."""
    if field.pattern is not None:
        found_by_pattern = patterns.first(field.pattern, text)
        if found_by_pattern is None:
            return None
        text = found_by_pattern
    found: tuple[dt.date | Decimal | str, ...]
    if field.type is Type.DATE:
        found = dates(text)
    elif field.type is Type.AMOUNT:
        found = yuan(text) or amounts(text)
    elif field.type is Type.CODE:
        found = tuple(re.findall(r"[0-9A-Z][0-9A-Z*-]{3,}", text.upper()))
    else:
        found = (text,) if text else ()
    return found[0] if found else None
