"""How a field stands on the review page, and in which order fields ask for attention. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from strongroom.errors import Fact
from strongroom.kind import Field, Kind
from strongroom.reading import Finding, Origin, Reading, Readings, Reason


class FieldState(StrEnum):
    """From what most needs a person to what needs none; the order is that of the page."""

    DOUBTFUL = "doubtful"
    MISSING = "missing"
    CONTRADICTED = "contradicted"
    CONFIDENT = "confident"
    PROVEN = "proven"
    CONFIRMED = "confirmed"
    """A person has typed it."""
    EMPTY = "empty"
    """Not read, and not required."""

    @property
    def asks(self) -> bool:
        """Whether a person has to look."""
        return self in _ASKING


_ASKING = frozenset({FieldState.DOUBTFUL, FieldState.MISSING, FieldState.CONTRADICTED})
_ORDER = tuple(FieldState)
_JUST_BELOW: Final = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One field of the page. ``reasons`` say why it asks for a person; they are empty where it does not."""

    field: Field
    reading: Reading | None
    state: FieldState
    reasons: tuple[Reason, ...] = ()


def standings(
    kind: Kind,
    readings: Readings,
    findings: Iterable[Finding],
    *,
    subkind: str | None = None,
    unsure: Iterable[Reason] = (),
) -> tuple[Standing, ...]:
    """Every field of a kind, those that ask for a person first, in the kind's own order otherwise.

    ``unsure`` are reasons of the decision: what it would not file unseen is doubtful, whatever its own threshold says.
    """
    failed = [finding for finding in findings if not finding.passed and not finding.warning]
    doubts = {reason.facts.get("field"): reason for reason in unsure if reason.code == "field_unsure"}
    found = [
        _standing(
            field,
            readings.get(field.name),
            failed,
            required=kind.requires(field, subkind),
            doubt=doubts.get(field.name),
        )
        for field in kind.fields
    ]
    return asking_first(found)


def asking_first(fields: Iterable[Standing]) -> tuple[Standing, ...]:
    """Those that ask for a person first, in the order of their states; the others as they come."""
    return tuple(sorted(fields, key=lambda standing: _ORDER.index(standing.state) if standing.state.asks else 3))


def least_sure(kind: Kind, readings: Readings) -> tuple[Reason, ...]:
    """A reason to look, for a paper of which nothing is in doubt: its least sure reading.

    So a paper that was drawn by lot looks like any other that waits. Nobody looks with other eyes at what they know
    to be a sample, and the error rate would be that of a test.
    """
    found = [readings[field.name] for field in kind.fields if field.name in readings]
    weakest = min(found, key=lambda reading: reading.confidence, default=None)
    if weakest is None:
        return (Reason(code="kind_unsure", facts={"confidence": _JUST_BELOW}),)
    sure = min(weakest.confidence, _JUST_BELOW)
    facts: dict[str, Fact] = {
        "field": weakest.field,
        "confidence": round(sure, 3),
        "threshold": round((1 + sure) / 2, 3),
    }
    return (Reason(code="field_unsure", facts=facts),)


def keyed_again(standing: Standing) -> Standing:
    """A field that a second person types without seeing what was read or typed before; its place stays known."""
    seen = standing.reading
    blank = Reading(field=standing.field.name, value="", confidence=0.0, source=seen.source) if seen else None
    return Standing(
        field=standing.field, reading=blank, state=FieldState.DOUBTFUL, reasons=(Reason(code="keyed_twice"),)
    )


def settled_by(standing: Standing) -> Standing:
    """A field on which two people did not agree."""
    return Standing(
        field=standing.field,
        reading=standing.reading,
        state=FieldState.CONTRADICTED,
        reasons=(Reason(code="keyed_differently"),),
    )


def _standing(
    field: Field, reading: Reading | None, failed: list[Finding], *, required: bool, doubt: Reason | None
) -> Standing:
    broken = [finding for finding in failed if field.name in finding.fields]
    if reading is None:
        state = FieldState.MISSING if required else FieldState.EMPTY
        reasons = [Reason(code="field_missing", facts={"field": field.name})] if required else []
    elif reading.source.origin is Origin.PERSON:
        state, reasons = FieldState.CONFIRMED, []
    elif doubt or reading.confidence < field.threshold:
        state, reasons = FieldState.DOUBTFUL, [doubt or _doubt(field, reading)]
    else:
        state, reasons = (FieldState.PROVEN if reading.proven else FieldState.CONFIDENT), []
    if broken and not state.asks:
        state = FieldState.CONTRADICTED
    reasons += [
        Reason(code="check_failed", facts={"check": one.check, "fields": ", ".join(one.fields)}) for one in broken
    ]
    return Standing(field=field, reading=reading, state=state, reasons=tuple(reasons))


def _doubt(field: Field, reading: Reading) -> Reason:
    facts: dict[str, Fact] = {
        "field": field.name,
        "confidence": round(reading.confidence, 2),
        "threshold": field.threshold,
    }
    return Reason(code="field_unsure", facts=facts)
