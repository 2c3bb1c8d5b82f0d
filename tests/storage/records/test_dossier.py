"""What people add to documents: comments, links, tags and searches of their own; all of it goes with the document."""

import pytest
from sqlalchemy import func, select

from storage.records.comments import Comments
from storage.records.describing import Description, describe
from storage.records.dispositions import Dispositions
from storage.records.dossier_tables import comments, customers, document_links, mentions
from storage.records.holding import Holds, Why
from storage.records.links import Links
from storage.records.saved_searches import MOST, SavedSearches
from storage.records.store import Records
from strongroom.errors import BadForm, Held, IllegalMove, NotFound, Overtaken
from strongroom.ids import DocumentId
from strongroom.query import parse
from tests.storage.records.invented import NOW, arrival, filed, invoice
from tests.storage.records.test_dispositions import DUE, approved

NOBODY = DocumentId("01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_a_comment_calls_people_until_they_read_it(records: Records) -> None:
    said, document = Comments(records.transactions), filed(records, invoice())
    said.write(document, "@Ben 请核对金额", calls=["user:ben"], actor="user:ann", now=NOW)
    assert ["@Ben 请核对金额"] == [one.text for one in said.on(document)]
    assert [document] == [one.document for one in said.calling("user:ben")]
    assert () == said.calling("user:ann")
    said.read_by("user:ben", document, now=NOW)
    assert () == said.calling("user:ben")


def test_nobody_comments_on_what_is_not_there(records: Records) -> None:
    with pytest.raises(NotFound):
        Comments(records.transactions).write(NOBODY, "hm", calls=(), actor="ann", now=NOW)


def test_a_link_is_seen_from_both_ends_and_made_once(records: Records) -> None:
    links, one, other = Links(records.transactions), filed(records, invoice()), filed(records, invoice())
    assert links.link(one, other, actor="ann", now=NOW)
    assert not links.link(other, one, actor="ben", now=NOW)
    assert ((other,), (one,)) == (links.of(one), links.of(other))
    assert links.unlink(other, one, actor="ben", now=NOW)
    assert () == links.of(one)


def test_nothing_is_linked_to_itself_or_to_nothing(records: Records) -> None:
    links, one = Links(records.transactions), filed(records, invoice())
    with pytest.raises(BadForm):
        links.link(one, one, actor="ann", now=NOW)
    with pytest.raises(NotFound):
        links.link(one, NOBODY, actor="ann", now=NOW)


def test_new_tags_and_a_new_customer_are_a_new_version_that_is_found(records: Records) -> None:
    document = filed(records, invoice())
    said = Description(tags=("tax-2026",), customer="Mommsen Tee", seen=1)
    assert describe(records.transactions, document, said, actor="ann", now=NOW)
    view = records.view(document, actor="ann", purpose="view", now=NOW)
    assert (2, ("tax-2026",), "Mommsen Tee") == (view.version, view.summary.tags, view.summary.customer)
    assert 1 == records.find(parse("tag:tax-2026"), actor="ann", now=NOW).total
    assert 0 == records.find(parse("tag:finance"), actor="ann", now=NOW).total


def test_what_says_nothing_new_is_no_version(records: Records) -> None:
    document = filed(records, invoice(tags=("a",)))
    same = Description(tags=("a",), customer="Quastenflosse GmbH", seen=1)
    assert not describe(records.transactions, document, same, actor="ann", now=NOW)


def test_who_saw_an_older_version_writes_nothing_over(records: Records) -> None:
    document = filed(records, invoice())
    for customer in ("One", "Two"):
        said = Description(tags=(), customer=customer, seen=1)
        if customer == "Two":
            with pytest.raises(Overtaken):
                describe(records.transactions, document, said, actor="ben", now=NOW)
        else:
            describe(records.transactions, document, said, actor="ann", now=NOW)


def test_a_paper_does_not_leave_a_customer_whose_papers_are_held(records: Records) -> None:
    document = filed(records, invoice())
    Holds(records.transactions).on_customer("Quastenflosse GmbH", Why(matter="m", reason="r"), actor="ann", now=NOW)
    said = Description(tags=(), customer="Somebody Else", seen=1)
    with pytest.raises(Held):
        describe(records.transactions, document, said, actor="ben", now=NOW)


def test_a_hold_on_another_customer_with_papers_keeps_nothing_here(records: Records) -> None:
    document, _ = filed(records, invoice()), filed(records, invoice(customer="Mommsen Tee"))
    Holds(records.transactions).on_customer("Mommsen Tee", Why(matter="m", reason="r"), actor="ann", now=NOW)
    said = Description(tags=(), customer="Somebody Else", seen=1)
    assert describe(records.transactions, document, said, actor="ben", now=NOW)


def test_what_was_not_read_yet_is_not_described(records: Records) -> None:
    document = records.accept(arrival(records)).document
    said = Description(tags=(), customer=None, seen=0)
    with pytest.raises(IllegalMove):
        describe(records.transactions, document, said, actor="ann", now=NOW)


def test_a_search_is_kept_for_its_owner_alone(records: Records) -> None:
    searches = SavedSearches(records.transactions)
    kept = searches.keep("Tea", "customer:Mommsen", actor="ann", now=NOW)
    assert (("customer:Mommsen",), ()) == (tuple(one.query for one in searches.of("ann")), searches.of("ben"))
    searches.forget(kept.id, actor="ben")
    assert (kept,) == searches.of("ann")
    searches.forget(kept.id, actor="ann")
    assert () == searches.of("ann")


def test_nobody_keeps_searches_without_end(records: Records) -> None:
    searches = SavedSearches(records.transactions)
    for number in range(MOST):
        searches.keep(str(number), "x", actor="ann", now=NOW)
    with pytest.raises(BadForm):
        searches.keep("one more", "x", actor="ann", now=NOW)


def test_holds_that_cover_a_document_are_its_own_and_its_customers(records: Records) -> None:
    holds, document, other = Holds(records.transactions), filed(records, invoice()), filed(records, invoice())
    why = Why(matter="m", reason="r")
    own = holds.on_document(document, why, actor="ann", now=NOW)
    theirs = holds.on_customer("Quastenflosse GmbH", why, actor="ann", now=NOW)
    assert [own, theirs] == [one.id for one in holds.covering(document)]
    assert [theirs] == [one.id for one in holds.covering(other)]


def test_nothing_that_was_added_outlives_the_document(records: Records) -> None:
    ends = Dispositions(records.transactions)
    document, other = approved(records, ends), filed(records, invoice(customer="Mommsen Tee"))
    Comments(records.transactions).write(document, "gone soon", calls=["ben"], actor="ann", now=NOW)
    Links(records.transactions).link(document, other, actor="ann", now=NOW)
    assert ends.condemn(document, actor="clock", now=DUE).obstacle is None
    counts = {
        table.name: records.transactions.read(
            lambda session, table=table: session.connection.execute(
                select(func.count()).select_from(table)
            ).scalar_one()
        )
        for table in (comments, mentions, document_links, customers)
    }
    assert {"comments": 0, "mentions": 0, "document_links": 0, "customers": 1} == counts
    assert () == Comments(records.transactions).calling("ben")
