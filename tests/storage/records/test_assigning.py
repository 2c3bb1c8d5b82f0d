"""Waiting papers are shared out in the records: who may decide on which, and moves that others were faster than."""

import datetime as dt

import pytest
from sqlalchemy import text

from storage.records.assigning import Assigning
from storage.records.queueing import Queue
from storage.records.reach import Reach
from storage.records.stations import SEAT, Stations
from storage.records.store import Records
from storage.records.values import Correction
from strongroom.assigning import Move
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import Way
from strongroom.settings_review import Review
from tests.storage.records.invented import NOW, filed, invoice, passport

ANN, BEN = "user:ann", "user:ben"
LATER = NOW + dt.timedelta(hours=1)
TWICE = Review(second_kinds=("invoice",))
BUSINESS = Reach(ways=(Way(highest=Sensitivity.BUSINESS),), may=lambda _: True, sure=0.9)


@pytest.fixture
def assigning(records: Records) -> Assigning:
    return Assigning(records.transactions)


def test_who_is_able_is_who_has_a_paper_in_their_queue(records: Records, assigning: Assigning) -> None:
    card, bill = filed(records, passport(sure=False)), filed(records, invoice(sure=False))
    deciders = [Queue(actor=ANN, now=NOW), Queue(actor=BEN, now=NOW, first=BUSINESS)]
    found = {one.document: one.able for one in assigning.tasks(deciders, (), now=NOW)}
    assert {card: {ANN}, bill: {ANN, BEN}} == found
    records.decide(bill, Correction(verdict="accept"), actor=ANN, now=LATER, rules=TWICE)
    again = {one.document: one.able for one in assigning.tasks(deciders, (), now=LATER)}
    assert {BEN} == again[bill], "nobody is given their own to confirm"


def test_a_paper_is_known_as_that_of_a_customer_however_that_is_spelt(records: Records, assigning: Assigning) -> None:
    bill = filed(records, invoice(sure=False))
    customer = records.for_policy(bill).customer
    assert customer
    named = (customer.upper(), "Somebody Else")
    (task,) = assigning.tasks((), named, now=NOW)
    assert (frozenset({customer.upper()}), "invoice") == (task.customers, task.kind)


def test_a_move_is_written_once_and_recorded(records: Records, assigning: Assigning) -> None:
    bill = filed(records, invoice(sure=False))
    move = Move(document=bill, old=None, new=ANN)
    assert (move,) == assigning.carry_out([move], actor="schedule", now=NOW)
    assert () == assigning.carry_out([move], actor="schedule", now=NOW)
    assert {ANN} == assigning.assignees()
    free = Move(document=bill, old=ANN, new=None)
    assert (free,) == assigning.carry_out([free], actor="schedule", now=NOW)
    assert frozenset() == assigning.assignees()
    wanted = text("SELECT action FROM audit_events WHERE action LIKE '%assigned' ORDER BY sequence")
    acts = records._database.read(lambda connection: connection.execute(wanted).scalars().all())
    assert ["assigned", "unassigned"] == acts


def test_whoever_was_faster_keeps_it(records: Records, assigning: Assigning) -> None:
    stations = Stations(records.transactions)
    handed, sat, decided = (filed(records, invoice(sure=False)) for _ in range(3))
    stations.hand_over(handed, BEN, note="", actor=BEN, now=NOW)
    stations.sit_down(sat, actor=BEN, now=NOW)
    records.decide(decided, Correction(verdict="accept"), actor=BEN, now=NOW)
    moves = [Move(document=DocumentId(one), old=None, new=ANN) for one in (handed, sat, decided)]
    assert () == assigning.carry_out(moves, actor="schedule", now=NOW)
    assert {sat} == {move.document for move in assigning.carry_out(moves, actor="schedule", now=NOW + SEAT)}
