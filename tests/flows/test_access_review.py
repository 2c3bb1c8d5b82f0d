"""Access reviews: who may see what, confirmed by managers, and ended where nobody confirms or uses it."""

import datetime as dt

import pytest

from flows.stages.access_review import AccessReview, Lapsed, lapse, to_lapse
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.requesting import Requests
from storage.records.users import User
from strongroom.access_review import Lapse
from strongroom.errors import Denied, NotFound
from strongroom.permissions import Action, Actor, StaffRole
from strongroom.request import Access

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def accounts(work: Workroom) -> Accounts:
    found = Accounts(work.records.transactions, profile=CHEAPEST)
    found.add_first("ada", "Ada", "a long enough invented password", now=NOW)
    return found


def add(accounts: Accounts, name: str, role: StaffRole, at: dt.datetime = NOW) -> User:
    user, _ = accounts.add(name, "", frozenset({role}), by="user:ada", now=at)
    return user


def review(work: Workroom, actor: str, *roles: StaffRole, at: dt.datetime = NOW) -> AccessReview:
    return AccessReview(Office(work=work, actor=Actor(id=actor, roles=frozenset(roles)), now=lambda: at))


def granted(work: Workroom, person: str, days: int = 1) -> str:
    requests = Requests(work.records.transactions)
    wanted = Access(actions=frozenset({Action.VIEW}), until=NOW + days * DAY, customer="Pinkel AG")
    made = requests.ask_access(wanted, "renewal", actor=person, now=NOW)
    requests.approve(made, actor="user:boss", now=NOW)
    return made


def test_a_review_shows_roles_scope_and_live_grants(work: Workroom, accounts: Accounts) -> None:
    clerk = add(accounts, "clara", StaffRole.OPERATOR)
    accounts.set_scope(clerk.id, frozenset({"Pinkel AG"}), by="user:ada", now=NOW)
    made = granted(work, clerk.actor)
    found = {one.user.name: one for one in review(work, "user:m", StaffRole.MANAGER).everybody()}
    assert found["clara"].user.customers == frozenset({"Pinkel AG"})
    assert [one.id for one in found["clara"].grants] == [made]
    assert found["ada"].user.roles == {StaffRole.ADMIN}
    assert found["ada"].grants == ()
    later = review(work, "user:m", StaffRole.AUDITOR, at=NOW + DAY).everybody()
    assert all(one.grants == () for one in later)


@pytest.mark.parametrize("role", [StaffRole.OPERATOR, StaffRole.REVIEWER, StaffRole.RECORDS_MANAGER])
def test_who_may_see_what_is_not_everybodys_to_know(work: Workroom, role: StaffRole) -> None:
    with pytest.raises(Denied):
        review(work, "user:x", role).everybody()


def test_a_manager_confirms_others_and_not_themselves(work: Workroom, accounts: Accounts) -> None:
    clerk, boss = add(accounts, "clara", StaffRole.OPERATOR), add(accounts, "bob", StaffRole.MANAGER)
    by_boss = review(work, boss.actor, StaffRole.MANAGER, at=NOW + DAY)
    assert by_boss.confirm("Clara").id == clerk.id
    found = {one.user.id: one for one in by_boss.everybody()}
    assert (found[clerk.id].standing.confirmed_by, found[clerk.id].standing.confirmed_at) == (boss.actor, NOW + DAY)
    assert found[clerk.id].due == NOW + 366 * DAY
    with pytest.raises(Denied):
        by_boss.confirm("bob")
    with pytest.raises(NotFound):
        by_boss.confirm("nobody")
    with pytest.raises(Denied):
        review(work, "user:a", StaffRole.ADMIN).confirm("clara")
    with pytest.raises(Denied):
        by_boss.bind("clara", frozenset({"Pinkel AG"}))


def test_unconfirmed_and_unused_access_ends_with_its_grants(work: Workroom, accounts: Accounts) -> None:
    add(accounts, "bob", StaffRole.MANAGER, at=NOW + 80 * DAY)
    clerk = add(accounts, "clara", StaffRole.OPERATOR)
    granted(work, clerk.actor, days=90)
    at = NOW + 89 * DAY
    assert to_lapse(work, at) == ()
    at = NOW + 90 * DAY - dt.timedelta(hours=1)
    assert [one.id for one in Requests(work.records.transactions).live(at)] != []
    at = NOW + 90 * DAY
    found = {one.user: one for one in lapse(work, lambda: at, actor="schedule")}
    assert found[clerk.id] == Lapsed(user=clerk.id, why=Lapse.IDLE)
    # The last administrator is spared: somebody has to be able to let people in again.
    assert [one.spared for one in found.values()].count(True) == 1
    disabled = {user.name for user in accounts.everybody() if user.disabled_at is not None}
    assert disabled == {"clara"}
    assert clerk.id not in {one.user for one in lapse(work, lambda: at, actor="schedule")}


def test_who_is_let_in_again_has_time_to_sign_in(work: Workroom, accounts: Accounts) -> None:
    clerk = add(accounts, "clara", StaffRole.OPERATOR)
    at = NOW + 100 * DAY
    lapse(work, lambda: at, actor="schedule")
    accounts.enable(clerk.id, by="user:ada", now=at)
    assert clerk.id not in {one.user for one in to_lapse(work, at + DAY)}


def test_the_grants_and_requests_of_a_leaver_end_at_once_and_stay_ended(work: Workroom, accounts: Accounts) -> None:
    clerk = add(accounts, "clara", StaffRole.OPERATOR)
    granted(work, clerk.actor)
    requests = Requests(work.records.transactions)
    wanted = Access(actions=frozenset({Action.VIEW}), until=NOW + DAY, customer="Pinkel AG")
    requests.ask_access(wanted, "renewal", actor=clerk.actor, now=NOW)
    accounts.disable(clerk.id, by="user:ada", now=NOW)
    assert (requests.grants_of(clerk.actor, NOW), requests.waiting(NOW)) == ((), ())
    accounts.enable(clerk.id, by="user:ada", now=NOW)
    assert requests.grants_of(clerk.actor, NOW) == ()
    work.records.audit_verify()
