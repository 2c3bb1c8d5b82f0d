"""Archiving in the records: only what nobody uses goes, once; it is found as before and comes back when asked for."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from storage.records.archive_tables import recalls
from storage.records.archiving import SCHEDULE, Archive
from storage.records.chasing import Chases
from storage.records.dispositions import Dispositions
from storage.records.freezing import freeze
from storage.records.holding import Holds, Why
from storage.records.reach import EVERYTHING
from storage.records.requesting import Requests
from storage.records.restriction_orders import RestrictionOrders
from storage.records.sharing import Shares, Terms
from storage.records.store import Records
from strongroom.archiving import Place
from strongroom.document import Role, State
from strongroom.errors import IllegalMove, NotFound, VaultFrozen
from strongroom.ids import DocumentId
from strongroom.query import parse
from strongroom.request import RequestKind
from tests.storage.records.invented import NOW, blob, filed, invoice, passport

LATER = NOW + dt.timedelta(days=400)
BEFORE = LATER - dt.timedelta(days=365)
HELD_CUSTOMER = "Pinkel AG"
OLD = invoice(values={"issued": dt.date(2010, 3, 1), "seller": "Pinkel"})


@pytest.fixture
def archive(records: Records) -> Archive:
    return Archive(records.transactions)


def unused(archive: Archive) -> tuple[DocumentId, ...]:
    return archive.unused(BEFORE, now=LATER, limit=10)


def put_away(archive: Archive, document: DocumentId) -> bool:
    return archive.archive(document, (), before=BEFORE, actor=SCHEDULE, now=LATER)


def _viewed(records: Records, document: DocumentId) -> None:
    records.view(document, actor="ann", purpose="view", now=BEFORE)


def _read(records: Records, document: DocumentId) -> None:
    records.read_blob(document, Role.ORIGINAL, actor="ann", purpose="look", now=BEFORE)


def _held(records: Records, document: DocumentId) -> None:
    Holds(records.transactions).on_document(document, Why(matter="m", reason="r"), actor="ann", now=NOW)


def _customer_held(records: Records, _: DocumentId) -> None:
    Holds(records.transactions).on_customer(HELD_CUSTOMER, Why(matter="m", reason="r"), actor="ann", now=NOW)


def _shared(records: Records, document: DocumentId) -> None:
    terms = Terms(address="a@example.org", reason="r", expires_at=NOW + dt.timedelta(days=29), views=3, takes=False)
    Shares(records.transactions).make(document, terms, actor="ann", now=NOW)


def _decided(records: Records, document: DocumentId) -> None:
    records.propose_dispositions(NOW)
    Dispositions(records.transactions).request(document, actor="ann", now=NOW)


def _machine_looked(records: Records, document: DocumentId) -> None:
    records.read_blob(document, Role.ORIGINAL, actor=SCHEDULE, purpose="reconcile", now=LATER)


def _proposed(records: Records, _: DocumentId) -> None:
    records.propose_dispositions(LATER)


def _restricted(records: Records, document: DocumentId) -> None:
    RestrictionOrders(records.transactions).make(document, "asked", actor="rita", now=NOW)


def _nothing(_: Records, __: DocumentId) -> None: ...


GOES: tuple[tuple[Callable[[Records, DocumentId], None], bool], ...] = (
    (_nothing, True),
    (_machine_looked, True),
    (_restricted, True),
    (_viewed, False),
    (_read, False),
    (_held, False),
    (_customer_held, False),
    (_decided, False),
    (_proposed, True),
)


def test_only_what_nobody_uses_and_nothing_needs_is_archived(records: Records, archive: Archive) -> None:
    papers = {}
    for number, (happened, goes) in enumerate(GOES):
        customer = HELD_CUSTOMER if happened is _customer_held else f"Customer {number}"
        papers[filed(records, replace(OLD, name=f"{number}.pdf", customer=customer))] = goes
        happened(records, tuple(papers)[-1])
    assert unused(archive) == tuple(document for document, goes in papers.items() if goes)
    for document, goes in papers.items():
        assert put_away(archive, document) is goes
        assert records.for_policy(document).state is (State.ARCHIVED if goes else State.FILED)
    assert unused(archive) == ()
    records.audit_verify()


def test_a_link_to_outside_keeps_a_paper_at_hand_until_it_ends(records: Records, archive: Archive) -> None:
    document = filed(records, OLD)
    _shared(records, document)
    soon = NOW + dt.timedelta(days=2)
    assert archive.unused(soon, now=soon, limit=9) == ()
    assert archive.unused(LATER, now=LATER, limit=9) == (document,)


def test_what_was_filed_lately_or_waits_for_review_stays(records: Records, archive: Archive) -> None:
    filed(records, invoice(sure=False))
    late = filed(records, invoice(name="late.pdf"), now=BEFORE)
    assert unused(archive) == ()
    assert archive.unused(BEFORE + dt.timedelta(seconds=1), now=LATER, limit=9) == (late,)


def test_an_archived_paper_is_found_and_may_be_held_restricted_and_proposed(records: Records, archive: Archive) -> None:
    document = filed(records, OLD)
    assert put_away(archive, document)
    found = records.find(parse("kind:invoice state:archived"), actor="ann", now=LATER, reach=EVERYTHING)
    assert [row.id for row in found.rows] == [document]
    _held(records, document)
    assert records.propose_dispositions(LATER) == ()
    (hold,) = Holds(records.transactions).in_force()
    Holds(records.transactions).lift(hold.id, "over", actor="ann", now=LATER)
    assert records.propose_dispositions(LATER) == (document,)
    RestrictionOrders(records.transactions).make(document, "asked", actor="rita", now=LATER)
    assert records.for_policy(document).restricted


def test_a_recall_is_asked_for_once_and_ends_when_the_paper_is_back(records: Records, archive: Archive) -> None:
    document = filed(records, OLD)
    with pytest.raises(IllegalMove):
        archive.recall(document, actor="ann", now=LATER)
    put_away(archive, document)
    assert archive.recall(document, actor="ann", now=LATER)
    assert not archive.recall(document, actor="bob", now=LATER)
    assert [(one.document, one.asked_by) for one in archive.recalled()] == [(document, "ann")]
    for _ in range(2):
        archive.brought_back(document, actor=SCHEDULE, now=LATER)
    assert archive.recalled() == ()
    assert records.for_policy(document).state is State.FILED
    # Who asked for it has used it: it does not go away again in the same night.
    assert unused(archive) == ()
    acts = [entry.action for entry in records.view(document, actor="ann", purpose="view", now=LATER).history]
    assert [act for act in acts if act in ("archived", "recalled", "brought_back")] == [
        "archived",
        "recalled",
        "brought_back",
    ]


def test_small_pictures_are_recorded_once_and_each_look_at_one_too(records: Records, archive: Archive) -> None:
    document = filed(records, OLD)
    small = [blob(document, role=Role.THUMBNAIL, version=page) for page in (1, 2)]
    assert archive.archive(document, small, before=BEFORE, actor=SCHEDULE, now=LATER)
    assert sorted(archive.thumbnails(document)) == [1, 2]
    assert archive.read_thumbnail(document, 2, actor="ann", purpose="look", now=LATER).id == small[1].id
    with pytest.raises(NotFound):
        archive.read_thumbnail(document, 3, actor="ann", purpose="look", now=LATER)
    archive.brought_back(document, actor=SCHEDULE, now=LATER)
    again = [blob(document, role=Role.THUMBNAIL, version=1)]
    assert archive.archive(
        document, again, before=LATER + dt.timedelta(seconds=1), actor=SCHEDULE, now=LATER + dt.timedelta(days=400)
    )
    assert archive.thumbnails(document)[1].id == small[0].id


def test_the_records_say_where_each_object_belongs(records: Records, archive: Archive) -> None:
    near, far = filed(records, invoice(name="a.pdf")), filed(records, OLD)
    put_away(archive, far)
    wanted = {(near, Place.NEAR): 2, (far, Place.NEAR): 1, (far, Place.FAR): 1}
    found = archive.places(lambda placed: [(document, place) for document, _, place in placed])
    assert {one: found.count(one) for one in found} == wanted
    assert len(archive.of(far)) == 1


def test_a_frozen_vault_moves_nothing(records: Records, archive: Archive) -> None:
    document = filed(records, OLD)
    put_away(archive, filed(records, invoice(name="b.pdf")))
    freeze(records.transactions, actor="me", now=LATER)
    with pytest.raises(VaultFrozen):
        put_away(archive, document)


def test_a_destroyed_paper_is_not_awaited_any_more(records: Records, archive: Archive) -> None:
    document = filed(records, OLD)
    put_away(archive, document)
    archive.recall(document, actor="ann", now=LATER)
    ends = Dispositions(records.transactions)
    records.propose_dispositions(LATER)
    ends.request(document, actor="dan", now=LATER)
    ends.approve(document, actor="eve", now=LATER, due_at=LATER)
    assert ends.condemn(document, actor="clock", now=LATER).obstacle is None
    assert archive.recalled() == ()
    rows = records._database.read(lambda connection: connection.execute(select(recalls)).all())
    assert rows == []
    with pytest.raises(NotFound):
        archive.recall(document, actor="ann", now=LATER)


def test_a_chase_and_a_request_keep_a_paper_at_hand(records: Records, archive: Archive) -> None:
    chased = filed(records, passport(values={"expiry": NOW.date() + dt.timedelta(days=20), "surname": "Q"}))
    assert Chases(records.transactions, lambda _: True).open_due(actor=SCHEDULE, now=NOW)
    asked = filed(records, OLD)
    Requests(records.transactions).ask(RequestKind.EXPORT, (asked,), "audit", actor="ann", now=NOW)
    assert chased not in unused(archive)
    assert asked not in unused(archive)
