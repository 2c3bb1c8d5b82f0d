"""What a separator sheet says of the kind of the paper behind it, and when it is believed."""

from dataclasses import replace

import pytest

from flows.stages.paper import Paper
from flows.stages.told import as_told, kind_told
from strongroom.kind import catalogue
from strongroom.reading import Classification
from strongroom.settings import Filing
from tests.flows.doubles import paper
from tests.written import written

SLIP = """
    Corner Shop Ltd
    1 High Street, Oakfield
    Date 31.03.2026
    Milk fresh        1.20
    Bread brown       2.30
    Total EUR         3.50
"""


def unsure(kind: str = "unknown", confidence: float = 0.8) -> Paper:
    said = Classification(kind=kind, confidence=confidence)
    return replace(paper(kind=kind, through=False), classification=said, pages=(written(SLIP),))


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        (("Acme", "from-01J", "page-2", "kind-receipt"), "receipt"),
        (("Acme", "from-01J", "pages-2-4", "march", "kind-invoice"), "invoice"),
        (("Acme", "from-01J", "kind-no_such_kind"), None),
        (("Acme", "from-01J"), None),
        (("kind-receipt",), None),
        (("kind-receipt", "from-01J"), None),
        (("from-01J", "kind-receipt", "from-01K"), None),
        ((), None),
    ],
    ids=["sheet", "with tags", "unknown", "no kind", "folder", "folder of an archive", "of its parent", "nothing"],
)
def test_only_a_sheet_right_before_a_paper_names_its_kind(tags: tuple[str, ...], kind: str | None) -> None:
    told = kind_told(tags, catalogue())

    assert (told.id if told else None) == kind


def test_a_paper_that_does_not_speak_for_itself_is_read_as_what_the_sheet_names() -> None:
    seen = as_told(unsure(), catalogue()["receipt"], filing=Filing())

    assert (seen.classification.kind, seen.classification.reasons) == ("receipt", ("separator",))
    assert seen.classification.confidence > 0.98
    assert "total" in seen.extraction.readings


def test_a_paper_that_agrees_with_its_sheet_is_surer() -> None:
    seen = as_told(unsure("receipt", 0.8), catalogue()["receipt"], filing=Filing())

    assert seen.classification.confidence > 0.98
    assert "kind_unsure" not in {reason.code for reason in seen.decision.reasons}


def test_a_paper_that_contradicts_its_sheet_is_a_matter_for_a_person() -> None:
    sure = replace(paper(kind="invoice"), classification=Classification(kind="invoice", confidence=0.97))
    seen = as_told(sure, catalogue()["receipt"], filing=Filing())

    assert seen.classification.kind == "invoice"
    assert not seen.decision.straight_through
    assert [reason.facts["check"] for reason in seen.decision.reasons] == ["separator_agrees"]
