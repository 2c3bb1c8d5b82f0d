"""What the house knows beside the paper: an invoice of a day to come, of others, or here already waits for a person."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from flows.stages.paper import Paper
from flows.stages.read_and_file import Done, ReadAndFile
from flows.stages.workroom import Workroom
from strongroom.document import State
from strongroom.reading import Extraction, Origin, Reading, Source, Value
from tests.flows.doubles import Readers, paper
from tests.flows.test_read_and_file import START, Clock, claimed, received


@pytest.fixture
def clock() -> Clock:
    return Clock()


def worked(work: Workroom, clock: Clock, readers: Readers) -> Done:
    return ReadAndFile(work=work, readers=readers, now=clock).run(claimed(work, clock))


def invoice_of(day: dt.date = dt.date(2026, 3, 1), buyer: str = "Somebody Else Ltd") -> Paper:
    source = Source(origin=Origin.TEXT, page=1)
    values: dict[str, Value] = {"date": day, "buyer": buyer, "seller": "Harrow Lamps Ltd", "invoice_number": "HL-881"}
    found = {name: Reading(field=name, value=value, confidence=0.99, source=source) for name, value in values.items()}
    return replace(paper(kind="invoice"), extraction=Extraction(readings=found))


def failed_checks(work: Workroom) -> list[str]:
    rows = work.records.in_state(State.IN_REVIEW, actor="test", now=START, limit=10)
    return [str(reason.facts["check"]) for row in rows for reason in row.reasons]


def test_an_invoice_that_is_here_already_is_a_matter_for_a_person(work: Workroom, clock: Clock) -> None:
    received(work)
    assert State.FILED is worked(work, clock, Readers(invoice_of())).state
    received(work, data=b"the same paper, scanned again")
    assert State.IN_REVIEW is worked(work, clock, Readers(invoice_of())).state
    assert ["not_here_already"] == failed_checks(work)


def test_of_two_prints_that_are_read_at_one_moment_one_is_a_matter_for_a_person(work: Workroom, clock: Clock) -> None:
    received(work)
    received(work, data=b"the same paper, scanned again")
    leases = work.records.claim("test", limit=2, now=clock(), lease_seconds=60)
    both_read = Barrier(2, timeout=20)

    def when_both_are_read() -> Paper:
        both_read.wait()
        return invoice_of()

    stage = ReadAndFile(work=work, readers=Readers(when_both_are_read), now=clock)
    with ThreadPoolExecutor(max_workers=2) as threads:
        done = list(threads.map(stage.run, leases))

    assert {State.FILED, State.IN_REVIEW} == {one.state for one in done}
    assert ["not_here_already"] == failed_checks(work)


def test_an_invoice_of_a_day_to_come_is_a_matter_for_a_person(work: Workroom, clock: Clock) -> None:
    received(work)
    assert State.IN_REVIEW is worked(work, clock, Readers(invoice_of(day=dt.date(2062, 3, 1)))).state
    assert ["not_after_arrival"] == failed_checks(work)


def test_invoices_of_the_house_are_tagged_by_their_direction_and_those_of_others_are_asked_about(
    work: Workroom, clock: Clock
) -> None:
    filing = work.settings.filing.model_copy(update={"companies": ("Oakfield School",)})
    house = replace(work, settings=work.settings.model_copy(update={"filing": filing}))
    ours = received(house)
    assert State.FILED is worked(house, clock, Readers(invoice_of(buyer="Oakfield School"))).state
    assert "incoming" in house.records.view(ours, actor="test", purpose="test", now=START).summary.tags
    received(house, data=b"another")
    assert State.IN_REVIEW is worked(house, clock, Readers(invoice_of())).state
    assert {"concerns_the_house", "not_here_already"} == set(failed_checks(house))
