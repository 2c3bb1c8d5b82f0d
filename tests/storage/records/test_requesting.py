"""Requests and grants rest sealed, are answered by somebody else, and end when they are to."""

import datetime as dt

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from storage.records.dispositions import Dispositions
from storage.records.request_tables import requests as rows
from storage.records.requesting import Requests
from storage.records.store import Records
from strongroom.errors import BadForm, Denied, NotFound, WrongStage
from strongroom.ids import DocumentId
from strongroom.permissions import Action
from strongroom.request import USABLE, Access, Ending, RequestKind, Stage
from tests.storage.records.invented import NOW, filed, invoice, passport

DAY = dt.timedelta(days=1)
WHY = "Renewal call with Wilhelmina Quastenflosse"


@pytest.fixture
def requests(records: Records) -> Requests:
    return Requests(records.transactions)


def access(document: DocumentId | None = None, **changes: object) -> Access:
    values: dict[str, object] = {"actions": frozenset({Action.VIEW}), "until": NOW + DAY, "document": document}
    return Access(**(values | changes))  # type: ignore[arg-type]


def test_an_approved_request_is_a_grant_until_its_end(records: Records, requests: Requests) -> None:
    document = filed(records, passport())
    made = requests.ask_access(access(document), WHY, actor="ann", now=NOW)
    assert [one.reason for one in requests.waiting(NOW)] == [WHY]
    assert requests.grants_of("ann", NOW) == ()
    requests.approve(made, "for the call", actor="ben", now=NOW)
    (grant,) = requests.grants_of("ann", NOW)
    assert (grant.id, grant.document, grant.actions) == (made, document, {Action.FIND, Action.VIEW})
    assert requests.grants_of("ann", NOW + DAY) == ()
    assert requests.grants_of("ben", NOW) == ()
    assert (requests.waiting(NOW), requests.one(made).words) == ((), "for the call")


def test_nobody_answers_their_own_request_and_the_database_says_so_too(records: Records, requests: Requests) -> None:
    made = requests.ask_access(access(customer="Quastenflosse GmbH"), WHY, actor="ann", now=NOW)
    for answer in (requests.approve, requests.refuse):
        with pytest.raises(Denied):
            answer(made, actor="ann", now=NOW)
    forged = update(rows).values(answer="approved", answered_by="ann", answered_at=NOW)
    with pytest.raises(IntegrityError):
        records.transactions.write(lambda session: session.connection.execute(forged))


def test_a_request_is_answered_once(requests: Requests) -> None:
    made = requests.ask_access(access(customer="Quastenflosse GmbH"), WHY, actor="ann", now=NOW)
    requests.refuse(made, "not needed", actor="ben", now=NOW)
    with pytest.raises(WrongStage):
        requests.approve(made, actor="cat", now=NOW)
    assert requests.grants_of("ann", NOW) == ()


def test_only_who_asked_takes_a_request_back(requests: Requests) -> None:
    made = requests.ask_access(access(customer="Quastenflosse GmbH"), WHY, actor="ann", now=NOW)
    with pytest.raises(Denied):
        requests.withdraw(made, actor="ben", now=NOW)
    requests.withdraw(made, actor="ann", now=NOW)
    assert [one.stage(NOW) for one in requests.of("ann", limit=9)] == [Stage.WITHDRAWN]


def test_an_answer_that_comes_after_the_end_is_none(requests: Requests) -> None:
    made = requests.ask_access(access(customer="Quastenflosse GmbH"), WHY, actor="ann", now=NOW)
    with pytest.raises(WrongStage):
        requests.approve(made, actor="ben", now=NOW + DAY)
    assert requests.waiting(NOW + DAY) == ()


def test_a_grant_is_revoked_at_once(requests: Requests) -> None:
    made = requests.ask_access(access(customer="Quastenflosse GmbH"), WHY, actor="ann", now=NOW)
    requests.approve(made, actor="ben", now=NOW)
    assert [one.access.customer for one in requests.live(NOW) if one.access] == ["Quastenflosse GmbH"]
    assert (requests.revoke(made, actor="ben", now=NOW), requests.revoke(made, actor="ben", now=NOW)) == (True, False)
    assert (requests.grants_of("ann", NOW), requests.live(NOW)) == ((), ())
    ended = requests.one(made)
    assert (ended.ending, ended.ended_by) == (Ending.REVOKED, "ben")


def test_everything_is_revoked_in_one_step(requests: Requests) -> None:
    for person in ("ann", "ann", "cat"):
        made = requests.ask_access(access(customer="Quastenflosse GmbH"), WHY, actor=person, now=NOW)
        requests.approve(made, actor="ben", now=NOW)
    assert requests.revoke_all("ann", actor="ben", now=NOW) == 2
    assert requests.revoke_all(actor="ben", now=NOW) == 1
    assert requests.live(NOW) == ()


def test_an_approval_is_used_once_in_time_and_by_who_asked(requests: Requests) -> None:
    made = requests.ask(RequestKind.EXPORT, ("A", "B"), WHY, actor="ann", now=NOW)
    with pytest.raises(WrongStage):
        requests.carry_out(made, RequestKind.EXPORT, actor="ann", now=NOW)
    requests.approve(made, actor="ben", now=NOW)
    for actor, kind, at in (
        ("ben", RequestKind.EXPORT, NOW),
        ("ann", RequestKind.KEY_RETIREMENT, NOW),
        ("ann", RequestKind.EXPORT, NOW + USABLE),
    ):
        with pytest.raises(WrongStage):
            requests.carry_out(made, kind, actor=actor, now=at)
    assert requests.carry_out(made, RequestKind.EXPORT, actor="ann", now=NOW) == ("A", "B")
    with pytest.raises(WrongStage):
        requests.carry_out(made, RequestKind.EXPORT, actor="ann", now=NOW)


def test_a_request_says_why_and_about_what(requests: Requests) -> None:
    with pytest.raises(BadForm):
        requests.ask_access(access(customer="Quastenflosse GmbH"), " ", actor="ann", now=NOW)
    with pytest.raises(BadForm):
        requests.ask(RequestKind.EXPORT, (), WHY, actor="ann", now=NOW)
    with pytest.raises(NotFound):
        requests.ask_access(access(DocumentId("01ARZ3NDEKTSV4RRFFQ69G5FAV")), WHY, actor="ann", now=NOW)
    with pytest.raises(NotFound):
        requests.one("01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_what_was_said_of_a_document_goes_with_it(records: Records, requests: Requests) -> None:
    document = filed(records, invoice(values={"issued": dt.date(2010, 3, 1), "seller": "Pinkel"}))
    made = requests.ask_access(access(document), WHY, actor="ann", now=NOW)
    requests.approve(made, "yes, for Wilhelmina", actor="ben", now=NOW)
    ends = Dispositions(records.transactions)
    assert records.propose_dispositions(NOW) == (document,)
    ends.request(document, actor="dan", now=NOW)
    ends.approve(document, actor="eve", now=NOW, due_at=NOW)
    ends.condemn(document, actor="clock", now=NOW)
    left = requests.one(made)
    assert (left.reason, left.words, left.answered_by, left.subjects) == ("", "", "ben", (document,))


def test_every_step_is_an_event_that_says_nothing_of_why(records: Records, requests: Requests) -> None:
    made = requests.ask_access(access(customer="Quastenflosse GmbH"), WHY, actor="ann", now=NOW)
    requests.approve(made, WHY, actor="ben", now=NOW)
    requests.revoke(made, actor="ben", now=NOW)
    records.audit_verify()
    events = records._database.read(
        lambda connection: connection.execute(text("SELECT action, facts FROM audit_events ORDER BY sequence")).all()
    )
    assert [event.action for event in events] == ["request_made", "request_approved", "grant_ended"]
    assert all("Quastenflosse" not in event.facts and made in event.facts for event in events)
