"""Retention: never early, never under a hold, never without a start."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.ids import DocumentId
from strongroom.kind import Retention
from strongroom.reading import Origin, Reading, Readings, Source, Value
from strongroom.retention import Clock, Due, Kept, clock_start, due, longest


def rule(years: int | None, *, next_year: bool = False) -> Retention:
    return Retention(years=years, starts="date", basis="house rule 1", next_year=next_year)


def read(value: Value) -> Readings:
    return {"date": Reading(field="date", value=value, confidence=1.0, source=Source(origin=Origin.XML))}


def kept(*clocks: Clock, holds: frozenset[str] = frozenset()) -> Kept:
    return Kept(document=DocumentId("D1"), clocks=clocks, holds=holds)


@pytest.mark.parametrize(
    ("event", "next_year", "years", "first_free_day"),
    [
        (dt.date(2026, 5, 17), False, 10, dt.date(2036, 5, 18)),
        (dt.date(2026, 5, 17), True, 30, dt.date(2057, 1, 1)),
        (dt.date(2026, 12, 31), True, 8, dt.date(2035, 1, 1)),
        (dt.date(2027, 1, 1), True, 8, dt.date(2036, 1, 1)),
        (dt.date(2024, 2, 28), False, 1, dt.date(2025, 3, 1)),
        (dt.date(2024, 2, 28), False, 4, dt.date(2028, 2, 29)),
        (dt.date(2024, 2, 29), False, 1, dt.date(2025, 3, 1)),
        (dt.date(2026, 5, 17), False, 0, dt.date(2026, 5, 18)),
        (dt.date(2026, 5, 17), False, None, None),
        (dt.date(2026, 5, 17), True, 9000, None),
        (dt.date(9999, 12, 31), True, 1, None),
        (dt.date(9999, 12, 31), False, 1, None),
    ],
)
def test_a_period_ends_after_its_last_day(
    event: dt.date, next_year: bool, years: int | None, first_free_day: dt.date | None
) -> None:
    applied = rule(years, next_year=next_year)
    assert Clock(rule=applied, start=clock_start(applied, read(event))).ends == first_free_day


@pytest.mark.parametrize("readings", [{}, read("soon")])
def test_a_missing_start_means_never(readings: Readings) -> None:
    clock = Clock(rule=rule(0), start=clock_start(rule(0), readings))
    assert due([kept(clock)], on=dt.date.max) == ()


def test_a_document_without_rules_is_never_due() -> None:
    assert due([kept()], on=dt.date.max) == ()


def test_the_longest_rule_wins_and_one_without_an_end_wins_over_all() -> None:
    short, long = (Clock(rule=rule(years), start=dt.date(2020, 1, 1)) for years in (6, 10))
    never = Clock(rule=rule(None), start=dt.date(2020, 1, 1))
    assert longest((short, long)) == long
    assert longest((short, never, long)) is None
    assert due([kept(short, long)], on=dt.date(2029, 12, 31)) == ()
    found = Due(document=DocumentId("D1"), since=dt.date(2030, 1, 1), clock=long)
    assert due([kept(short, long)], on=dt.date(2030, 1, 1)) == (found,)


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
CLOCKS = st.builds(
    Clock,
    rule=st.builds(rule, st.one_of(st.none(), st.integers(0, 40)), next_year=st.booleans()),
    start=st.one_of(st.none(), DAYS),
)
DOCUMENTS = st.lists(
    st.builds(
        Kept,
        document=st.integers(0, 999).map(lambda number: DocumentId(f"D{number}")),
        clocks=st.lists(CLOCKS, max_size=3).map(tuple),
        holds=st.frozensets(st.sampled_from(["H1", "H2"])),
    ),
    unique_by=lambda document: document.document,
)


@given(DOCUMENTS, DAYS)
def test_a_held_document_is_never_due(documents: list[Kept], on: dt.date) -> None:
    held = {document.document for document in documents if document.holds}
    assert not held & {item.document for item in due(documents, on=on)}


@given(DOCUMENTS, DAYS, DAYS)
def test_what_is_due_stays_due_on_every_later_day(documents: list[Kept], one: dt.date, other: dt.date) -> None:
    earlier, later = sorted((one, other))
    assert set(due(documents, on=earlier)) <= set(due(documents, on=later))


@given(DOCUMENTS, DAYS, CLOCKS)
def test_one_more_rule_never_makes_a_document_due(documents: list[Kept], on: dt.date, clock: Clock) -> None:
    stricter = [
        Kept(document=document.document, clocks=(*document.clocks, clock), holds=document.holds)
        for document in documents
        if document.clocks
    ]
    assert {item.document for item in due(stricter, on=on)} <= {item.document for item in due(documents, on=on)}
