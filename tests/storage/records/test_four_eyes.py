"""Second pairs of eyes and blind keying: who may decide, what waits, and what nobody sees before two people agree."""

from collections.abc import Callable

import pytest

from storage.records.stations import Stations
from storage.records.store import Records
from storage.records.values import Correction
from strongroom.document import State
from strongroom.errors import OwnWork
from strongroom.four_eyes import Stage
from strongroom.ids import DocumentId
from strongroom.settings_review import Review
from tests.storage.records.invented import NOW, filed, invoice

ANN, BEN, CAT = "user:ann", "user:ben", "user:cat"
TWICE = Review(second_kinds=("invoice",))
BLIND = Review(blind_fields=("invoice.seller",))

Decide = Callable[..., State]


@pytest.fixture
def waiting(records: Records) -> DocumentId:
    return filed(records, invoice(sure=False))


@pytest.fixture
def decide(records: Records, waiting: DocumentId) -> Decide:
    def decided(actor: str, rules: Review, **typed: str) -> State:
        correction = Correction(verdict="correct" if typed else "accept", corrections=typed)
        return records.decide(waiting, correction, actor=actor, now=NOW, rules=rules)

    return decided


def seller_of(records: Records, document: DocumentId) -> str:
    return records.for_policy(document).readings["seller"].text


def stage_of(records: Records, document: DocumentId) -> Stage:
    task = Stations(records.transactions).task(document)
    assert task
    return task.stage


def test_a_second_person_files_what_the_first_one_decided(
    records: Records, waiting: DocumentId, decide: Decide
) -> None:
    assert State.IN_REVIEW is decide(ANN, TWICE, seller="Grünkohl KG")
    assert (Stage.SECOND, "Grünkohl KG") == (stage_of(records, waiting), seller_of(records, waiting))
    assert State.FILED is decide(BEN, TWICE)


def test_nobody_approves_their_own_decision(records: Records, waiting: DocumentId, decide: Decide) -> None:
    decide(ANN, TWICE)
    with pytest.raises(OwnWork):
        decide(ANN, TWICE)
    with pytest.raises(OwnWork):
        records.decide(waiting, Correction(verdict="reject"), actor=ANN, now=NOW, rules=TWICE)
    assert State.IN_REVIEW is records.for_policy(waiting).state


def test_who_handed_it_in_is_no_second_pair_of_eyes(records: Records, waiting: DocumentId, decide: Decide) -> None:
    decide(ANN, TWICE)
    task = Stations(records.transactions).task(waiting)
    assert task
    assert ANN in task.workers
    with pytest.raises(OwnWork):
        decide(next(iter(task.workers - {ANN})), TWICE)


def test_a_rejection_needs_nobody_else(records: Records, waiting: DocumentId) -> None:
    assert State.QUARANTINED is records.decide(
        waiting, Correction(verdict="reject", reason="torn"), actor=ANN, now=NOW, rules=TWICE
    )


def test_what_is_keyed_blindly_stands_nowhere_until_two_people_agree(
    records: Records, waiting: DocumentId, decide: Decide
) -> None:
    read = seller_of(records, waiting)
    decide(ANN, BLIND, seller="Grünkohl KG", total="7.00")
    row = records.for_policy(waiting)
    assert (read, "7.00") == (row.readings["seller"].text, row.readings["total"].text)
    assert State.FILED is decide(BEN, BLIND, seller="Grünkohl  kg")
    assert "Grünkohl  kg" == seller_of(records, waiting)


def test_two_people_who_key_differently_leave_it_to_a_third(
    records: Records, waiting: DocumentId, decide: Decide
) -> None:
    decide(ANN, BLIND, seller="Grünkohl KG")
    assert State.IN_REVIEW is decide(BEN, BLIND, seller="Rotkohl KG")
    task = Stations(records.transactions).task(waiting)
    assert task
    assert (Stage.THIRD, ["Grünkohl KG", "Rotkohl KG"]) == (task.stage, [one["seller"] for one in task.keyed])
    for actor in (ANN, BEN):
        with pytest.raises(OwnWork):
            decide(actor, BLIND, seller="Grünkohl KG")
    assert State.FILED is decide(CAT, BLIND, seller="Grünkohl KG")
    assert "Grünkohl KG" == seller_of(records, waiting)


def test_another_kind_begins_anew(records: Records, waiting: DocumentId, decide: Decide) -> None:
    decide(ANN, TWICE)
    version = records.view(waiting, actor=BEN, purpose="test", now=NOW).version
    Stations(records.transactions).revise(waiting, lambda body: body, seen=version, actor=BEN, now=NOW)
    assert Stage.FIRST is stage_of(records, waiting)
