"""What packages hold: filed once with all of it, restricted with a paper of theirs, condemned with the first."""

import datetime as dt
import hashlib

import pytest

from storage.records.bodies import Body
from storage.records.dispositions import Dispositions
from storage.records.packaged import Packages
from storage.records.reporting.filing import Made
from storage.records.restriction_orders import RestrictionOrders
from storage.records.store import Records
from strongroom.disposition import Stage
from strongroom.document import Role, State
from strongroom.errors import NotFound, WrongStage
from strongroom.ids import ArrivalId, DocumentId
from strongroom.kind import PACKAGE
from strongroom.reading import Classification, Decision, Extraction
from tests.storage.records.invented import NOW, arrival, blob, filed, invoice

OLD = {"issued": dt.date(2010, 3, 1), "seller": "Pinkel"}


def made(records: Records) -> Made:
    document = arrival(records).document
    taken = arrival(
        records,
        document=document,
        id=ArrivalId(document),
        blob=None,
        parts=tuple(blob(document, role=Role.PART, version=place, content=b"zip") for place in (1, 2)),
        content_hash=records.content_hash(hashlib.sha256(document.encode()).hexdigest()),
        customer=None,
    )
    body = Body(
        classification=Classification(kind=PACKAGE, confidence=1.0),
        extraction=Extraction(readings={}),
        decision=Decision(straight_through=False),
        name="2010-12-31_package.zip",
        tags=(),
        customer=None,
    )
    return Made(arrival=taken, pages=blob(document, role=Role.PAGES), page_count=0, body=body)


def test_a_package_is_filed_once_and_is_restricted_with_a_paper_of_its_own(records: Records) -> None:
    packages, package = Packages(records.transactions), made(records)
    document = package.arrival.document
    inside, outside = filed(records, invoice()), filed(records, invoice())
    assert not packages.is_filed(document)
    for _ in range(2):
        packages.file(package, [inside], now=NOW)
    assert packages.is_filed(document)
    assert packages.since(NOW) == (document,)
    assert packages.since(NOW + dt.timedelta(seconds=1)) == ()
    orders = RestrictionOrders(records.transactions)
    orders.make(outside, "a quarrel", actor="rita", now=NOW)
    assert not packages.holds_restricted(document)
    orders.make(inside, "a quarrel", actor="rita", now=NOW)
    assert packages.holds_restricted(document)
    opened = packages.open(document, actor="ann", purpose="why", now=NOW)
    assert ([one.version for one in opened.original], opened.rendition) == ([1, 2], None)
    assert opened.pages is not None


def test_a_package_is_condemned_with_the_first_of_its_papers_by_the_same_two_people(records: Records) -> None:
    packages, package = Packages(records.transactions), made(records)
    document = package.arrival.document
    gone, stays = filed(records, invoice(values=OLD)), filed(records, invoice(values=OLD))
    packages.file(package, [gone, stays], now=NOW)
    records.propose_dispositions(NOW)
    ends = Dispositions(records.transactions)
    for one in (gone, stays):
        ends.request(one, actor="ann", now=NOW)
        ends.approve(one, actor="ben", now=NOW, due_at=NOW)
    assert packages.ending_with(gone) == ()
    assert ends.condemn(gone, actor="clock", now=NOW).obstacle is None
    assert packages.ending_with(gone) == packages.ending_with(stays) == (document,)
    found = ends.one(document)
    assert (found.stage, found.requested_by, found.approved_by) == (Stage.DESTROYING, "ann", "ben")
    assert records.for_policy(stays).state is State.FILED
    assert ends.condemn(stays, actor="clock", now=NOW).obstacle is None
    with pytest.raises(NotFound):
        records.for_policy(document)
    with pytest.raises(WrongStage):
        packages.file(made(records), [DocumentId(gone)], now=NOW)
    records.audit_verify()
