import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.readers.extract import at_odds, extract
from strongroom.content import Structured
from strongroom.kind import catalogue
from strongroom.reading import Finding, Origin
from tests.extractors.readers.test_invoice import ENGLISH
from tests.written import content_of

INVOICE = catalogue()["invoice"]


def stated(**values: object) -> Structured:
    return Structured(syntax="cii", origin=Origin.XML, values=values, kind="invoice")  # type: ignore[arg-type]


def failed(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.check for finding in findings if not finding.passed}


def test_structured_data_wins_over_the_page_and_keeps_the_place_on_the_page() -> None:
    total = extract(INVOICE, content_of(ENGLISH, structured=(stated(total=Decimal("240.00")),))).readings["total"]

    assert total.source.origin is Origin.XML
    assert total.source.box is not None
    assert total.proven


def test_structured_data_that_the_page_surely_contradicts_is_disputed() -> None:
    extraction = extract(INVOICE, content_of(ENGLISH, structured=(stated(total=Decimal("999.00")),)))

    assert "sources_agree" in failed(extraction.findings)
    assert extraction.readings["total"].confidence < 0.9


def test_the_more_trusted_of_two_machines_is_taken_and_their_quarrel_is_told() -> None:
    qr = Structured(syntax="qr", origin=Origin.QR, values={"total": Decimal("1.00")})
    extraction = extract(INVOICE, content_of("", structured=(qr, stated(total=Decimal("2.00")))))

    assert extraction.readings["total"].value == Decimal("2.00")
    assert "sources_agree" in failed(extraction.findings)


def test_fields_that_only_the_page_shows_are_added_to_structured_data() -> None:
    readings = extract(INVOICE, content_of(ENGLISH, structured=(stated(seller="Harrow Lamps Ltd"),))).readings

    assert readings["due_date"].value == dt.date(2024, 6, 1)


def test_values_that_the_kind_does_not_have_are_left_out() -> None:
    assert "colour" not in extract(INVOICE, content_of("", structured=(stated(colour="red"),))).readings


def test_a_failed_check_makes_its_fields_unsure() -> None:
    extraction = extract(INVOICE, content_of(ENGLISH.replace("£240.00", "£250.00")))

    assert "net_and_tax_make_total" in failed(extraction.findings)
    assert extraction.readings["total"].confidence < 0.5


def test_every_kind_reads_an_empty_page_without_raising() -> None:
    for kind in catalogue().values():
        assert extract(kind, content_of("")).readings == {}


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(text=st.text(max_size=300))
def test_no_text_makes_any_kind_raise(text: str) -> None:
    for kind in catalogue().values():
        extract(kind, content_of(text))


@pytest.mark.parametrize(
    ("a", "b", "odds"),
    [
        ("Max Mustermann", "Herrn Max Mustermann", False),
        ("Oak", "Oak Mill Ltd", True),
        ("471102", "1471102", True),
        ("EUR", "EUR", False),
        ("Nordwind GmbH", "Suedwind GmbH", True),
    ],
)
def test_a_part_of_a_name_does_not_contradict_the_whole(a: str, b: str, odds: bool) -> None:
    assert at_odds(a, b) is odds
