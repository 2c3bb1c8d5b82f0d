"""Orders that restrict a document: made and lifted with a reason, and found by nobody who may not know of it."""

import datetime as dt
from dataclasses import replace

import pytest

from storage.records.dispositions import Dispositions
from storage.records.reach import Reach
from storage.records.restricting import restrict_by_rule
from storage.records.restriction_orders import SCHEDULE, RestrictionOrders
from storage.records.store import Records
from strongroom.errors import BadForm, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import Way
from strongroom.query import parse
from tests.storage.records.invented import NOW, filed, invoice

WHY = "Wilhelmina Quastenflosse asked for erasure; the tax law keeps it until 2034"


@pytest.fixture
def orders(records: Records) -> RestrictionOrders:
    return RestrictionOrders(records.transactions)


def test_an_order_restricts_a_document_until_it_is_lifted(records: Records, orders: RestrictionOrders) -> None:
    document = filed(records, invoice())
    assert orders.make(document, WHY, actor="rita", now=NOW) is True
    assert orders.make(document, "again", actor="rita", now=NOW) is False
    assert records.for_policy(document).restricted is True
    assert orders.lift(document, "withdrawn", actor="rolf", now=NOW) is True
    assert orders.lift(document, "withdrawn", actor="rolf", now=NOW) is False
    assert records.for_policy(document).restricted is False
    (one,) = orders.of(document)
    assert (one.reason, one.set_by, one.lifting, one.lifted_by) == (WHY, "rita", "withdrawn", "rolf")
    assert orders.make(document, WHY, actor="rita", now=NOW) is True
    assert len(orders.of(document)) == 2
    records.audit_verify()


def test_what_a_person_orders_outlives_the_rule_that_restricted_before(
    records: Records, orders: RestrictionOrders
) -> None:
    document = filed(records, invoice())
    assert orders.make(document, "PIPL art. 47", actor=SCHEDULE, now=NOW) is True
    assert orders.make(document, WHY, actor="rita", now=NOW) is True
    assert orders.make(document, "PIPL art. 47", actor=SCHEDULE, now=NOW) is False
    # The rule no longer restricts it; its order is over, and what stands is left alone.
    assert restrict_by_rule(records.transactions, NOW).freed == ()
    assert records.for_policy(document).restricted is True
    assert [("schedule", "rita"), ("rita", None)] == [(one.set_by, one.lifted_by) for one in orders.of(document)]
    records.audit_verify()


def test_an_order_gives_a_reason_and_is_about_a_document(records: Records, orders: RestrictionOrders) -> None:
    document = filed(records, invoice())
    for change in (orders.make, orders.lift):
        with pytest.raises(BadForm):
            change(document, "  ", actor="rita", now=NOW)
        with pytest.raises(NotFound):
            change(DocumentId("01ARZ3NDEKTSV4RRFFQ69G5FAV"), WHY, actor="rita", now=NOW)


def test_what_an_order_says_goes_with_the_document(records: Records, orders: RestrictionOrders) -> None:
    document = filed(records, invoice(values={"issued": dt.date(2010, 3, 1), "seller": "Pinkel"}))
    orders.make(document, WHY, actor="rita", now=NOW)
    ends = Dispositions(records.transactions)
    records.propose_dispositions(NOW)
    ends.request(document, actor="dan", now=NOW)
    ends.approve(document, actor="eve", now=NOW, due_at=NOW)
    ends.condemn(document, actor="clock", now=NOW)
    (one,) = orders.of(document)
    assert (one.reason, one.set_by) == ("", "rita")


def test_a_search_tells_nothing_of_what_is_outside_its_scope(records: Records, orders: RestrictionOrders) -> None:
    ours = filed(records, invoice(customer="Pinkel AG"))
    theirs = filed(records, invoice(name="b.pdf"))
    shut = filed(records, invoice(name="c.pdf", customer="Pinkel AG"))
    orders.make(shut, WHY, actor="rita", now=NOW)

    def found(*along: Way) -> tuple[int, set[DocumentId]]:
        reach = Reach(ways=along, may=lambda _: True)
        result = records.find(parse("Grünkohl"), actor="me", now=NOW, reach=reach)
        return result.total, {row.id for row in result.rows}

    everybodys = Way(highest=Sensitivity.IDENTITY)
    assert found(everybodys, replace(everybodys, restricted=True)) == (3, {ours, theirs, shut})
    assert found(everybodys) == (2, {ours, theirs})
    assert found(replace(everybodys, customers=frozenset({"pinkel ag"}))) == (1, {ours})
    nobodys = replace(everybodys, customers=frozenset())
    assert found(nobodys) == (0, set())
    assert found(nobodys, replace(everybodys, document=theirs)) == (1, {theirs})
