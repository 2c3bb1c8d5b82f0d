"""The chain as a pure function."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.audit import GENESIS, AuditEvent, ChainedEvent, chain, read_instant, stored_texts, verify
from strongroom.errors import AuditBroken

NOW = dt.datetime(2026, 11, 21, 9, 0, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def _chain(count: int) -> list[ChainedEvent]:
    events: list[ChainedEvent] = []
    for number in range(1, count + 1):
        previous = events[-1].hash if events else GENESIS
        event = AuditEvent(at=NOW, actor="me", action="test", facts={"number": number})
        events.append(chain(event, sequence=number, previous=previous))
    return events


def test_a_chain_verifies_from_its_start_and_from_any_place_in_it() -> None:
    events = _chain(5)
    assert verify(events) == (5, events[-1].hash)
    assert verify(events[2:], sequence=2, previous=events[1].hash) == (5, events[-1].hash)


def test_an_empty_chain_ends_where_it_began() -> None:
    assert verify([]) == (0, GENESIS)


@given(st.integers(0, 4), st.sampled_from(["at", "actor", "action", "document", "facts"]), st.text(max_size=5))
def test_any_other_text_in_any_event_is_found_there(place: int, name: str, value: str) -> None:
    events = _chain(5)
    texts = {field: getattr(events[place], field) for field in ChainedEvent.__slots__}
    if texts[name] == value:
        return
    events[place] = ChainedEvent(**(texts | {name: value}))
    with pytest.raises(AuditBroken) as broken:
        verify(events)
    assert broken.value.facts["sequence"] == place + 1


@given(st.permutations(range(5)))
def test_any_other_order_is_found(order: list[int]) -> None:
    events = _chain(5)
    if order != sorted(order):
        with pytest.raises(AuditBroken):
            verify([events[place] for place in order])


def test_text_that_moves_from_one_column_to_the_next_is_found() -> None:
    (event,) = _chain(1)
    moved = ChainedEvent(
        sequence=1, at=event.at, actor="m", action="etest", document="", facts=event.facts, hash=event.hash
    )
    with pytest.raises(AuditBroken):
        verify([moved])


def test_times_are_stored_in_utc_with_microseconds() -> None:
    at = stored_texts(AuditEvent(at=NOW, actor="", action=""))[0]
    assert at == "2026-11-21T01:00:00.000005Z"
    assert read_instant(at) == NOW
