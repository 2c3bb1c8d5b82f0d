"""What stops things at once: a frozen vault, accounts that nobody gets into, sessions that end."""

import datetime as dt

import pytest

from flows.stages.incident import Incident
from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.crypto.profile import Profile
from storage.records.accounts import Accounts
from storage.records.door import Door
from storage.records.sessions import Origin
from storage.records.values import Correction
from strongroom.document import Role, State
from strongroom.errors import Denied, LastAdministrator, NotFound, SignInFailed, VaultFrozen
from strongroom.ids import DocumentId
from strongroom.permissions import Actor, StaffRole
from tests.storage.records.invented import arrival, filed, invoice

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
WORD = "a long enough invented password"


def incident(work: Workroom, *roles: StaffRole) -> Incident:
    actor = Actor(id="user:one", roles=frozenset(roles or {StaffRole.ADMIN}))
    return Incident(Office(work=work, actor=actor, now=lambda: NOW))


def test_a_frozen_vault_refuses_every_change_and_is_read_all_the_same(work: Workroom) -> None:
    records = work.records
    waiting = filed(records, invoice(sure=False))
    read = records.accept(arrival(records)).document
    (lease,) = records.claim("worker", limit=1, now=NOW, lease_seconds=60)
    late = arrival(records)
    assert incident(work).freeze_vault() is True
    for change in (
        lambda: records.accept(late),
        lambda: records.quarantine(lease, "damaged", {}, now=NOW),
        lambda: records.decide(waiting, Correction(verdict="accept"), actor="me", now=NOW),
        lambda: records.read_again(waiting, actor="me", now=NOW),
    ):
        with pytest.raises(VaultFrozen):
            change()
    assert records.view(waiting, actor="me", purpose="view", now=NOW).summary.state is State.IN_REVIEW
    assert records.read_blob(read, Role.ORIGINAL, actor="me", purpose="view", now=NOW).document == read
    # What a worker holds goes back to the others, and nothing is given out.
    records.release(lease, now=NOW, delay_seconds=0)
    assert records.claim("worker", limit=1, now=NOW, lease_seconds=60) == ()
    assert incident(work).thaw_vault() is True
    assert records.accept(late).document == late.document
    assert len(records.claim("worker", limit=5, now=NOW, lease_seconds=60)) == 2


def test_freezing_twice_is_recorded_once_and_says_who(work: Workroom) -> None:
    before = work.records.audit_verify()
    assert (incident(work).freeze_vault(), incident(work).freeze_vault()) == (True, False)
    frozen = incident(work).frozen()
    assert frozen is not None
    assert (frozen.by, frozen.since) == ("user:one", NOW)
    assert (incident(work).thaw_vault(), incident(work).thaw_vault()) == (True, False)
    assert incident(work).frozen() is None
    assert work.records.audit_verify() == before + 2


@pytest.fixture
def accounts(work: Workroom) -> Accounts:
    made = Accounts(work.records.transactions, profile=Profile(memory_kib=64, iterations=1, lanes=1))
    made.add_first("admin", "Admin", WORD, now=NOW)
    return made


def signed_in(accounts: Accounts, name: str, password: str) -> str:
    return Door(accounts).sign_in(name, password, Origin(address="::1", agent="test"), now=NOW)


def test_a_frozen_account_is_out_at_once_and_stays_out_until_thawed(work: Workroom, accounts: Accounts) -> None:
    user, password = accounts.add("eve", "Eve", frozenset({StaffRole.OPERATOR}), by="test", now=NOW)
    token = signed_in(accounts, "eve", password)
    assert accounts.find_session(token, now=NOW) is not None
    assert incident(work).freeze_account("Eve").id == user.id
    assert accounts.find_session(token, now=NOW) is None
    with pytest.raises(SignInFailed):
        signed_in(accounts, "eve", password)
    incident(work).thaw_account(user.actor)
    assert signed_in(accounts, "eve", password)


def test_sessions_of_one_or_of_all_are_ended(work: Workroom, accounts: Accounts) -> None:
    _, password = accounts.add("eve", "Eve", frozenset({StaffRole.OPERATOR}), by="test", now=NOW)
    tokens = [signed_in(accounts, "eve", password), signed_in(accounts, "admin", WORD)]
    assert incident(work).end_sessions("eve") == 1
    assert [accounts.find_session(token, now=NOW) is None for token in tokens] == [True, False]
    assert incident(work).end_all_sessions() == 1
    assert accounts.find_session(tokens[1], now=NOW) is None


def test_the_last_administrator_is_not_frozen_and_nobody_unknown_is(work: Workroom, accounts: Accounts) -> None:
    with pytest.raises(LastAdministrator):
        incident(work).freeze_account("admin")
    with pytest.raises(NotFound):
        incident(work).freeze_account("nobody")


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.ADMIN}))
def test_only_administrators_stop_things(work: Workroom, role: StaffRole) -> None:
    other = incident(work, role)
    for act in (
        other.freeze_vault,
        other.thaw_vault,
        other.frozen,
        other.end_all_sessions,
        lambda: other.freeze_account("any"),
        lambda: other.thaw_account("any"),
        lambda: other.end_sessions("any"),
    ):
        with pytest.raises(Denied):
            act()


def test_unknown_documents_stay_unknown_in_a_frozen_vault(work: Workroom) -> None:
    incident(work).freeze_vault()
    with pytest.raises(NotFound):
        work.records.view(DocumentId("01JD0000000000000000000000"), actor="me", purpose="view", now=NOW)
