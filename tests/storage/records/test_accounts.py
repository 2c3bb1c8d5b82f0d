"""Accounts: signing in, second factors, lock-out, sessions, and what an administrator may do."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from storage.crypto.keyring import Keyring
from storage.crypto.one_time import code_at
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.door import Door
from storage.records.requesting import Requests
from storage.records.sessions import Origin, SignedIn
from storage.records.sharing import Shares, Terms
from storage.records.store import Records
from storage.records.users import User
from strongroom.errors import (
    Denied,
    LastAdministrator,
    NameTaken,
    NotFound,
    PasswordUnfit,
    SignInFailed,
    SignInLocked,
    WrongStage,
)
from strongroom.kind import Kind
from strongroom.permissions import StaffRole
from strongroom.request import RequestKind
from strongroom.sign_in import ABSOLUTE, IDLE
from tests.storage.records.invented import NOW, filed, invoice

HERE = Origin(address="127.0.0.1", agent="a browser")
PASSWORD = "correct horse battery"
A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def accounts(records: Records) -> Accounts:
    return Accounts(records.transactions, profile=CHEAPEST)


@pytest.fixture
def door(accounts: Accounts) -> Door:
    return Door(accounts)


@pytest.fixture
def admin(accounts: Accounts) -> User:
    return accounts.add_first("ada", "Ada Admin", PASSWORD, now=NOW)


def signed_in(accounts: Accounts, token: str, now: dt.datetime = NOW) -> tuple[User, SignedIn]:
    found = accounts.find_session(token, now=now)
    assert found is not None
    return found


def enrolled(accounts: Accounts, door: Door) -> tuple[str, tuple[str, ...]]:
    """A second factor for the administrator: its secret and the recovery codes."""
    user, session = signed_in(accounts, door.sign_in("ada", PASSWORD, HERE, now=NOW))
    secret = door.secret_to_enrol(user)
    _, codes = door.enrol(user, session, code_at(secret, NOW), now=NOW)
    return secret, codes


def test_the_first_administrator_is_made_once(accounts: Accounts, admin: User) -> None:
    assert not accounts.is_new()
    with pytest.raises(Denied):
        accounts.add_first("eve", "Eve", PASSWORD, now=NOW)


def test_the_first_administrator_signs_in_by_any_case_of_the_name(accounts: Accounts, admin: User, door: Door) -> None:
    user, session = signed_in(accounts, door.sign_in("ADA", PASSWORD, HERE, now=NOW))
    assert (admin.id, True, HERE) == (user.id, session.complete, session.origin)


def test_a_short_password_is_refused(accounts: Accounts) -> None:
    with pytest.raises(PasswordUnfit):
        accounts.add_first("ada", "Ada", "short", now=NOW)


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong password 1"), ("nobody", PASSWORD)])
def test_a_wrong_password_and_a_wrong_name_are_answered_alike(
    door: Door, admin: User, name: str, password: str
) -> None:
    with pytest.raises(SignInFailed):
        door.sign_in(name, password, HERE, now=NOW)


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_a_name_is_locked_after_five_failures_whether_or_not_it_exists(door: Door, admin: User, name: str) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed):
            door.sign_in(name, "wrong password 1", HERE, now=NOW)
    with pytest.raises(SignInLocked):
        door.sign_in(name, PASSWORD, HERE, now=NOW)


def test_a_lock_ends_by_itself_and_getting_in_forgets_the_failures(door: Door, admin: User) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailed):
            door.sign_in("ada", "wrong password 1", HERE, now=NOW)
    later = NOW + A_MINUTE
    door.sign_in("ada", PASSWORD, HERE, now=later)
    with pytest.raises(SignInFailed):
        door.sign_in("ada", "wrong password 1", HERE, now=later)


def test_with_a_second_factor_a_password_is_not_enough(accounts: Accounts, admin: User, door: Door) -> None:
    secret, _ = enrolled(accounts, door)
    later = NOW + A_MINUTE
    token = door.sign_in("ada", PASSWORD, HERE, now=later)
    user, session = signed_in(accounts, token, later)
    assert not session.complete
    fresh = door.give_code(user, session, code_at(secret, later), now=later)
    assert signed_in(accounts, fresh, later)[1].complete
    assert accounts.find_session(token, now=later) is None  # the token from before is worth nothing


def test_a_one_time_code_is_taken_once(accounts: Accounts, admin: User, door: Door) -> None:
    secret, _ = enrolled(accounts, door)
    user, session = signed_in(accounts, door.sign_in("ada", PASSWORD, HERE, now=NOW))
    with pytest.raises(SignInFailed):
        door.give_code(user, session, code_at(secret, NOW), now=NOW)


def test_a_recovery_code_is_taken_once(accounts: Accounts, admin: User, door: Door) -> None:
    _, codes = enrolled(accounts, door)
    user, session = signed_in(accounts, door.sign_in("ada", PASSWORD, HERE, now=NOW))
    door.give_code(user, session, codes[0].upper(), now=NOW)
    user, session = signed_in(accounts, door.sign_in("ada", PASSWORD, HERE, now=NOW))
    with pytest.raises(SignInFailed):
        door.give_code(user, session, codes[0], now=NOW)


@pytest.mark.parametrize("after", [IDLE, ABSOLUTE])
def test_a_session_ends_by_itself(accounts: Accounts, admin: User, door: Door, after: dt.timedelta) -> None:
    token = door.sign_in("ada", PASSWORD, HERE, now=NOW)
    assert accounts.find_session(token, now=NOW + after) is None


def test_a_session_in_use_lives_on(accounts: Accounts, admin: User, door: Door) -> None:
    token = door.sign_in("ada", PASSWORD, HERE, now=NOW)
    assert accounts.find_session(token, now=NOW + IDLE - A_MINUTE)
    assert accounts.find_session(token, now=NOW + IDLE + A_MINUTE)


def test_signing_out_ends_the_session(accounts: Accounts, admin: User, door: Door) -> None:
    token = door.sign_in("ada", PASSWORD, HERE, now=NOW)
    door.sign_out(*signed_in(accounts, token), now=NOW)
    assert accounts.find_session(token, now=NOW) is None


def test_a_new_password_ends_the_other_sessions(accounts: Accounts, admin: User, door: Door) -> None:
    here, elsewhere = (door.sign_in("ada", PASSWORD, HERE, now=NOW) for _ in range(2))
    door.change_password(*signed_in(accounts, here), PASSWORD, "another long sentence", now=NOW)
    assert accounts.find_session(elsewhere, now=NOW) is None
    assert accounts.find_session(here, now=NOW)
    door.sign_in("ada", "another long sentence", HERE, now=NOW)


def test_a_user_is_added_with_a_password_to_be_changed(accounts: Accounts, admin: User, door: Door) -> None:
    roles = frozenset({StaffRole.REVIEWER, StaffRole.OPERATOR})
    added, password = accounts.add("李雷", "李雷", roles, by=admin.actor, now=NOW)
    user, _ = signed_in(accounts, door.sign_in("李雷", password, HERE, now=NOW))
    assert (added.id, roles, True) == (user.id, user.roles, user.must_change)


def test_two_people_cannot_have_one_name(accounts: Accounts, admin: User) -> None:
    with pytest.raises(NameTaken):
        accounts.add("Ada", "Another", frozenset(), by=admin.actor, now=NOW)


def test_a_disabled_user_is_out_at_once_and_stays_out(accounts: Accounts, admin: User, door: Door) -> None:
    added, password = accounts.add("rob", "Rob", frozenset({StaffRole.REVIEWER}), by=admin.actor, now=NOW)
    token = door.sign_in("rob", password, HERE, now=NOW)
    accounts.disable(added.id, by=admin.actor, now=NOW)
    assert accounts.find_session(token, now=NOW) is None
    with pytest.raises(SignInFailed):
        door.sign_in("rob", password, HERE, now=NOW)


def test_what_somebody_could_do_does_not_come_back_with_them(records: Records, accounts: Accounts, admin: User) -> None:
    user, _ = accounts.add("ben", "Ben", frozenset({StaffRole.MANAGER}), by=admin.actor, now=NOW)
    paper = filed(records, invoice())
    shares, requests = Shares(records.transactions, profile=CHEAPEST), Requests(records.transactions)
    terms = Terms(address="a@example.org", reason="her copy", expires_at=NOW + A_MINUTE, views=2, takes=False)
    _, token = shares.make(paper, terms, actor=user.actor, now=NOW)
    export = requests.ask(RequestKind.EXPORT, (paper,), "the audit", actor=user.actor, now=NOW)
    requests.approve(export, actor=admin.actor, now=NOW)
    accounts.disable(user.id, by=admin.actor, now=NOW)
    accounts.enable(user.id, by=admin.actor, now=NOW)
    with pytest.raises(NotFound):
        shares.open(token, "", origin="192.0.2.7", now=NOW)
    with pytest.raises(WrongStage):
        requests.carry_out(export, RequestKind.EXPORT, actor=user.actor, now=NOW)


def test_the_last_administrator_stays_one(accounts: Accounts, admin: User) -> None:
    with pytest.raises(LastAdministrator):
        accounts.disable(admin.id, by=admin.actor, now=NOW)
    with pytest.raises(LastAdministrator):
        accounts.set_roles(admin.id, frozenset({StaffRole.AUDITOR}), by=admin.actor, now=NOW)


def test_a_reset_takes_the_second_factor_away_and_ends_all_sessions(
    accounts: Accounts, admin: User, door: Door
) -> None:
    enrolled(accounts, door)
    password = accounts.reset(admin.id, by=admin.actor, now=NOW)
    user, session = signed_in(accounts, door.sign_in("ada", password, HERE, now=NOW))
    assert (True, True, False) == (session.complete, user.must_change, user.enrolled)


def test_what_happens_to_accounts_is_in_the_audit_chain_without_names(
    records: Records, accounts: Accounts, admin: User, door: Door
) -> None:
    with pytest.raises(SignInFailed):
        door.sign_in("ada", "wrong password 1", HERE, now=NOW)
    door.sign_in("ada", PASSWORD, HERE, now=NOW)
    assert 3 == records.audit_verify()


def test_no_name_is_in_the_database_in_the_clear(
    sqlite_url: str, keyring: Keyring, kinds: Mapping[str, Kind], tmp_path: Path
) -> None:
    records = Records.open(sqlite_url, keyring, kinds=kinds)
    Accounts(records.transactions, profile=CHEAPEST).add_first("ada", "Ada Admin", PASSWORD, now=NOW)
    records.close()
    assert not [file for file in tmp_path.iterdir() if b"Ada Admin" in file.read_bytes()]
