"""The decision to file a document straight through or to ask a person. Pure: the same evidence, the same answer."""

from strongroom.errors import Fact
from strongroom.kind import UNKNOWN, Field, Kind
from strongroom.reading import Classification, Decision, Extraction, Reason
from strongroom.settings import Filing


def decide(kind: Kind, classification: Classification, extraction: Extraction, *, filing: Filing) -> Decision:
    """File straight through if the kind is sure, all required fields were read, what was read is sure, no check fails.

    Fields that are not required need not be there; if they are, they are filed with the rest, so they have to reach
    their threshold too. A field whose errors do no harm has the threshold 0.
    """
    reasons = [
        *_kind_reasons(kind, classification, filing),
        *(
            reason
            for field in kind.fields
            for reason in _field_reasons(field, extraction, required=kind.requires(field, classification.subkind))
        ),
        *_check_reasons(extraction),
    ]
    return Decision(straight_through=not reasons, reasons=tuple(reasons))


def _kind_reasons(kind: Kind, classification: Classification, filing: Filing) -> list[Reason]:
    if kind.id == UNKNOWN:
        return [Reason(code="kind_unknown")]
    if classification.confidence < filing.kind_threshold:
        return [Reason(code="kind_unsure", facts={"confidence": round(classification.confidence, 3)})]
    return []


def _field_reasons(field: Field, extraction: Extraction, *, required: bool) -> list[Reason]:
    reading = extraction.readings.get(field.name)
    if reading is None:
        return [Reason(code="field_missing", facts={"field": field.name})] if required else []
    if reading.confidence < field.threshold:
        facts: dict[str, Fact] = {
            "field": field.name,
            "confidence": round(reading.confidence, 3),
            "threshold": field.threshold,
        }
        return [Reason(code="field_unsure", facts=facts)]
    return []


def _check_reasons(extraction: Extraction) -> list[Reason]:
    reasons = []
    for finding in extraction.findings:
        if finding.passed or finding.warning:
            continue
        code = "several_papers" if finding.check == "several_papers" else "check_failed"
        facts = {"check": finding.check, "fields": ", ".join(finding.fields)}
        reasons.append(Reason(code=code, facts=facts))
    return reasons
