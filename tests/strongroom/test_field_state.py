"""How fields stand on the review page, as tables."""

from decimal import Decimal

import pytest

from strongroom.field_state import FieldState, standings
from strongroom.kind import Cue, Field, Kind, Sensitivity, Type
from strongroom.reading import Finding, Origin, Reading, Reason, Source

KIND = Kind(
    id="bill",
    title="Bill",
    title_zh="账单",
    sensitivity=Sensitivity.BUSINESS,
    cues=(Cue(text="bill"),),
    fields=(
        Field(name="seller", threshold=0.9),
        Field(name="number", required=True),
        Field(name="total", type=Type.AMOUNT, threshold=0.9),
        Field(name="note"),
    ),
    name="{seller}",
    tags=(),
    retention=None,
)
SUM = Finding(check="sum", passed=False, fields=("total",))
HINT = Finding(check="hint", passed=False, fields=("total",), warning=True)


def reading(name: str, confidence: float, *, origin: Origin = Origin.OCR, proven: bool = False) -> Reading:
    value = Decimal("1.00") if name == "total" else "text"
    return Reading(field=name, value=value, confidence=confidence, source=Source(origin=origin), proven=proven)


@pytest.mark.parametrize(
    ("found", "findings", "state"),
    [
        (reading("total", 0.95), (), FieldState.CONFIDENT),
        (reading("total", 0.95, proven=True), (), FieldState.PROVEN),
        (reading("total", 0.5), (), FieldState.DOUBTFUL),
        (reading("total", 0.5), (SUM,), FieldState.DOUBTFUL),
        (reading("total", 0.95, proven=True), (SUM,), FieldState.CONTRADICTED),
        (reading("total", 0.95), (HINT,), FieldState.CONFIDENT),
        (reading("total", 1.0, origin=Origin.PERSON), (), FieldState.CONFIRMED),
        (reading("total", 1.0, origin=Origin.PERSON), (SUM,), FieldState.CONTRADICTED),
        (None, (), FieldState.EMPTY),
    ],
)
def test_a_field_stands_as_its_reading_and_checks_say(
    found: Reading | None, findings: tuple[Finding, ...], state: FieldState
) -> None:
    readings = {"total": found} if found else {}
    assert state is next(one.state for one in standings(KIND, readings, findings) if one.field.name == "total")


def test_what_asks_for_a_person_comes_first_and_the_rest_as_the_kind_has_it() -> None:
    readings = {"seller": reading("seller", 0.99), "total": reading("total", 0.5)}
    assert ["total", "number", "seller", "note"] == [one.field.name for one in standings(KIND, readings, ())]


def test_what_the_decision_would_not_file_unseen_is_doubtful_whatever_its_threshold() -> None:
    reason = Reason(code="field_unsure", facts={"field": "total", "confidence": 0.95, "threshold": 0.99})
    first = standings(KIND, {"total": reading("total", 0.95)}, (), unsure=(reason,))[0]
    assert ("total", FieldState.DOUBTFUL, (reason,)) == (first.field.name, first.state, first.reasons)


def test_every_field_that_asks_says_why_and_no_other_does() -> None:
    readings = {"seller": reading("seller", 0.5), "total": reading("total", 0.95)}
    assert all(bool(one.reasons) is one.state.asks for one in standings(KIND, readings, (SUM,)))
