"""Reviews on the clock: passing on, abandoned seats, and what was decided."""

import datetime as dt

import pytest

from storage.records.judging import Judging
from storage.records.stations import SEAT, Stations
from storage.records.store import Records
from storage.records.values import Correction
from tests.storage.records.invented import NOW, SELLER, filed, invoice

DAY = dt.timedelta(days=1)


@pytest.fixture
def judging(records: Records) -> Judging:
    return Judging(records.transactions)


def test_a_task_is_passed_on_once_after_so_many_reminders(records: Records, judging: Judging) -> None:
    document = filed(records, invoice(sure=False))
    for day in range(2, 5):
        assert () == judging.escalate(NOW + day * DAY, reminders=3, actor="schedule")
        records.remind(document, now=NOW + day * DAY)
    later = NOW + 5 * DAY
    assert (document,) == judging.stuck(later, reminders=3)
    assert (document,) == judging.escalate(later, reminders=3, actor="schedule")
    assert () == judging.escalate(later, reminders=3, actor="schedule")
    assert (document,) == judging.escalated()


def test_a_task_that_was_settled_is_not_passed_on(records: Records, judging: Judging) -> None:
    document = filed(records, invoice(sure=False))
    records.remind(document, now=NOW + 2 * DAY)
    records.decide(document, Correction(verdict="accept"), actor="ann", now=NOW + 2 * DAY)
    assert () == judging.escalate(NOW + 3 * DAY, reminders=1, actor="schedule")


def test_a_seat_that_ran_out_is_cleared_and_one_in_use_is_not(records: Records, judging: Judging) -> None:
    stations = Stations(records.transactions)
    left, used = (filed(records, invoice(sure=False)) for _ in range(2))
    stations.sit_down(left, actor="ann", now=NOW)
    stations.sit_down(used, actor="ben", now=NOW + SEAT)
    assert 1 == judging.abandoned(NOW + SEAT)
    assert 1 == judging.clear_abandoned(NOW + SEAT)
    assert 0 == judging.clear_abandoned(NOW + SEAT)
    assert "ben" == stations.sit_down(used, actor="ann", now=NOW + SEAT).user


def test_what_was_decided_names_fields_and_no_values(records: Records, judging: Judging) -> None:
    document = filed(records, invoice(sure=False))
    correction = Correction(verdict="correct", corrections={"seller": "Grünkohl KG"}, reason=f"not {SELLER}")
    records.decide(document, correction, actor="ann", now=NOW + dt.timedelta(minutes=3))
    (judged,) = judging.decided(NOW, NOW + DAY)
    assert (("seller",), 180.0, False) == (judged.corrected, judged.seconds, judged.straight_through)
    assert "Grünkohl" not in repr(judged)
    assert () == judging.decided(NOW + DAY, NOW + 2 * DAY)


def test_a_paper_that_went_straight_through_and_was_looked_at_again_is_known_as_such(
    records: Records, judging: Judging
) -> None:
    document = filed(records, invoice())
    Stations(records.transactions).reopen(document, actor="ann", now=NOW, due_at=NOW + DAY)
    records.decide(document, Correction(verdict="accept"), actor="ann", now=NOW)
    assert [True] == [one.straight_through for one in judging.decided(NOW, NOW + DAY)]
