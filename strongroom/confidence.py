"""The decision to file a document straight through or to ask a person. Pure: the same evidence, the same answer."""

import math
from collections.abc import Iterable, Mapping

from strongroom.errors import Fact
from strongroom.kind import UNKNOWN, Kind
from strongroom.reading import Classification, Decision, Extraction, Finding, Origin, Reading, Reason
from strongroom.reliability import needed
from strongroom.settings import Filing

_MACHINES = (Origin.XML, Origin.QR, Origin.MRZ)
_SUREST = 0.999


def decide(kind: Kind, classification: Classification, extraction: Extraction, *, filing: Filing) -> Decision:
    """File straight through if the kind is sure, all required fields were read, no check fails, and all is sure enough.

    For kinds whose reliability was measured, sure enough is one figure for the whole paper: the chance that its kind
    and all that would be filed are right has to be one at which the error target is kept. For the others each reading
    has to reach its field's threshold. Fields that are not required need not be there; if they are, they are filed
    with the rest, so they count. A field whose errors do no harm has the threshold 0 and does not count.

    A target that is stated for a kind which was not measured can only make it stricter: its papers then have to be as
    sure as the target says, too.
    """
    stated = filing.error_targets.get(kind.id)
    least = needed(kind.id, filing.error_target if stated is None else stated)
    if kind.id == UNKNOWN:
        unsure = [Reason(code="kind_unknown")]
    elif least is not None:
        unsure = _doubts(kind, classification, extraction, least)
    else:
        unsure = [*_kind_reasons(classification, filing), *_field_reasons(kind, extraction)]
        if stated is not None:
            unsure = unsure or _doubts(kind, classification, extraction, 1 - stated)
    reasons = [*unsure, *_missing(kind, classification, extraction), *_failed(extraction.findings)]
    return Decision(straight_through=not reasons, reasons=tuple(reasons))


def doubted(decision: Decision, findings: Iterable[Finding]) -> Decision:
    """The decision once more is known than the paper says (``strongroom.checks.house``): what fails stops it."""
    reasons = (*decision.reasons, *_failed(findings))
    return Decision(straight_through=not reasons, reasons=reasons)


def chance_of(kind: Kind, classification: Classification, extraction: Extraction) -> float:
    """The chance that the kind and every reading that counts are right.

    What one machine wrote, or one sum proves, stands or falls together and counts once, by its least sure part;
    everything else may err on its own.
    """
    chance = classification.confidence
    for reading in _witnesses(kind, extraction).values():
        chance *= reading.confidence
    return chance


def _witnesses(kind: Kind, extraction: Extraction) -> Mapping[str, Reading]:
    """The readings that count, one for each source of error: the least sure of what stands or falls together."""
    found: dict[str, Reading] = {}
    for field in kind.fields:
        reading = extraction.readings.get(field.name)
        if reading is None or field.threshold == 0:
            continue
        if reading.source.origin in _MACHINES:
            witness = f"by {reading.source.origin}"
        else:
            witness = "by arithmetic" if reading.proven else field.name
        found[witness] = min(reading, found.get(witness, reading), key=lambda one: one.confidence)
    return found


def _doubts(kind: Kind, classification: Classification, extraction: Extraction, least: float) -> list[Reason]:
    """The fewest things that a person has to confirm for the paper to be sure enough, the least sure first."""
    doubts: list[tuple[float, Reading | None]] = [(classification.confidence, None)]
    doubts += [(reading.confidence, reading) for reading in _witnesses(kind, extraction).values()]
    doubts.sort(key=lambda doubt: doubt[0])
    reasons = []
    for place, (confidence, reading) in enumerate(doubts):
        chance = math.prod(other for other, _ in doubts[place:])
        if chance >= least:
            break
        if reading is None:
            reasons.append(_kind_unsure(classification))
        else:
            wanted = confidence * least / chance if chance > 0 else _SUREST
            reasons.append(_field_unsure(reading, min(wanted, _SUREST)))
    return reasons


def _kind_reasons(classification: Classification, filing: Filing) -> list[Reason]:
    return [_kind_unsure(classification)] if classification.confidence < filing.kind_threshold else []


def _kind_unsure(classification: Classification) -> Reason:
    return Reason(code="kind_unsure", facts={"confidence": round(classification.confidence, 3)})


def _missing(kind: Kind, classification: Classification, extraction: Extraction) -> list[Reason]:
    return [
        Reason(code="field_missing", facts={"field": field.name})
        for field in kind.fields
        if field.name not in extraction.readings and kind.requires(field, classification.subkind)
    ]


def _field_reasons(kind: Kind, extraction: Extraction) -> list[Reason]:
    return [
        _field_unsure(reading, field.threshold)
        for field in kind.fields
        if (reading := extraction.readings.get(field.name)) is not None and reading.confidence < field.threshold
    ]


def _field_unsure(reading: Reading, threshold: float) -> Reason:
    facts: dict[str, Fact] = {
        "field": reading.field,
        "confidence": round(reading.confidence, 3),
        "threshold": round(threshold, 3),
    }
    return Reason(code="field_unsure", facts=facts)


def _failed(findings: Iterable[Finding]) -> list[Reason]:
    reasons = []
    for finding in findings:
        if finding.passed or finding.warning:
            continue
        code = "several_papers" if finding.check == "several_papers" else "check_failed"
        facts = {"check": finding.check, "fields": ", ".join(finding.fields)}
        reasons.append(Reason(code=code, facts=facts))
    return reasons
