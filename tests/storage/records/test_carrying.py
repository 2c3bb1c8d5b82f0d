"""What a customer is asked for goes with them into a merge and back, and from a bad copy to the better one."""

import pytest

from storage.records.ask_links import AskLinks
from storage.records.asking import Asks, Quota
from storage.records.copies import Copies
from storage.records.customer_files import CustomerFiles
from storage.records.links import Links
from storage.records.merging import Merge, Merges
from storage.records.store import Records
from strongroom.asking import Wanted, Why
from strongroom.better_copy import Fault
from strongroom.ids import DocumentId
from tests.storage.records.invented import NOW, filed, invoice, passport

TEA, TE = "Mommsen Tee GmbH", "Mommsen Te GmbH"
QUOTA = Quota(files=2, bytes=100)


@pytest.fixture
def desk(records: Records) -> Asks:
    return Asks(records.transactions)


def hash_of(records: Records, name: str) -> bytes:
    return CustomerFiles(records.transactions).hash_of(name) or b""


def merged(records: Records) -> Merge:
    return Merges(records.transactions).merge(hash_of(records, TE), TEA, actor="ann", now=NOW)


def asked(records: Records, customer: str, *kinds: str) -> str:
    wanted = Wanted(customer=hash_of(records, customer), why=Why.MISSING, kinds=kinds)
    return Asks(records.transactions).begin(wanted, QUOTA, actor="ann", now=NOW) or ""


def renewed(records: Records, document: DocumentId, customer: str) -> str:
    wanted = Wanted(customer=hash_of(records, customer), why=Why.RENEWAL, kinds=("passport",), document=document)
    return Asks(records.transactions).begin(wanted, QUOTA, actor="ann", now=NOW) or ""


def test_asks_go_with_a_merge_with_their_links_and_come_back_with_its_way_back(records: Records, desk: Asks) -> None:
    filed(records, invoice(customer=TEA))
    paper = filed(records, passport(customer=TE))
    made = {asked(records, TE, "visa"), renewed(records, paper, TE)}
    token = AskLinks(records.transactions).make(min(made), until=NOW.replace(year=2099), actor="ann", now=NOW)
    merge = merged(records)
    assert made == {one.id for one in desk.open(hash_of(records, TEA))}
    assert () == desk.open(hash_of(records, TE))
    assert AskLinks(records.transactions).by_token(token, now=NOW)[0].id in made
    Merges(records.transactions).undo(merge.id, actor="ben", now=NOW)
    assert made == {one.id for one in desk.open(hash_of(records, TE))}
    assert () == desk.open(hash_of(records, TEA))


def test_what_both_are_asked_for_is_asked_for_once_and_stays_so(records: Records, desk: Asks) -> None:
    filed(records, invoice(customer=TEA))
    filed(records, invoice(customer=TE))
    kept, double, other = asked(records, TEA, "visa"), asked(records, TE, "visa"), asked(records, TE, "passport")
    merge = merged(records)
    assert {kept, other} == {one.id for one in desk.open(hash_of(records, TEA))}
    Merges(records.transactions).undo(merge.id, actor="ben", now=NOW)
    assert [kept] == [one.id for one in desk.open(hash_of(records, TEA))]
    assert [other] == [one.id for one in desk.open(hash_of(records, TE))]
    assert double not in {one.id for one in desk.open()}


def test_what_was_asked_for_since_a_merge_does_not_come_back(records: Records, desk: Asks) -> None:
    filed(records, invoice(customer=TEA))
    filed(records, invoice(customer=TE))
    merge = merged(records)
    since = asked(records, TEA, "visa")
    Merges(records.transactions).undo(merge.id, actor="ben", now=NOW)
    assert [since] == [one.id for one in desk.open(hash_of(records, TEA))]


def test_a_bad_copy_goes_with_its_customer_so_that_the_better_one_is_theirs(records: Records) -> None:
    filed(records, invoice(customer=TEA))
    bad = filed(records, invoice(customer=TE, sure=False))
    copies = Copies(records.transactions)
    code = copies.ask(bad, Fault.DARK, seen=1, stage=None, actor="ann", now=NOW).code
    merge = merged(records)
    assert TEA == records.for_policy(bad).customer
    assert bad == copies.asked_for([code])
    Merges(records.transactions).undo(merge.id, actor="ben", now=NOW)
    assert TE == records.for_policy(bad).customer


def test_the_better_copy_is_renewed_in_place_of_the_bad_one(records: Records, desk: Asks) -> None:
    bad = filed(records, passport(customer=TEA, sure=False))
    ask = renewed(records, bad, TEA)
    copies = Copies(records.transactions)
    code = copies.ask(bad, Fault.DARK, seen=1, stage=None, actor="ann", now=NOW).code
    better = filed(records, passport(customer=TEA, name="better.pdf"))
    assert bad == copies.came([code], better, actor="intake", now=NOW)
    (one,) = desk.open()
    assert (ask, better) == (one.id, one.document)
    assert (bad,) == tuple(Links(records.transactions).of(better))
    assert copies.asked_for([code]) is None
