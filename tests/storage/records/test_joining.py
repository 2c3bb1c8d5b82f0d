"""Joined papers: one document of several, nothing lost, nothing written over, and a way back."""

import pytest

from storage.records.holding import Holds, Why
from storage.records.joining import Joins
from storage.records.restriction_orders import RestrictionOrders
from storage.records.store import Records
from storage.records.values import JOINED, PARTED, Correction
from strongroom.document import State
from strongroom.errors import Denied, IllegalMove, NotFound, Overtaken
from strongroom.ids import DocumentId
from tests.storage.records.invented import NOW, arrival, filed, invoice

ANN, BEN = "user:ann", "user:ben"


@pytest.fixture
def joins(records: Records) -> Joins:
    return Joins(records.transactions)


@pytest.fixture
def parts(records: Records) -> dict[DocumentId, int]:
    """One that waits and one that is filed, with their versions."""
    return {filed(records, invoice(sure=False)): 1, filed(records, invoice()): 1}


def joined(records: Records, joins: Joins, parts: dict[DocumentId, int]) -> DocumentId:
    whole = arrival(records)
    joins.join(parts, whole, actor=ANN, now=NOW)
    return whole.document


def state(records: Records, document: DocumentId) -> tuple[State, str]:
    row = records.for_policy(document)
    return row.state, row.quarantine.code if row.quarantine else ""


def test_the_whole_waits_to_be_read_and_its_parts_name_it(
    records: Records, joins: Joins, parts: dict[DocumentId, int]
) -> None:
    whole = joined(records, joins, parts)
    assert (State.RECEIVED, "") == state(records, whole)
    for part in parts:
        assert (State.QUARANTINED, JOINED) == state(records, part)
        row = records.for_policy(part)
        assert row.quarantine
        assert {"document": whole} == dict(row.quarantine.facts)
        assert "invoice" == row.kind
    found = joins.of(whole)
    assert found
    assert (tuple(parts), ANN, None) == (found.parts, found.actor, found.parted_at)
    assert joins.of(next(iter(parts))) is None


def test_the_trail_tells_of_the_whole_and_of_each_part(
    records: Records, joins: Joins, parts: dict[DocumentId, int]
) -> None:
    whole = joined(records, joins, parts)
    acts = [one.action for one in records.view(whole, actor=ANN, purpose="test", now=NOW).history]
    assert ["accepted", "papers_joined"] == acts[:2]
    for part in parts:
        assert "decided" in [one.action for one in records.view(part, actor=ANN, purpose="test", now=NOW).history]


def test_the_strictest_holds_win(records: Records, joins: Joins, parts: dict[DocumentId, int]) -> None:
    holds, (first, second) = Holds(records.transactions), parts
    holds.on_document(first, Why(matter="matter 1", reason="because"), actor=BEN, now=NOW)
    holds.on_document(second, Why(matter="matter 1", reason="because"), actor=BEN, now=NOW)
    holds.on_document(second, Why(matter="matter 2", reason="also"), actor=BEN, now=NOW)
    whole = joined(records, joins, parts)
    assert {"matter 1", "matter 2"} == {hold.matter for hold in holds.covering(whole)}
    assert 2 == len(holds.covering(whole))
    assert holds.covering(first)


def test_a_lifted_hold_is_not_carried_over(records: Records, joins: Joins, parts: dict[DocumentId, int]) -> None:
    holds, (first, _) = Holds(records.transactions), parts
    holds.lift(holds.on_document(first, Why(matter="m", reason="r"), actor=BEN, now=NOW), "over", actor=BEN, now=NOW)
    assert () == holds.covering(joined(records, joins, parts))


def test_a_restricted_paper_is_joined_by_nobody(records: Records, joins: Joins, parts: dict[DocumentId, int]) -> None:
    RestrictionOrders(records.transactions).make(next(reversed(parts)), "a law", actor=BEN, now=NOW)
    with pytest.raises(Denied):
        joined(records, joins, parts)
    assert State.IN_REVIEW is records.for_policy(next(iter(parts))).state


def test_what_somebody_changed_meanwhile_is_looked_at_again_and_nothing_is_done(
    records: Records, joins: Joins, parts: dict[DocumentId, int]
) -> None:
    first, second = parts
    with pytest.raises(Overtaken):
        joined(records, joins, {second: 1, first: 7})
    assert [State.IN_REVIEW, State.FILED] == [records.for_policy(one).state for one in (first, second)]


def test_a_part_is_not_joined_twice(records: Records, joins: Joins, parts: dict[DocumentId, int]) -> None:
    joined(records, joins, parts)
    with pytest.raises(IllegalMove):
        joined(records, joins, parts)


def test_taken_apart_the_parts_are_read_again_and_the_whole_is_set_aside(
    records: Records, joins: Joins, parts: dict[DocumentId, int]
) -> None:
    whole = joined(records, joins, parts)
    assert set(parts) == set(joins.take_apart(whole, actor=BEN, now=NOW))
    assert (State.QUARANTINED, PARTED) == state(records, whole)
    assert [(State.RECEIVED, "")] * 2 == [state(records, part) for part in parts]
    found = joins.of(whole)
    assert found
    assert NOW == found.parted_at
    with pytest.raises(NotFound):
        joins.take_apart(whole, actor=BEN, now=NOW)


def test_a_part_that_was_decided_on_since_stays_as_it_is(
    records: Records, joins: Joins, parts: dict[DocumentId, int]
) -> None:
    whole, (first, second) = joined(records, joins, parts), parts
    records.read_again(first, actor=BEN, now=NOW)
    assert (second,) == joins.take_apart(whole, actor=BEN, now=NOW)


def test_what_was_never_joined_is_not_taken_apart(joins: Joins, parts: dict[DocumentId, int]) -> None:
    with pytest.raises(NotFound):
        joins.take_apart(next(iter(parts)), actor=BEN, now=NOW)


def test_a_whole_that_was_filed_is_taken_apart_too(records: Records, joins: Joins) -> None:
    whole = filed(records, invoice())
    parts = {filed(records, invoice()): 1, filed(records, invoice()): 1}
    joined_as = joined(records, joins, parts)
    assert whole != joined_as
    (lease,) = records.claim_these("reader", [joined_as], now=NOW, lease_seconds=60)
    with pytest.raises(IllegalMove):
        joins.take_apart(joined_as, actor=BEN, now=NOW)
    records.release(lease, now=NOW, delay_seconds=0)
    joins.take_apart(joined_as, actor=BEN, now=NOW)
    assert (State.QUARANTINED, PARTED) == state(records, joined_as)


def test_a_decision_to_join_is_no_lesson(records: Records, joins: Joins, parts: dict[DocumentId, int]) -> None:
    joined(records, joins, parts)
    with pytest.raises(IllegalMove):
        records.decide(next(iter(parts)), Correction(verdict="accept", seen=1), actor=BEN, now=NOW)
