"""The inbox of decisions: who may answer what, and what an answer opens."""

import datetime as dt
from collections.abc import Callable

import pytest

from flows.stages.decisions import DISPOSITION, Decisions, Sort
from flows.stages.keeping import Keeping
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.records.requesting import Requests
from strongroom.disposition import Stage as DispositionStage
from strongroom.errors import Denied, NotFound, WrongStage
from strongroom.ids import DocumentId
from strongroom.permissions import Action, Actor, StaffRole
from strongroom.request import Access, RequestKind, Stage
from tests.storage.records.invented import filed, invoice, passport

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
WHY = "renewal call"
OPEN = frozenset({Action.VIEW, Action.READ})


@pytest.fixture
def people(work: Workroom) -> Callable[..., Decisions]:
    def decisions(name: str, *roles: StaffRole, at: dt.datetime = NOW) -> Decisions:
        return Decisions(office(work, name, *roles, at=at))

    return decisions


def office(work: Workroom, name: str, *roles: StaffRole, at: dt.datetime = NOW) -> Office:
    return Office(work=work, actor=Actor(id=f"user:{name}", roles=frozenset(roles)), now=lambda: at)


def access(document: DocumentId | None = None, **changes: object) -> Access:
    values: dict[str, object] = {"actions": OPEN, "until": NOW + HOUR, "document": document}
    return Access(**(values | changes))  # type: ignore[arg-type]


def test_what_a_manager_approves_opens_one_paper_until_it_ends(
    work: Workroom, people: Callable[..., Decisions]
) -> None:
    document, other = filed(work.records, passport()), filed(work.records, passport(name="b.jpg"))
    with pytest.raises(NotFound):
        office(work, "ann", StaffRole.OPERATOR).show(document)
    made = people("ann", StaffRole.OPERATOR).ask_access(access(document), WHY)
    people("ben", StaffRole.MANAGER).approve(made)
    assert office(work, "ann", StaffRole.OPERATOR).show(document).summary.id == document
    with pytest.raises(NotFound):
        office(work, "ann", StaffRole.OPERATOR).show(other)
    with pytest.raises(NotFound):
        office(work, "ann", StaffRole.OPERATOR, at=NOW + HOUR).show(document)
    assert people("ben", StaffRole.MANAGER).revoke(made) is True
    with pytest.raises(NotFound):
        office(work, "ann", StaffRole.OPERATOR).show(document)


def test_a_grant_of_a_customer_opens_their_papers_and_no_others(
    work: Workroom, people: Callable[..., Decisions]
) -> None:
    theirs = filed(work.records, passport(customer="Pinkel AG"))
    others = filed(work.records, passport(name="b.jpg"))
    made = people("ann", StaffRole.ADMIN).ask_access(access(customer="Pinkel AG"), WHY)
    people("ben", StaffRole.MANAGER).approve(made)
    ann = office(work, "ann", StaffRole.ADMIN)
    assert ann.show(theirs).summary.customer == "Pinkel AG"
    with pytest.raises(NotFound):
        ann.show(others)


def test_no_grant_opens_a_restricted_paper(work: Workroom, people: Callable[..., Decisions]) -> None:
    document = filed(work.records, passport())
    made = people("ann", StaffRole.OPERATOR).ask_access(access(document), WHY)
    people("ben", StaffRole.MANAGER).approve(made)
    Keeping(office(work, "rita", StaffRole.RECORDS_MANAGER)).restrict(document, "erasure was asked for")
    with pytest.raises(NotFound):
        office(work, "ann", StaffRole.OPERATOR).show(document)


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.MANAGER])
def test_only_managers_answer_requests_for_access(
    work: Workroom, people: Callable[..., Decisions], role: StaffRole
) -> None:
    made = people("ann", StaffRole.OPERATOR).ask_access(access(filed(work.records, invoice())), WHY)
    assert people("eve", role).inbox() == ()
    for answer in (people("eve", role).approve, people("eve", role).refuse, people("eve", role).revoke):
        with pytest.raises(Denied):
            answer(made)


def test_nobody_answers_their_own_request(work: Workroom, people: Callable[..., Decisions]) -> None:
    made = people("ben", StaffRole.MANAGER).ask_access(access(filed(work.records, invoice())), WHY)
    assert people("ben", StaffRole.MANAGER).inbox() == ()
    with pytest.raises(Denied):
        people("ben", StaffRole.MANAGER).approve(made)
    assert [one.id for one in people("mia", StaffRole.MANAGER).inbox()] == [made]
    people("ben", StaffRole.MANAGER).withdraw(made)
    assert [one.stage(NOW) for one in people("ben").mine()] == [Stage.WITHDRAWN]


def test_everything_that_waits_stands_in_one_inbox(work: Workroom, people: Callable[..., Decisions]) -> None:
    old = filed(work.records, invoice(values={"date": dt.date(2010, 3, 1), "seller": "Pinkel"}))
    work.records.propose_dispositions(NOW)
    Keeping(office(work, "rita", StaffRole.RECORDS_MANAGER)).request(old)
    document = filed(work.records, invoice(name="other.pdf"))
    asked: dict[Sort, str] = {
        RequestKind.ACCESS: people("ann", StaffRole.OPERATOR).ask_access(access(document), WHY),
        RequestKind.EXPORT: people("ann", StaffRole.MANAGER).ask_export([document], WHY),
        RequestKind.KEY_RETIREMENT: Requests(work.records.transactions).ask(
            RequestKind.KEY_RETIREMENT, ("kek-1",), WHY, actor="ada", now=NOW
        ),
    }
    both = people("mia", StaffRole.MANAGER, StaffRole.ADMIN)
    assert {one.kind: one.id for one in both.inbox()} == asked | {DISPOSITION: old}
    assert {one.kind for one in people("mia", StaffRole.MANAGER).inbox()} == {
        DISPOSITION,
        RequestKind.ACCESS,
        RequestKind.EXPORT,
    }
    both.approve(old)
    assert Keeping(both._office).dispositions()[0].stage is DispositionStage.APPROVED
    both.refuse(asked[RequestKind.ACCESS], "ask your manager")
    both.approve(asked[RequestKind.EXPORT])
    assert people("ann").use(asked[RequestKind.EXPORT], RequestKind.EXPORT) == (document,)
    with pytest.raises(WrongStage):
        people("ann").use(asked[RequestKind.EXPORT], RequestKind.EXPORT)
    assert [one.kind for one in both.inbox()] == [RequestKind.KEY_RETIREMENT]


def test_a_refused_destruction_goes_back_to_where_it_was(work: Workroom, people: Callable[..., Decisions]) -> None:
    old = filed(work.records, invoice(values={"date": dt.date(2010, 3, 1), "seller": "Pinkel"}))
    work.records.propose_dispositions(NOW)
    Keeping(office(work, "rita", StaffRole.RECORDS_MANAGER)).request(old)
    people("mia", StaffRole.MANAGER).refuse(old)
    (one,) = Keeping(office(work, "mia", StaffRole.MANAGER)).dispositions()
    assert one.stage is DispositionStage.ELIGIBLE


def test_an_export_is_asked_for_of_what_one_may_take_out(work: Workroom, people: Callable[..., Decisions]) -> None:
    document = filed(work.records, passport())
    with pytest.raises(Denied):
        people("rob", StaffRole.REVIEWER).ask_export([document], WHY)


def test_what_is_refused_and_looked_at_is_on_record(work: Workroom, people: Callable[..., Decisions]) -> None:
    document = filed(work.records, invoice())
    made = people("ann", StaffRole.OPERATOR).ask_access(access(document), WHY)
    with pytest.raises(Denied):
        people("eve", StaffRole.ADMIN).approve(made)
    people("ben", StaffRole.MANAGER).inbox()
    people("ben", StaffRole.MANAGER).approve(made)
    assert [one.id for one in people("ann").grants()] == [made]
    view = office(work, "ben", StaffRole.MANAGER).show(document)
    acts = [(one.actor, one.action) for one in view.history][-2:]
    assert acts == [("user:ann", "request_made"), ("user:ben", "request_approved")]
    work.records.audit_verify()
