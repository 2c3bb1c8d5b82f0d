from collections.abc import Mapping
from dataclasses import replace

import pytest

from strongroom.confidence import chance_of, decide
from strongroom.kind import Cue, Field, Kind, Sensitivity
from strongroom.kinds import unknown
from strongroom.kinds.receipt import KIND as RECEIPT
from strongroom.reading import Classification, Extraction, Finding, Origin, Reading, Source
from strongroom.settings import Filing

FILING = Filing(kind_threshold=0.9)
KIND = Kind(
    id="card",
    title="Card",
    title_zh="卡",
    sensitivity=Sensitivity.PUBLIC,
    cues=(Cue(text="card"),),
    fields=(
        Field(name="number", required=True, threshold=0.95),
        Field(name="holder", threshold=0.9),
        Field(name="colour", threshold=0.0),
    ),
    name="card",
    tags=(),
    retention=None,
)
SURE = Classification(kind="card", confidence=0.97)


def extraction(*findings: Finding, **confidences: float) -> Extraction:
    readings = {
        name: Reading(field=name, value="x", confidence=confidence, source=Source(origin=Origin.OCR))
        for name, confidence in confidences.items()
    }
    return Extraction(readings=readings, findings=findings)


def reasons(read: Extraction, classification: Classification = SURE, kind: Kind = KIND) -> list[str]:
    decision = decide(kind, classification, read, filing=FILING)
    assert decision.straight_through is (not decision.reasons)
    return [reason.code for reason in decision.reasons]


@pytest.mark.parametrize(
    ("read", "codes"),
    [
        (extraction(number=0.96), []),
        (extraction(number=0.96, holder=0.95, colour=0.01), []),
        (extraction(), ["field_missing"]),
        (extraction(number=0.94), ["field_unsure"]),
        (extraction(number=0.96, holder=0.5), ["field_unsure"]),
        (extraction(Finding(check="sum", passed=False, fields=("number",)), number=0.99), ["check_failed"]),
        (extraction(Finding(check="sum", passed=True, fields=("number",)), number=0.99), []),
        (extraction(Finding(check="age", passed=False, fields=("number",), warning=True), number=0.99), []),
        (extraction(Finding(check="several_papers", passed=False, fields=()), number=0.99), ["several_papers"]),
    ],
)
def test_only_what_is_complete_sure_and_unrefuted_goes_straight_through(read: Extraction, codes: list[str]) -> None:
    assert reasons(read) == codes


def test_a_doubtful_kind_goes_to_a_person() -> None:
    assert reasons(extraction(number=0.99), replace(SURE, confidence=0.89)) == ["kind_unsure"]


def test_an_unknown_paper_goes_to_a_person_however_sure_that_it_is_unknown() -> None:
    answer = Classification(kind="unknown", confidence=1.0)

    assert reasons(Extraction(readings={}), answer, unknown.KIND) == ["kind_unknown"]


def test_reasons_name_fields_and_checks_and_never_values() -> None:
    decision = decide(KIND, SURE, extraction(number=0.5), filing=FILING)

    assert dict(decision.reasons[0].facts) == {"field": "number", "confidence": 0.5, "threshold": 0.95}


def doubts_of(confidences: Mapping[str, float], *, kind: float = 1.0) -> list[str]:
    read = extraction(**confidences)
    answer = Classification(kind="receipt", confidence=kind)
    decision = decide(RECEIPT, answer, read, filing=Filing(error_target=0.01))
    return [str(reason.facts.get("field", reason.code)) for reason in decision.reasons]


@pytest.mark.parametrize(
    ("confidences", "doubts"),
    [
        ({"seller": 0.99, "date": 0.99, "total": 0.99}, []),
        ({"seller": 0.96, "date": 0.96, "total": 0.96}, ["seller"]),
        ({"seller": 0.90, "date": 0.80, "total": 0.99}, ["date", "seller"]),
        ({"seller": 0.99, "date": 0.99, "total": 0.99, "tax": 0.8}, ["tax"]),
        ({"seller": 0.99, "date": 0.99, "total": 0.99, "address": 0.1}, []),
        ({"seller": 0.99, "date": 0.99, "total": 0.0}, ["total"]),
        ({"seller": 0.99, "total": 0.99}, ["date"]),
    ],
)
def test_a_person_is_asked_for_the_fewest_doubts_that_make_a_measured_paper_sure(
    confidences: dict[str, float], doubts: list[str]
) -> None:
    assert doubts == doubts_of(confidences)


def test_a_kind_in_doubt_is_one_of_the_doubts() -> None:
    assert ["kind_unsure"] == doubts_of({"seller": 0.99, "date": 0.99, "total": 0.99}, kind=0.8)


@pytest.mark.parametrize(
    ("proven", "origin", "chance"),
    [(False, Origin.OCR, 0.9 * 0.9 * 0.9), (True, Origin.OCR, 0.9), (True, Origin.XML, 0.9), (False, Origin.XML, 0.9)],
)
def test_what_stands_or_falls_together_counts_once(proven: bool, origin: Origin, chance: float) -> None:
    readings = {
        name: Reading(field=name, value="x", confidence=0.9, source=Source(origin=origin), proven=proven)
        for name in ("seller", "date", "total")
    }
    answer = Classification(kind="receipt", confidence=1.0)

    assert chance_of(RECEIPT, answer, Extraction(readings=readings)) == pytest.approx(chance)


SURE_RECEIPT = {"seller": 0.97, "date": 0.98, "total": 0.98}


@pytest.mark.parametrize(
    ("targets", "through"),
    [({}, True), ({"receipt": 0.0005}, False), ({"invoice": 0.0005}, True), ({"receipt": 0.2}, True)],
)
def test_an_error_target_may_be_stated_for_one_kind(targets: dict[str, float], through: bool) -> None:
    read = extraction(**SURE_RECEIPT)
    answer = Classification(kind="receipt", confidence=0.99)
    assert through is decide(RECEIPT, answer, read, filing=Filing(error_targets=targets)).straight_through


@pytest.mark.parametrize(
    ("target", "confidences", "codes"),
    [
        (0.001, {"number": 0.96}, ["field_unsure", "kind_unsure"]),
        (0.2, {"number": 0.96}, []),
        (0.2, {"number": 0.94}, ["field_unsure"]),
    ],
)
def test_a_target_for_a_kind_that_was_not_measured_makes_it_stricter_and_never_looser(
    target: float, confidences: dict[str, float], codes: list[str]
) -> None:
    decision = decide(KIND, SURE, extraction(**confidences), filing=Filing(error_targets={"card": target}))
    assert codes == [reason.code for reason in decision.reasons]


@pytest.mark.parametrize("target", [0.0, 1.0, -0.1])
def test_a_target_is_a_share(target: float) -> None:
    with pytest.raises(ValueError, match=r"error_targets"):
        Filing(error_targets={"receipt": target})
