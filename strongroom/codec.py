"""Pages, readings and outcomes as JSON and back: for the vault, the records, and the wire from a reader process.

JSON and not pickle: a reader handles hostile files, and what it sends must not be able to run anything where keys are.
Words are written as ``[text, left, top, right, bottom, confidence]`` with five decimals: a hundredth of a millimetre
on A4, at a third of the size of named fields.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from strongroom.page import Box, Page, Word
from strongroom.reading import (
    Classification,
    Decision,
    Extraction,
    Finding,
    Origin,
    Reading,
    Reason,
    Source,
    Value,
)

_PLACES: Final = 5


def pages_to_json(pages: Sequence[Page]) -> bytes:
    """Write pages with their words."""
    return _dump([_page(page) for page in pages])


def pages_from_json(data: bytes) -> tuple[Page, ...]:
    """Read what ``pages_to_json`` wrote."""
    return tuple(_to_page(entry) for entry in json.loads(data))


def readings_to_json(readings: Mapping[str, Reading]) -> bytes:
    """Write readings, each with its type, confidence and source."""
    return _dump([_reading(reading) for reading in readings.values()])


def readings_from_json(data: bytes) -> dict[str, Reading]:
    """Read what ``readings_to_json`` wrote."""
    return {entry["field"]: _to_reading(entry) for entry in json.loads(data)}


def extraction_to_json(extraction: Extraction) -> bytes:
    """Write readings, findings and tables."""
    return _dump(_extraction(extraction))


def extraction_from_json(data: bytes) -> Extraction:
    """Read what ``extraction_to_json`` wrote."""
    return _to_extraction(json.loads(data))


def reasons_to_json(reasons: Sequence[Reason]) -> bytes:
    """Write reasons for review."""
    return _dump([{"code": reason.code, "facts": dict(reason.facts)} for reason in reasons])


def reasons_from_json(data: bytes) -> tuple[Reason, ...]:
    """Read what ``reasons_to_json`` wrote."""
    return tuple(Reason(code=entry["code"], facts=entry["facts"]) for entry in json.loads(data))


def outcome_to_dict(classification: Classification, extraction: Extraction, decision: Decision) -> dict[str, Any]:
    """What a reader concluded, ready for JSON."""
    return {
        "classification": {
            "kind": classification.kind,
            "subkind": classification.subkind,
            "confidence": classification.confidence,
            "reasons": list(classification.reasons),
            "runners_up": [list(pair) for pair in classification.runners_up],
        },
        "extraction": _extraction(extraction),
        "decision": {
            "straight_through": decision.straight_through,
            "reasons": [{"code": reason.code, "facts": dict(reason.facts)} for reason in decision.reasons],
        },
    }


def outcome_from_dict(entry: Mapping[str, Any]) -> tuple[Classification, Extraction, Decision]:
    """Read what ``outcome_to_dict`` wrote."""
    kind = entry["classification"]
    decision = entry["decision"]
    return (
        Classification(
            kind=kind["kind"],
            subkind=kind["subkind"],
            confidence=kind["confidence"],
            reasons=tuple(kind["reasons"]),
            runners_up=tuple((name, share) for name, share in kind["runners_up"]),
        ),
        _to_extraction(entry["extraction"]),
        Decision(
            straight_through=decision["straight_through"],
            reasons=tuple(Reason(code=reason["code"], facts=reason["facts"]) for reason in decision["reasons"]),
        ),
    )


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _page(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "source": page.source,
        "turned": page.turned,
        "codes": list(page.codes),
        "blank": page.blank,
        "words": [[word.text, *_corners(word.box), round(word.confidence, 4)] for word in page.words],
    }


def _to_page(entry: Mapping[str, Any]) -> Page:
    return Page(
        number=entry["number"],
        width=entry["width"],
        height=entry["height"],
        source=entry["source"],
        turned=entry["turned"],
        codes=tuple(entry["codes"]),
        blank=entry.get("blank", False),
        words=tuple(Word(text=word[0], box=_to_box(word[1:5]), confidence=word[5]) for word in entry["words"]),
    )


def _corners(box: Box) -> list[float]:
    return [round(edge, _PLACES) for edge in (box.left, box.top, box.right, box.bottom)]


def _to_box(corners: Sequence[float]) -> Box:
    left, top, right, bottom = corners
    return Box(left=left, top=top, right=right, bottom=bottom)


def _extraction(extraction: Extraction) -> dict[str, Any]:
    return {
        "readings": [_reading(reading) for reading in extraction.readings.values()],
        "findings": [
            {
                "check": finding.check,
                "passed": finding.passed,
                "fields": list(finding.fields),
                "warning": finding.warning,
            }
            for finding in extraction.findings
        ],
        "tables": {name: [dict(row) for row in rows] for name, rows in extraction.tables.items()},
    }


def _to_extraction(entry: Mapping[str, Any]) -> Extraction:
    return Extraction(
        readings={reading["field"]: _to_reading(reading) for reading in entry["readings"]},
        findings=tuple(
            Finding(
                check=finding["check"],
                passed=finding["passed"],
                fields=tuple(finding["fields"]),
                warning=finding["warning"],
            )
            for finding in entry["findings"]
        ),
        tables={name: tuple(rows) for name, rows in entry["tables"].items()},
    )


def _reading(reading: Reading) -> dict[str, Any]:
    box = reading.source.box
    return {
        "field": reading.field,
        "type": _type_of(reading.value),
        "value": reading.text,
        "confidence": reading.confidence,
        "proven": reading.proven,
        "origin": reading.source.origin.value,
        "page": reading.source.page,
        "box": _corners(box) if box else None,
    }


def _to_reading(entry: Mapping[str, Any]) -> Reading:
    return Reading(
        field=entry["field"],
        value=_to_value(entry["type"], entry["value"]),
        confidence=entry["confidence"],
        proven=entry["proven"],
        source=Source(
            origin=Origin(entry["origin"]),
            page=entry["page"],
            box=_to_box(entry["box"]) if entry["box"] else None,
        ),
    )


def _type_of(value: Value) -> str:
    if isinstance(value, dt.date):
        return "date"
    return "amount" if isinstance(value, Decimal) else "text"


def _to_value(kind: str, text: str) -> Value:
    if kind == "date":
        return dt.date.fromisoformat(text)
    return Decimal(text) if kind == "amount" else text
