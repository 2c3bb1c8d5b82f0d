"""The file of each customer, and doubles made one with a way back."""

import datetime as dt

import pytest
from sqlalchemy import delete, update

from storage.records.customer_files import CustomerFiles
from storage.records.describing import DescribeAction, Description, describe
from storage.records.dossier_tables import customers
from storage.records.holding import Holds, Why
from storage.records.merging import Merges
from storage.records.reach import Reach
from storage.records.session import Session
from storage.records.store import Records
from storage.records.tables import documents
from strongroom.errors import BadForm, Held, NotFound
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import Way
from tests.storage.records.invented import NOW, filed, invoice, passport

TEA, TE = "Mommsen Tee GmbH", "Mommsen Te GmbH"


@pytest.fixture
def files(records: Records) -> CustomerFiles:
    return CustomerFiles(records.transactions)


@pytest.fixture
def merges(records: Records) -> Merges:
    return Merges(records.transactions)


def hash_of(files: CustomerFiles, name: str) -> bytes:
    hashed = files.hash_of(name)
    assert hashed is not None
    return hashed


def customer(records: Records, document: DocumentId) -> str | None:
    return records.for_policy(document).customer


def test_the_customer_with_the_newest_paper_comes_first(records: Records, files: CustomerFiles) -> None:
    filed(records, invoice(customer=TEA))
    other = filed(records, passport(customer="Quastenflosse"))
    newest = filed(records, invoice(customer=TEA))
    first, second = files.listed(limit=10, offset=0, papers=1)
    assert ((newest,), (other,)) == (first.papers, second.papers)
    assert () == files.listed(limit=10, offset=2, papers=1)


def test_what_a_complete_file_has_is_kept(records: Records, files: CustomerFiles) -> None:
    filed(records, invoice(customer=TEA))
    files.want(hash_of(files, TEA), ["passport", "invoice"], actor="ann", now=NOW)
    assert ("invoice", "passport") == files.one(hash_of(files, TEA), papers=1).wanted


def test_who_has_no_paper_is_no_customer(files: CustomerFiles) -> None:
    with pytest.raises(NotFound):
        files.one(hash_of(files, TEA), papers=1)
    with pytest.raises(NotFound):
        files.want(hash_of(files, TEA), [], actor="ann", now=NOW)


def test_the_customers_of_before_there_was_a_list_become_known(records: Records, files: CustomerFiles) -> None:
    filed(records, invoice(customer=TEA))
    records.transactions.write(lambda session: session.connection.execute(delete(customers)))
    assert () == files.listed(limit=10, offset=0, papers=1)
    assert (1, 0) == (files.catch_up(), files.catch_up())
    assert 1 == len(files.listed(limit=10, offset=0, papers=1))


def test_doubles_become_one_and_two_again(records: Records, files: CustomerFiles, merges: Merges) -> None:
    kept, double = filed(records, invoice(customer=TEA)), filed(records, invoice(customer=TE))
    merge = merges.merge(hash_of(files, TE), TEA, actor="ann", now=NOW)
    assert (double,) == merge.papers
    assert (TEA, TEA) == (customer(records, kept), customer(records, double))
    assert [merge.id] == [one.id for one in merges.into(hash_of(files, TEA))]
    assert TE == merges.former_customer(merge.id)
    assert 1 == merges.undo(merge.id, actor="ben", now=NOW)
    assert (TEA, TE) == (customer(records, kept), customer(records, double))
    assert () == merges.into(hash_of(files, TEA))


def test_each_paper_of_a_merge_and_of_its_way_back_has_an_event(
    records: Records, files: CustomerFiles, merges: Merges
) -> None:
    double = filed(records, invoice(customer=TE))
    merge = merges.merge(hash_of(files, TE), TEA, actor="ann", now=NOW)
    merges.undo(merge.id, actor="ben", now=NOW)
    history = records.view(double, actor="cat", purpose="view", now=NOW).history
    changes = [(one.actor, one.facts["version"]) for one in history if one.action == DescribeAction.DESCRIBED]
    assert [("ann", 2), ("ben", 3)] == changes


def test_undoing_leaves_what_a_person_said_since(records: Records, files: CustomerFiles, merges: Merges) -> None:
    double = filed(records, invoice(customer=TE))
    merge = merges.merge(hash_of(files, TE), TEA, actor="ann", now=NOW)
    said = Description(tags=(), customer="Somebody Else", seen=2)
    describe(records.transactions, double, said, actor="ben", now=NOW)
    assert 0 == merges.undo(merge.id, actor="ann", now=NOW + dt.timedelta(days=1))
    assert "Somebody Else" == customer(records, double)
    with pytest.raises(NotFound):
        merges.undo(merge.id, actor="ann", now=NOW)


def test_held_papers_are_not_merged_away(records: Records, files: CustomerFiles, merges: Merges) -> None:
    filed(records, invoice(customer=TE))
    Holds(records.transactions).on_customer(TE, Why(matter="m", reason="r"), actor="ann", now=NOW)
    with pytest.raises(Held):
        merges.merge(hash_of(files, TE), TEA, actor="ann", now=NOW)


def test_restricted_papers_stay_and_the_audit_says_how_many(
    records: Records, files: CustomerFiles, merges: Merges
) -> None:
    kept, given = (filed(records, invoice(customer=TE)) for _ in range(2))
    records.transactions.write(lambda session: _restrict(session, kept))
    reach = Reach(ways=(Way(highest=Sensitivity.IDENTITY),), may=lambda _: True)
    merge = merges.merge(hash_of(files, TE), TEA, actor="ann", now=NOW, reach=reach)
    assert merge.papers == (given,)
    assert [customer(records, one) for one in (kept, given)] == [TE, TEA]
    with records._database.engine.connect() as connection:
        asked = "SELECT facts FROM audit_events WHERE action = 'customers_merged'"
        (facts,) = connection.exec_driver_sql(asked).scalars()
    assert '"left":1' in facts
    records.transactions.write(lambda session: _restrict(session, given))
    assert 0 == merges.undo(merge.id, actor="ann", now=NOW, reach=reach)
    assert customer(records, given) == TEA


def _restrict(session: Session, document: DocumentId) -> None:
    session.connection.execute(update(documents).where(documents.c.id == document).values(restricted_at=NOW))


def test_nobody_is_merged_with_themselves_or_with_nobody(
    records: Records, files: CustomerFiles, merges: Merges
) -> None:
    filed(records, invoice(customer=TEA))
    with pytest.raises(BadForm):
        merges.merge(hash_of(files, TEA), "mommsen TEE gmbh", actor="ann", now=NOW)
    with pytest.raises(NotFound):
        merges.merge(hash_of(files, TE), TEA, actor="ann", now=NOW)
