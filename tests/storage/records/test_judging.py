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
    assert (("seller",), 180.0, False) == (judged.corrected, judged.waited, judged.sampled)
    assert "Grünkohl" not in repr(judged)
    assert () == judging.decided(NOW + DAY, NOW + 2 * DAY)


def slip_in(judging: Judging, *, share: float) -> tuple[str, ...]:
    return judging.slip_in(NOW + DAY, since=NOW - DAY, share=share, due_at=NOW + 2 * DAY, actor="schedule")


def test_of_what_went_straight_through_a_share_is_slipped_in_once(records: Records, judging: Judging) -> None:
    through = [filed(records, invoice()) for _ in range(8)]
    filed(records, invoice(sure=False))
    assert () == slip_in(judging, share=0)
    some = slip_in(judging, share=0.5)
    assert () == slip_in(judging, share=0.5)
    rest = slip_in(judging, share=1)
    assert set(through) == {*some, *rest}
    assert not {*some} & {*rest}


def test_a_sampled_paper_is_known_as_such_when_it_was_decided_on(records: Records, judging: Judging) -> None:
    filed(records, invoice())
    (document,) = slip_in(judging, share=1)
    records.decide(document, Correction(verdict="accept", spent={"": 7.5, "seller": 3.0}), actor="ann", now=NOW + DAY)
    (judged,) = judging.decided(NOW, NOW + 2 * DAY)
    assert (True, 7.5, {"seller": 3.0}) == (judged.sampled, judged.seconds, judged.spent)


def test_a_paper_that_a_person_opened_again_is_no_sample(records: Records, judging: Judging) -> None:
    document = filed(records, invoice())
    Stations(records.transactions).reopen(document, actor="ann", now=NOW, due_at=NOW + DAY)
    records.decide(document, Correction(verdict="accept"), actor="ann", now=NOW)
    assert [False] == [one.sampled for one in judging.decided(NOW, NOW + DAY)]
