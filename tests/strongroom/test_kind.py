"""What a kind may be, and what its subkinds have to show."""

from dataclasses import replace

import pytest

from classifiers.vote import classify
from strongroom.confidence import decide
from strongroom.errors import BadKind
from strongroom.field_state import FieldState, standings
from strongroom.kind import Cue, Field, Kind, catalogue
from strongroom.reading import Classification, Extraction
from strongroom.settings import Filing
from tests.written import content_of

CARD = catalogue()["id_card"]


def missing(subkind: str | None) -> set[str]:
    decision = decide(
        CARD, Classification(kind="id_card", confidence=1, subkind=subkind), Extraction(readings={}), filing=Filing()
    )
    return {str(reason.facts["field"]) for reason in decision.reasons if reason.code == "field_missing"}


def test_a_field_that_a_subkind_does_not_carry_is_not_missed_there() -> None:
    assert "expiry" in missing("td1")
    assert "expiry" in missing(None)
    assert "expiry" not in missing("hkid")


def test_the_review_page_sees_the_same() -> None:
    states = {one.field.name: one.state for one in standings(CARD, {}, (), subkind="hkid")}

    assert states["expiry"] is FieldState.EMPTY
    assert states["document_number"] is FieldState.MISSING


@pytest.mark.parametrize(
    "changes",
    [
        {"told_by": {"moon": (Cue(text="moon"),)}},
        {"fields": (*CARD.fields, Field(name="moon", absent_from=("moon",)))},
        {"name": "{surname"},
        {"past": ("surname",)},
        {"past": ("moon",)},
        {"unique_by": ("document_number", "moon")},
        {"unique_by": ("surname",)},
    ],
)
def test_a_kind_that_contradicts_itself_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises(BadKind):
        replace(CARD, **changes)


SHEET = """
    机动车销售统一发票
    开票日期   价税合计   购买方   销售方信息   纳税人识别号
"""


def test_the_subkind_whose_cues_weigh_most_is_told() -> None:
    assert classify(content_of(SHEET), catalogue()).subkind == "vehicle"


def test_subkinds_that_weigh_the_same_are_not_told() -> None:
    kind = catalogue()["cn_vat_invoice"]
    even = replace(kind, told_by={name: (Cue(text="机动车销售统一发票"),) for name in ("vehicle", "used_car")})

    assert classify(content_of(SHEET), {**catalogue(), kind.id: even}).subkind is None


@pytest.mark.parametrize("kind", catalogue().values(), ids=lambda kind: kind.id)
def test_every_rule_of_retention_waits_to_be_confirmed(kind: Kind) -> None:
    assert kind.retention is None or (kind.retention.basis and not kind.retention.verified)


@pytest.mark.parametrize("kind", catalogue().values(), ids=lambda kind: kind.id)
def test_no_name_shows_more_than_four_letters_of_a_personal_number(kind: Kind) -> None:
    personal = ("id_number", "document_number", "account", "card_number", "iban")
    assert [field for field in personal if f"{{{field}}}" in kind.name and kind.id != "business_licence"] == []


@pytest.mark.parametrize("kind", ["cn_vat_invoice", "receipt", "invoice"])
def test_more_kinds_make_no_other_less_sure(kind: str) -> None:
    text = (
        "增值税专用发票\n价税合计\n购买方信息\n销售方信息"
        if kind == "cn_vat_invoice"
        else "invoice number\nbill to\ndue date\niban"
    )
    strangers = {
        f"stranger{at}": replace(catalogue()["letter"], id=f"stranger{at}", cues=(Cue(text=f"qqzz{at}xx"),))
        for at in range(50)
    }
    alone = classify(content_of(text), catalogue())

    assert classify(content_of(text), {**catalogue(), **strangers}).confidence == alone.confidence
