"""Content of a known kind to readings: structured data first, then the page, then the checks over both."""

import importlib
from collections.abc import Iterable, Mapping
from typing import Protocol, cast

from strongroom.content import Content, Structured
from strongroom.fold import squeeze
from strongroom.kind import Kind
from strongroom.reading import Extraction, Finding, Origin, Reading, Readings, Source, Tables, Value

# What a machine wrote for machines is as exact as the machine; what its own check digits confirm is surer still.
_STATED = {Origin.XML: 0.998, Origin.QR: 0.998, Origin.MRZ: 0.93}
_PROVEN = 0.998
# A page that was read this surely may contradict structured data; a doubtful reading may not.
_CONTRADICTS = 0.9
_DISPUTED = 0.5
# Of a name that is part of another, at least this many letters have to agree.
_TELLING = 5
# What one independent confirmation, or one refusal, does to the odds of a value.
_ODDS = 20.0
_TRUST = (Origin.XML, Origin.QR, Origin.MRZ)


class Reader(Protocol):
    """A module of ``extractors.readers``. Where papers have rows, it also has ``tables(kind, content) -> Tables``."""

    def read(self, kind: Kind, content: Content) -> Mapping[str, Reading]:
        """Read the fields of the kind from the pages; never raises on any content."""


def extract(kind: Kind, content: Content) -> Extraction:
    """Read every field of the kind, compare the sources, and run the kind's checks."""
    reader = reader_of(kind)
    seen = reader.read(kind, content)
    stated = _stated(kind, content.structured)
    readings, disputed = _merge(seen, stated, content)
    tables = _tables(reader, kind, content)
    findings = tuple(finding for check in kind.checks if (finding := check(readings)) is not None)
    findings += tuple(finding for judge in kind.table_checks if (finding := judge(readings, tables)) is not None)
    readings = _weigh(readings, findings)
    if disputed:
        findings += (Finding(check="sources_agree", passed=False, fields=disputed),)
    return Extraction(readings=readings, findings=findings, tables=tables)


def _tables(reader: Reader, kind: Kind, content: Content) -> Tables:
    """The rows that a machine wrote, or else those that the page shows."""
    stated = {name: rows for structured in reversed(content.structured) for name, rows in structured.tables.items()}
    printed: Tables = {} if stated or not hasattr(reader, "tables") else reader.tables(kind, content)
    return {**printed, **stated}


def reader_of(kind: Kind) -> Reader:
    """The module that reads this kind. Kinds are part of the product, never of a document, so the name is safe."""
    return cast(Reader, importlib.import_module(f"extractors.readers.{kind.reader}"))


def _stated(kind: Kind, structured: Iterable[Structured]) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = {}
    ordered = sorted(structured, key=lambda part: _TRUST.index(part.origin) if part.origin in _TRUST else len(_TRUST))
    for part in ordered:
        for name, value in part.values.items():
            if name in kind.by_name:
                proven = name in part.proven
                confidence = _PROVEN if proven else _STATED.get(part.origin, 0.9)
                source = Source(origin=part.origin, page=part.page)
                found.setdefault(name, []).append(
                    Reading(field=name, value=value, confidence=confidence, source=source, proven=proven)
                )
    return found


def _merge(
    seen: Readings, stated: Mapping[str, list[Reading]], content: Content
) -> tuple[dict[str, Reading], tuple[str, ...]]:
    merged = dict(seen)
    disputed = []
    page = squeeze(content.text) if stated else ""
    for name, readings in stated.items():
        best = readings[0]
        printed = seen.get(name)
        others = [*readings[1:], *([printed] if printed and printed.confidence >= _CONTRADICTS else [])]
        if any(at_odds(best.value, other.value) for other in others) and not _printed(best.value, page):
            disputed.append(name)
            best = best.at(_DISPUTED)
        elif any(same(best.value, other.value) for other in [*readings[1:], *([printed] if printed else [])]):
            best = best.at(max(best.confidence, _PROVEN), proven=True)
        if best.source.box is None and printed and same(best.value, printed.value):
            # The value is the machine's, its place on the page is where the reviewer looks.
            best = _placed(best, printed)
        merged[name] = best
    return merged, tuple(disputed)


def _placed(reading: Reading, printed: Reading) -> Reading:
    source = Source(origin=reading.source.origin, page=printed.source.page, box=printed.source.box)
    return Reading(
        field=reading.field,
        value=reading.value,
        confidence=reading.confidence,
        source=source,
        proven=reading.proven,
    )


def same(a: Value, b: Value) -> bool:
    """Whether two values say the same: texts by their letters and digits, amounts and dates by their value."""
    if isinstance(a, str) and isinstance(b, str):
        return squeeze(a) == squeeze(b)
    return type(a) is type(b) and a == b


def at_odds(a: Value, b: Value) -> bool:
    """Whether two values contradict each other: a name with and without its "Mr" or its department does not."""
    if same(a, b) or not isinstance(a, str) or not isinstance(b, str):
        return not same(a, b)
    short, long = sorted((squeeze(a), squeeze(b)), key=len)
    return len(short) < _TELLING or any(char.isdigit() for char in short) or short not in long


def _printed(value: Value, page: str) -> bool:
    return isinstance(value, str) and squeeze(value) in page


def _weigh(readings: Readings, findings: Iterable[Finding]) -> dict[str, Reading]:
    weighed = dict(readings)
    for finding in findings:
        for name in finding.fields:
            reading = weighed.get(name)
            if reading is None:
                continue
            if finding.passed and not reading.proven:
                weighed[name] = reading.at(_times(reading.confidence, _ODDS), proven=True)
            elif not finding.passed and not finding.warning:
                weighed[name] = reading.at(_times(reading.confidence, 1 / _ODDS), proven=False)
    return weighed


def _times(confidence: float, factor: float) -> float:
    return confidence * factor / (confidence * factor + 1 - confidence) if confidence < 1 else confidence
