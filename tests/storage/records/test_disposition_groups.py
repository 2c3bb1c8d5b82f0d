"""Groups of dispositions are counted by kind and rule, and a step with a group judges each paper by itself."""

import datetime as dt

import pytest

from storage.records import disposition_steps as steps
from storage.records.disposition_groups import DispositionGroups, Key
from storage.records.holding import Holds, Why
from storage.records.reach import EVERYTHING
from storage.records.store import Records
from strongroom.disposition import Stage
from strongroom.ids import DocumentId
from tests.storage.records.invented import NOW, filed, invoice


@pytest.fixture
def groups(records: Records) -> DispositionGroups:
    return DispositionGroups(records.transactions)


def proposed(records: Records, *years: int) -> tuple[DocumentId, ...]:
    """Invoices of these years, the last of which somebody holds since."""
    found = tuple(filed(records, invoice(values={"issued": dt.date(one, 3, 1), "seller": "Pinkel"})) for one in years)
    records.propose_dispositions(NOW)
    Holds(records.transactions).on_document(found[-1], Why(matter="m", reason="r"), actor="test", now=NOW)
    return found


def asked(groups: DispositionGroups, key: Key) -> dict[str, int]:
    """Ask for a group; the number of those done, and of those left by the reason."""
    these = groups.papers(key, EVERYTHING, until=NOW)
    tally = groups.step(these, lambda _: None, lambda session, one: steps.request(session, one, actor="ann", now=NOW))
    return {"done": tally.done, **tally.left}


def test_a_group_says_how_many_since_when_and_how_many_are_held(records: Records, groups: DispositionGroups) -> None:
    proposed(records, 2009, 2010, 2010)
    (group,) = groups.listed(Stage.ELIGIBLE, EVERYTHING, actor="ann")
    assert (3, 1, 0) == (group.count, group.held, group.own)
    assert group.free_first < group.free_last
    assert () == groups.listed(Stage.REQUESTED, EVERYTHING, actor="ann")


def test_what_was_asked_for_is_another_group_and_its_askers_own(records: Records, groups: DispositionGroups) -> None:
    proposed(records, 2009, 2010, 2010)
    (group,) = groups.listed(Stage.ELIGIBLE, EVERYTHING, actor="ann")
    assert {"done": 2, "held": 1} == asked(groups, group.key)
    (mine,) = groups.listed(Stage.REQUESTED, EVERYTHING, actor="ann")
    assert ("ann", 2, 2) == (mine.key.asked_by, mine.count, mine.own)
    (theirs,) = groups.listed(Stage.REQUESTED, EVERYTHING, actor="ben")
    assert 0 == theirs.own
    records.audit_verify()


def test_what_is_gone_or_refused_by_the_policy_is_counted_and_left(records: Records, groups: DispositionGroups) -> None:
    first, _ = proposed(records, 2009, 2010)
    take = lambda session, one: steps.cancel(session, one, actor="ann", now=NOW)  # noqa: E731
    tally = groups.step((first, DocumentId("0" * 26)), lambda _: None, take)
    assert (0, {"wrong_stage": 1, "not_found": 1}) == (tally.done, tally.left)


def test_papers_come_longest_free_first_and_only_those_of_before(records: Records, groups: DispositionGroups) -> None:
    newer, older, _ = proposed(records, 2010, 2009, 2010)
    (group,) = groups.listed(Stage.ELIGIBLE, EVERYTHING, actor="ann")
    assert (older, newer) == groups.papers(group.key, EVERYTHING, until=NOW, limit=2)
    assert () == groups.papers(group.key, EVERYTHING, until=NOW - dt.timedelta(seconds=1))
