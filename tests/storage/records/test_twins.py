"""A paper that is here already is found by what no two papers share, on both databases."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from storage.records.store import Records
from strongroom.ids import DocumentId, new_id
from strongroom.reading import Origin, Reading, Readings, Source, Value
from tests.storage.records.invented import INVOICE, NOW, SELLER, filed, invoice, passport

KIND = replace(INVOICE, unique_by=("seller", "number"))
NUMBER = "RE-2026/0815"


def readings(**values: Value) -> Readings:
    source = Source(origin=Origin.OCR, page=1)
    return {name: Reading(field=name, value=value, confidence=0.99, source=source) for name, value in values.items()}


def another() -> DocumentId:
    return DocumentId(new_id(NOW))


@pytest.mark.parametrize("sure", [True, False], ids=["filed", "waits for a person"])
def test_a_second_print_of_a_paper_is_known(records: Records, sure: bool) -> None:
    filed(records, invoice(sure=sure))

    assert records.has_twin(another(), KIND, readings(seller=SELLER, number="re 2026 0815"))


def test_a_document_is_not_its_own_twin(records: Records) -> None:
    document = filed(records, invoice())

    assert not records.has_twin(document, KIND, readings(seller=SELLER, number=NUMBER))


@pytest.mark.parametrize(
    "values",
    [
        {"seller": "Nordwind GmbH", "number": NUMBER},
        {"seller": SELLER, "number": "RE-2026/0816"},
        {"seller": SELLER},
    ],
    ids=["another seller", "another number", "no number"],
)
def test_what_differs_or_was_not_read_makes_no_twin(records: Records, values: Mapping[str, Value]) -> None:
    filed(records, invoice())

    assert not records.has_twin(another(), KIND, readings(**values))


def test_a_paper_of_another_kind_is_no_twin_whatever_its_number(records: Records) -> None:
    filed(records, passport())

    assert not records.has_twin(another(), KIND, readings(seller=SELLER, number="X1234567Q"))


def test_kinds_whose_papers_may_repeat_have_no_twins(records: Records) -> None:
    filed(records, invoice())

    assert not records.has_twin(another(), INVOICE, readings(seller=SELLER, number=NUMBER))
