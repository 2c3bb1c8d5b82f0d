"""A paper that is here already is found by what no two papers share, on both databases."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from storage.records import filing
from storage.records.session import Session
from storage.records.store import Records
from storage.records.twins import beside_twins, has_twin
from strongroom.document import State
from strongroom.ids import DocumentId, new_id
from strongroom.kind import Kind
from strongroom.reading import Origin, Reading, Readings, Source, Value
from tests.storage.records.invented import INVOICE, KINDS, NOW, SELLER, arrival, filed, invoice, outcome, passport

KIND = replace(INVOICE, unique_by=("seller", "number"))
NUMBER = "RE-2026/0815"


@pytest.fixture
def kinds() -> Mapping[str, Kind]:
    return {**{kind.id: kind for kind in KINDS}, KIND.id: KIND}


def readings(**values: Value) -> Readings:
    source = Source(origin=Origin.OCR, page=1)
    return {name: Reading(field=name, value=value, confidence=0.99, source=source) for name, value in values.items()}


def known(records: Records, document: DocumentId, kind: Kind, found: Readings) -> bool:
    return records.transactions.write(lambda session: has_twin(session, document, kind, found))


def another() -> DocumentId:
    return DocumentId(new_id(NOW))


@pytest.mark.parametrize("sure", [True, False], ids=["filed", "waits for a person"])
def test_a_second_print_of_a_paper_is_known(records: Records, sure: bool) -> None:
    filed(records, invoice(sure=sure))

    assert known(records, another(), KIND, readings(seller=SELLER, number="re 2026 0815"))


def test_a_document_is_not_its_own_twin(records: Records) -> None:
    document = filed(records, invoice())

    assert not known(records, document, KIND, readings(seller=SELLER, number=NUMBER))


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

    assert not known(records, another(), KIND, readings(**values))


def test_a_paper_of_another_kind_is_no_twin_whatever_its_number(records: Records) -> None:
    filed(records, passport())

    assert not known(records, another(), KIND, readings(seller=SELLER, number="X1234567Q"))


def test_kinds_whose_papers_may_repeat_have_no_twins(records: Records) -> None:
    filed(records, invoice())

    assert not known(records, another(), INVOICE, readings(seller=SELLER, number=NUMBER))


def test_of_two_prints_that_are_filed_at_one_moment_the_second_waits_for_a_person(records: Records) -> None:
    """Neither was known when the other was read; the second is held up until the first is written down."""
    first, second = (
        records.claim_these("worker", [records.accept(arrival(records)).document], now=NOW, lease_seconds=60)[0]
        for _ in range(2)
    )
    written, go_on = Event(), Event()

    def slowly(session: Session) -> State:
        known = beside_twins(session, first.document, outcome(first, invoice()))
        state = filing.finish(session, first, known, now=NOW, due_at=NOW)
        written.set()
        go_on.wait(10)
        return state

    with ThreadPoolExecutor(max_workers=2) as threads:
        slow = threads.submit(records.transactions.write, slowly)
        assert written.wait(10)
        quick = threads.submit(records.finish, second, outcome(second, invoice()), now=NOW, due_hours=24)
        with pytest.raises(TimeoutError):
            quick.result(timeout=0.3)
        go_on.set()

        assert State.FILED is slow.result()
        assert State.IN_REVIEW is quick.result()
    (row,) = records.in_state(State.IN_REVIEW, actor="test", now=NOW, limit=10)
    assert second.document == row.id
    assert ["not_here_already"] == [reason.facts["check"] for reason in row.reasons]
