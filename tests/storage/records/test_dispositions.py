"""Holds win over everything, and two people, a rule and a wait stand between a proposal and the end of a document."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from storage.records.dispositions import Dispositions
from storage.records.ending_tables import dispositions as rows
from storage.records.holding import Holds, Why
from storage.records.store import Records
from storage.records.values import Correction
from strongroom.disposition import Obstacle, Stage
from strongroom.errors import BadForm, Denied, Held, NotFound, WrongStage
from strongroom.ids import DocumentId
from strongroom.kind import Retention
from strongroom.query import parse
from tests.storage.records.invented import INVOICE, KINDS, NOW, filed, invoice

WHY = Why(matter="Quastenflosse ./. Pinkel", reason="the court asked for it")
DUE = NOW + dt.timedelta(days=7)
OLD = {"issued": dt.date(2010, 3, 1), "seller": "Pinkel"}


@pytest.fixture
def ends(records: Records) -> Dispositions:
    return Dispositions(records.transactions)


@pytest.fixture
def holds(records: Records) -> Holds:
    return Holds(records.transactions)


def proposed(records: Records) -> DocumentId:
    document = filed(records, invoice(values=OLD))
    assert records.propose_dispositions(NOW) == (document,)
    return document


def approved(records: Records, ends: Dispositions) -> DocumentId:
    document = proposed(records)
    ends.request(document, actor="ann", now=NOW)
    ends.approve(document, actor="ben", now=NOW, due_at=DUE)
    return document


def test_two_people_and_a_wait_end_a_document(records: Records, ends: Dispositions) -> None:
    document = approved(records, ends)
    early = ends.condemn(document, actor="clock", now=DUE - dt.timedelta(seconds=1))
    assert early.obstacle is Obstacle.COOLING_OFF
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is None
    assert ends.one(document).stage is Stage.DESTROYING
    with pytest.raises(NotFound):
        records.view(document, actor="me", purpose="test", now=DUE)
    records.audit_verify()


def test_a_condemned_document_is_found_by_nothing_it_held(records: Records, ends: Dispositions) -> None:
    document = approved(records, ends)
    ends.condemn(document, actor="clock", now=DUE)
    for query in ("pinkel", "seller:Pinkel", 'customer="Quastenflosse GmbH"', "tag:finance", "issued:2010-03-01"):
        assert records.find(parse(query), actor="me", now=DUE).total == 0
    left = ("equalities", "facets", "search_texts", "extractions", "decisions", "reviews")

    def count(connection: object) -> int:
        return sum(connection.execute(text(f"SELECT count(*) FROM {one}")).scalar_one() for one in left)  # type: ignore[attr-defined]

    assert records._database.read(count) == 0


def test_a_person_does_not_approve_what_they_asked_for(records: Records, ends: Dispositions) -> None:
    document = proposed(records)
    ends.request(document, actor="ann", now=NOW)
    with pytest.raises(Denied):
        ends.approve(document, actor="ann", now=NOW, due_at=DUE)


def test_whoever_handed_a_document_in_does_not_approve_its_end(records: Records, ends: Dispositions) -> None:
    document = proposed(records)
    ends.request(document, actor="ann", now=NOW)
    assert ends.workers(document) == {"ann", "intake"}
    with pytest.raises(Denied):
        ends.approve(document, actor="intake", now=NOW, due_at=DUE)


def test_the_database_itself_refuses_one_person_in_both_places(records: Records, ends: Dispositions) -> None:
    approved(records, ends)
    with pytest.raises(IntegrityError):
        records._database.write(lambda connection: connection.execute(update(rows).values(requested_by="ben")))


@pytest.mark.parametrize(
    "step",
    [
        lambda ends, document: ends.approve(document, actor="ben", now=NOW, due_at=DUE),
        lambda ends, document: ends.condemn(document, actor="clock", now=DUE),
        lambda ends, document: ends.cancel(document, actor="ann", now=NOW),
    ],
)
def test_no_step_is_left_out(
    records: Records, ends: Dispositions, step: Callable[[Dispositions, DocumentId], object]
) -> None:
    document = proposed(records)
    with pytest.raises(WrongStage):
        step(ends, document)


def test_what_the_schedule_did_not_find_cannot_be_asked_for(records: Records, ends: Dispositions) -> None:
    with pytest.raises(NotFound):
        ends.request(filed(records, invoice()), actor="ann", now=NOW)


def test_a_cancelled_approval_needs_two_people_again(records: Records, ends: Dispositions) -> None:
    document = approved(records, ends)
    ends.cancel(document, actor="eve", now=NOW)
    found = ends.one(document)
    assert (found.stage, found.requested_by, found.approved_by) == (Stage.ELIGIBLE, None, None)
    assert ends.plan(DUE) == ()


def test_a_held_document_cannot_be_asked_for(records: Records, ends: Dispositions, holds: Holds) -> None:
    document = proposed(records)
    holds.on_document(document, WHY, actor="eve", now=NOW)
    with pytest.raises(Held):
        ends.request(document, actor="ann", now=NOW)


def test_a_hold_on_a_customer_covers_all_their_documents_and_those_to_come(
    records: Records, ends: Dispositions, holds: Holds
) -> None:
    document = approved(records, ends)
    hold = holds.on_customer("quastenflosse  gmbh", WHY, actor="eve", now=NOW)
    assert [verdict.obstacle for verdict in ends.plan(DUE)] == [Obstacle.HELD]
    filed(records, invoice(values=OLD))
    assert records.propose_dispositions(NOW) == ()
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is Obstacle.HELD
    holds.lift(hold, "settled", actor="eve", now=NOW)
    assert len(records.propose_dispositions(NOW)) == 2  # the stopped one is decided anew


def test_a_hold_on_another_customer_holds_nothing_here(records: Records, ends: Dispositions, holds: Holds) -> None:
    document = approved(records, ends)
    holds.on_customer("Pinkel AG", WHY, actor="eve", now=NOW)
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is None


def test_a_hold_that_came_and_went_since_the_approval_stops_it(
    records: Records, ends: Dispositions, holds: Holds
) -> None:
    document = approved(records, ends)
    holds.lift(holds.on_document(document, WHY, actor="eve", now=NOW), "settled", actor="eve", now=NOW)
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is Obstacle.HELD_SINCE


def test_a_rule_that_became_longer_stops_what_was_approved(records: Records, ends: Dispositions) -> None:
    document = approved(records, ends)
    longer = replace(INVOICE, retention=Retention(years=30, starts="issued", basis="invented law"))
    records.transactions._kinds = {kind.id: kind for kind in KINDS} | {"invoice": longer}
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is Obstacle.NOT_DUE
    with pytest.raises(NotFound):
        ends.one(document)


def test_holds_are_listed_with_what_they_are_for_until_they_are_lifted(records: Records, holds: Holds) -> None:
    document = filed(records, invoice())
    one = holds.on_document(document, WHY, actor="eve", now=NOW)
    other = holds.on_customer("Pinkel AG", WHY, actor="eve", now=NOW)
    assert [(hold.document, hold.customer, hold.matter) for hold in holds.in_force()] == [
        (document, None, WHY.matter),
        (None, "Pinkel AG", WHY.matter),
    ]
    for _ in range(2):
        holds.lift(one, "settled", actor="ann", now=NOW)
    assert [hold.id for hold in holds.in_force()] == [other]
    assert holds.one(one).lifted_by == "ann"


def test_a_hold_on_nothing_is_refused(holds: Holds) -> None:
    with pytest.raises(NotFound):
        holds.on_document(DocumentId("0" * 26), WHY, actor="eve", now=NOW)
    with pytest.raises(BadForm):
        holds.on_customer("--", WHY, actor="eve", now=NOW)
    with pytest.raises(NotFound):
        holds.lift("0" * 26, "", actor="eve", now=NOW)


def test_a_hold_and_a_destruction_at_once_end_with_one_of_them(
    records: Records, ends: Dispositions, holds: Holds
) -> None:
    for _ in range(5):
        document = approved(records, ends)
        with ThreadPoolExecutor(2) as both:
            placed = both.submit(holds.on_document, document, WHY, actor="eve", now=NOW)
            condemned = both.submit(ends.condemn, document, actor="clock", now=DUE)
        if condemned.result().obstacle is None:
            assert isinstance(placed.exception(), NotFound)
        else:
            assert placed.exception() is None


def test_a_document_that_is_worked_on_is_not_destroyed(records: Records, ends: Dispositions) -> None:
    document = approved(records, ends)
    records._database.write(lambda connection: connection.execute(text("UPDATE documents SET state = 'in_review'")))
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is Obstacle.CHANGED


def test_whoever_corrected_a_document_does_not_approve_its_end(records: Records, ends: Dispositions) -> None:
    document = filed(records, invoice(values=OLD, sure=False))
    records.decide(document, Correction(verdict="accept"), actor="ben", now=NOW)
    assert records.propose_dispositions(NOW) == (document,)
    ends.request(document, actor="ann", now=NOW)
    with pytest.raises(Denied):
        ends.approve(document, actor="ben", now=NOW, due_at=DUE)
