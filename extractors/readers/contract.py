"""Contracts, Chinese and English: title, number, parties, when signed, until when, for how much."""

import re
from collections.abc import Iterator, Mapping

from extractors.readers import labelled, values
from extractors.readers.labelled import Style
from extractors.readers.sheet import Row, Sheet, sheet_of
from strongroom.content import Content
from strongroom.kind import Kind
from strongroom.reading import Reading, Value

_TITLE = re.compile(
    r"合同(?:书)?$|协议(?:书)?$|\bagreement\b|\bcontract\b|vertrag\b|\bcontrat\b|\bcontrato\b", re.IGNORECASE
)
# "甲方(买方): 某某公司", with the role in brackets or without.
_PARTY_ZH = re.compile(r"^\W{0,3}([甲乙])\s*方\s*(?:[((][^))]{1,12}[))])?\s*[::]\s*(\S.{1,40}?)(?:\s{2,}|$|[((]盖)")
_ROLE = r"^\W*(?:{roles})\s*(?:\([^)]*\))?\s*:\s*(\S.*)"
_PARTIES = (
    (
        "party_a",
        re.compile(
            _ROLE.format(roles=r"party\s*a|first\s*party|client|buyer|landlord|licensor|employer"), re.IGNORECASE
        ),
    ),
    (
        "party_b",
        re.compile(
            _ROLE.format(roles=r"party\s*b|second\s*party|contractor|supplier|tenant|licensee|employee"), re.IGNORECASE
        ),
    ),
)
_BETWEEN = re.compile(
    r"between\s+(?:\(?1\)?\s*)?(?P<a>[A-Z].{2,60}?)\s*(?:,|\().{0,200}?\band\b\s+(?:\(?2\)?\s*)?"
    r"(?P<b>[A-Z].{2,60}?)\s*(?:,|\(|\.)",
    re.DOTALL,
)
_UNTIL = re.compile(r"(?:至|until|through|expires?\s*(?:on)?|ending)\W*$", re.IGNORECASE)
_SIGNED = re.compile(r"签订|签署|签字|盖章|日期|signed|dated|date|effective", re.IGNORECASE)
# Stated before calibration: contracts are too varied, and the labelled ones too few, to fit weights for them.
_LIKELY = 0.9
_POSSIBLE = 0.7


def read(kind: Kind, content: Content) -> Mapping[str, Reading]:
    """Read the fields that the kind has: first as labelled, then as contracts phrase them."""
    sheet = sheet_of(content)
    if not sheet.rows:
        return {}
    readings = {reading.field: reading for reading in _phrased(sheet)}
    # What stands behind a label of the kind is surer than a phrase, except for the parties, whose labels lead lines.
    readings |= {
        name: reading for name, reading in labelled.read(kind, content).items() if name not in ("party_a", "party_b")
    }
    return {name: reading for name, reading in readings.items() if name in kind.by_name}


def _phrased(sheet: Sheet) -> Iterator[Reading]:
    title = next((row for row in sheet.rows[:12] if _TITLE.search(row.text.strip()) and len(row.text) <= 60), None)
    if title:
        yield _reading("title", title.text.strip(), title, _LIKELY)
    yield from _parties(sheet)
    yield from _dates(sheet)


def _parties(sheet: Sheet) -> Iterator[Reading]:
    """The first line that names each party; a later line repeats it above the signature."""
    found: dict[str, Reading] = {}
    for row in sheet.rows:
        chinese = _PARTY_ZH.search(row.text)
        if chinese:
            field = "party_a" if chinese[1] == "甲" else "party_b"
            found.setdefault(field, _reading(field, chinese[2], row, _LIKELY))
        for field, pattern in _PARTIES:
            match = pattern.search(row.text)
            if match:
                found.setdefault(field, _reading(field, match[1], row, _LIKELY))
    between = _BETWEEN.search(sheet.text[:4_000])
    if between and not found:
        row = sheet.rows[sheet.text[: between.start()].count("\n")]
        found = {
            "party_a": _reading("party_a", between["a"], row, _POSSIBLE),
            "party_b": _reading("party_b", between["b"], row, _POSSIBLE),
        }
    yield from found.values()


def _dates(sheet: Sheet) -> Iterator[Reading]:
    """When it was signed: the last date beside such a word; until when: the date behind such a word."""
    order = Style.of(sheet).order or values.Order.DAY_FIRST
    signed: Reading | None = None
    for row in sheet.rows:
        for day in values.days(row.text):
            if _UNTIL.search(row.text[: day.start]):
                yield _reading("expiry", day.settled(order), row, _POSSIBLE)
            elif _SIGNED.search(row.text):
                signed = _reading("date", day.settled(order), row, _POSSIBLE)
    if signed:
        yield signed


def _reading(field: str, value: Value, row: Row, confidence: float) -> Reading:
    if isinstance(value, str):
        value = value.strip(" ,;:_\uff1a\uff0c")
    return Reading(field=field, value=value, confidence=confidence * row.confidence, source=row.source)
