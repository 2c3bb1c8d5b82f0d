"""The review queue: what is due first, who sits where, and that nobody writes over anybody."""

import datetime as dt
from dataclasses import replace

import pytest

from storage.records.bodies import Body
from storage.records.queueing import Queue
from storage.records.stations import SEAT, Stations
from storage.records.store import Records
from storage.records.values import Correction
from strongroom.document import State
from strongroom.errors import IllegalMove, Overtaken
from strongroom.ids import DocumentId
from tests.storage.records.invented import NOW, filed, invoice

ANN, BEN = "user:ann", "user:ben"
AN_HOUR = dt.timedelta(hours=1)


@pytest.fixture
def stations(records: Records) -> Stations:
    return Stations(records.transactions)


@pytest.fixture
def waiting(records: Records) -> DocumentId:
    return filed(records, invoice(sure=False))


def renamed(body: Body) -> Body:
    return replace(body, name="renamed.pdf")


def test_what_is_due_first_comes_first(records: Records, stations: Stations) -> None:
    late = filed(records, invoice(sure=False), now=NOW + AN_HOUR)
    early = filed(records, invoice(sure=False), now=NOW)
    filed(records, invoice())
    queue = stations.queue(Queue(actor=ANN, now=NOW))
    assert [early, late] == [one.summary.id for one in queue]
    assert 2 == stations.tally(Queue(actor=ANN, now=NOW)).total


def test_the_first_to_sit_down_has_the_document(stations: Stations, waiting: DocumentId) -> None:
    stations.sit_down(waiting, actor=ANN, now=NOW)
    assert ANN == stations.sit_down(waiting, actor=BEN, now=NOW).user
    (one,) = stations.queue(Queue(actor=BEN, now=NOW))
    assert one.seat
    assert ANN == one.seat.user


def test_a_seat_ends_by_itself(stations: Stations, waiting: DocumentId) -> None:
    stations.sit_down(waiting, actor=ANN, now=NOW)
    assert BEN == stations.sit_down(waiting, actor=BEN, now=NOW + SEAT).user


def test_sitting_down_again_keeps_the_seat_for_longer(stations: Stations, waiting: DocumentId) -> None:
    stations.sit_down(waiting, actor=ANN, now=NOW)
    stations.sit_down(waiting, actor=ANN, now=NOW + SEAT / 2)
    assert ANN == stations.sit_down(waiting, actor=BEN, now=NOW + SEAT).user


def test_a_seat_can_be_left_and_taken_over(stations: Stations, waiting: DocumentId) -> None:
    stations.sit_down(waiting, actor=ANN, now=NOW)
    stations.stand_up(waiting, actor=BEN, now=NOW)
    assert BEN == stations.take_over(waiting, actor=BEN, now=NOW).user
    stations.stand_up(waiting, actor=BEN, now=NOW)
    assert ANN == stations.sit_down(waiting, actor=ANN, now=NOW).user


def test_a_seat_is_given_back_as_it_was_taken_and_by_nobody_else(stations: Stations, waiting: DocumentId) -> None:
    until = stations.sit_down(waiting, actor=ANN, now=NOW).expires_at
    stations.give_back(waiting, actor=BEN, until=until)
    assert ANN == stations.sit_down(waiting, actor=BEN, now=NOW).user
    stations.give_back(waiting, actor=ANN, until=until)
    assert BEN == stations.sit_down(waiting, actor=BEN, now=NOW).user


def test_who_sat_down_again_meanwhile_keeps_the_seat(stations: Stations, waiting: DocumentId) -> None:
    until = stations.sit_down(waiting, actor=ANN, now=NOW).expires_at
    stations.sit_down(waiting, actor=ANN, now=NOW + SEAT / 2)
    stations.give_back(waiting, actor=ANN, until=until)
    assert ANN == stations.sit_down(waiting, actor=BEN, now=NOW + SEAT / 2).user


def test_a_revision_is_a_new_version_and_the_document_goes_on_waiting(
    records: Records, stations: Stations, waiting: DocumentId
) -> None:
    assert 2 == stations.revise(waiting, renamed, seen=1, actor=ANN, now=NOW)
    newest, first = stations.versions(waiting)
    assert (2, ANN, "renamed.pdf") == (newest.number, newest.actor, newest.body.name)
    assert "renamed.pdf" != first.body.name
    assert State.IN_REVIEW is records.view(waiting, actor=ANN, purpose="test", now=NOW).summary.state


def test_whoever_comes_second_is_told_and_nothing_is_written(stations: Stations, waiting: DocumentId) -> None:
    stations.revise(waiting, renamed, seen=1, actor=ANN, now=NOW)
    with pytest.raises(Overtaken):
        stations.revise(waiting, renamed, seen=1, actor=BEN, now=NOW)
    assert 2 == len(stations.versions(waiting))


def test_a_decision_on_an_old_version_is_refused(records: Records, stations: Stations, waiting: DocumentId) -> None:
    stations.revise(waiting, renamed, seen=1, actor=ANN, now=NOW)
    with pytest.raises(Overtaken):
        records.decide(waiting, Correction(verdict="accept", seen=1), actor=BEN, now=NOW)
    assert State.FILED is records.decide(waiting, Correction(verdict="accept", seen=2), actor=BEN, now=NOW)


def test_a_filed_document_is_reopened_and_waits_again(
    records: Records, stations: Stations, waiting: DocumentId
) -> None:
    records.decide(waiting, Correction(verdict="accept"), actor=ANN, now=NOW)
    stations.reopen(waiting, actor=BEN, now=NOW, due_at=NOW + AN_HOUR)
    assert [waiting] == [one.summary.id for one in stations.queue(Queue(actor=BEN, now=NOW))]
    with pytest.raises(IllegalMove):
        stations.reopen(waiting, actor=BEN, now=NOW, due_at=NOW + AN_HOUR)


def test_what_is_filed_cannot_be_revised(records: Records, stations: Stations) -> None:
    document = filed(records, invoice())
    with pytest.raises(IllegalMove):
        stations.revise(document, renamed, seen=1, actor=ANN, now=NOW)


def test_what_was_left_for_later_is_known_to_who_left_it(stations: Stations, waiting: DocumentId) -> None:
    stations.stand_up(waiting, actor=ANN, now=NOW)
    stations.stand_up(waiting, actor=ANN, now=NOW + AN_HOUR)
    assert [NOW + AN_HOUR] == [one.skipped_at for one in stations.queue(Queue(actor=ANN, now=NOW))]
    assert [None] == [one.skipped_at for one in stations.queue(Queue(actor=BEN, now=NOW))]


def test_a_paper_is_handed_over_with_a_word(stations: Stations, waiting: DocumentId) -> None:
    stations.sit_down(waiting, actor=ANN, now=NOW)
    stations.hand_over(waiting, BEN, note="is this a seal?", actor=ANN, now=NOW)
    (one,) = stations.queue(Queue(actor=ANN, now=NOW))
    assert (None, BEN, True, False) == (
        one.seat,
        one.assignee,
        one.held_by_another(ANN),
        one.held_by_another(BEN),
    )
    task = stations.task(waiting)
    assert task
    assert "is this a seal?" == task.note
    assert "seal" not in repr(task)
    stations.hand_over(waiting, None, note="", actor=BEN, now=NOW)
    assert [None] == [one.assignee for one in stations.queue(Queue(actor=ANN, now=NOW))]


def test_what_does_not_wait_is_handed_to_nobody(records: Records, stations: Stations) -> None:
    with pytest.raises(IllegalMove):
        stations.hand_over(filed(records, invoice()), BEN, note="", actor=ANN, now=NOW)
