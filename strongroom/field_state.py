"""How a field stands on the review page, and in which order fields ask for attention. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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
    return tuple(sorted(found, key=lambda standing: _ORDER.index(standing.state) if standing.state.asks else 3))


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
