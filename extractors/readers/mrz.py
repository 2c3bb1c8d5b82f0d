"""Identity papers with a machine-readable zone: what is printed above it, by labels, and as a witness of the zone.

Check digits cover number and dates. Names, sex and states have none: the reader looks for them in print, so that two
sources agree before a paper goes straight through.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from extractors import mrz_print as printed
from extractors.mrz_layouts import STATES
from extractors.readers import labelled
from extractors.readers.sheet import Sheet, sheet_of
from strongroom.content import Content, Structured
from strongroom.fold import plain
from strongroom.kind import Field, Kind
from strongroom.page import Page, Word
from strongroom.reading import Origin, Reading, Source, Value

_NAMES = ("surname", "given_names")
_STATES = ("nationality", "issuer")
_NOT_A_NAME = re.compile(r"[/\d:]|name|nom\b|surname|identif", re.IGNORECASE)
_HKID = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}\d{6}\([0-9A]\)")
_LABELLED = 0.985
_BY_LABEL = 0.9
# Both lines of a zone name the state: one misread letter would have to happen twice.
_BOTH_LINES = 0.98
_AROUND_SEX = frozenset({"birth_date", "expiry"})
_IN_PLACE = 0.985


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the printed part: values that the zone states where they are printed, all others by their labels."""
    readings = _labelled(kind, content) | dict(_hong_kong(content))
    for zone in content.structured:
        page = next((page for page in content.pages if page.number == zone.page), None)
        if zone.syntax != "mrz" or page is None:
            continue
        for name in zone.values:
            # Labels of identity papers stand in many languages and places: the zone is the better guide.
            readings.pop(name, None)
        readings |= {reading.field: reading for reading in _witnesses(zone, page)}
        break
    return {name: reading for name, reading in readings.items() if name in kind.by_name}


def _labelled(kind: Kind, content: Content) -> dict[str, Reading]:
    # By labels alone: the patterns of these fields are far too common to be searched for in running text.
    sheet = sheet_of(content)
    style = labelled.Style.of(sheet)
    found = (_behind_label(field, sheet, style) for field in kind.fields)
    return {reading.field: reading for reading in found if reading is not None}


def _hong_kong(content: Content) -> Iterator[tuple[str, Reading]]:
    # The number of a Hong Kong card has no label, but a form of its own.
    for page in content.pages:
        for word in page.words:
            match = _HKID.search(plain(word.text))
            if match:
                source = Source(origin=Origin.OCR, page=page.number, box=word.box)
                confidence = _BY_LABEL * word.confidence
                yield (
                    "document_number",
                    Reading(field="document_number", value=match[0], confidence=confidence, source=source),
                )


def _behind_label(field: Field, sheet: Sheet, style: labelled.Style) -> Reading | None:
    for place in labelled.labelled(sheet, field.labels):
        value = labelled.fitting(field, place.text, style)
        # Labels stand beside each other and in two languages: what follows one is often another, not a name.
        if value is not None and not (field.name in _NAMES and _NOT_A_NAME.search(str(value))):
            return Reading(
                field=field.name, value=value, confidence=_BY_LABEL * place.cell.confidence, source=place.cell.source
            )
    return None


def _witnesses(zone: Structured, page: Page) -> Iterator[Reading]:
    for name, value in zone.values.items():
        words = _print_of(name, value, page)
        if words:
            yield _seen(name, value, page, words)
    nationality, issuer = (zone.values.get(name) for name in _STATES)
    if nationality is not None and nationality == issuer and str(nationality).ljust(3, "<") in STATES:
        source = Source(origin=Origin.MRZ, page=page.number)
        for name in _STATES:
            yield Reading(field=name, value=nationality, confidence=_BOTH_LINES, source=source)
    sex = zone.values.get("sex")
    if zone.proven >= _AROUND_SEX and sex in ("M", "F"):
        # It stands between two dates whose check digits fit, so in its place; and neither letter looks like the other.
        yield Reading(field="sex", value=sex, confidence=_IN_PLACE, source=Source(origin=Origin.MRZ, page=page.number))


def _print_of(name: str, value: Value, page: Page) -> tuple[Word, ...]:
    word: Word | None = None
    if isinstance(value, dt.date):
        word = printed.says_date(page, value)
    elif name in _NAMES:
        return printed.says_name(page, str(value))
    elif name == "sex":
        word = printed.says_sex(page, str(value))
    else:
        word = printed.says_code(page, str(value))
    return (word,) if word else ()


def _seen(name: str, value: Value, page: Page, words: tuple[Word, ...]) -> Reading:
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    confidence = _LABELLED * min(word.confidence for word in words)
    return Reading(
        field=name, value=value, confidence=confidence, source=Source(origin=Origin.OCR, page=page.number, box=box)
    )
