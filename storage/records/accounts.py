"""Accounts: who may sign in, and the one door to signing in. Every try, change and refusal is an audit event."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from typing import Never

from storage.audit import AuditEvent, FactValue
from storage.crypto.one_time import new_password
from storage.crypto.passwords import hash_password, is_outdated, is_password
from storage.crypto.primitives import keyed_hash
from storage.crypto.profile import STANDARD, Profile
from storage.records import sessions, tokens, users
from storage.records.confirming import confirm
from storage.records.granting import leave
from storage.records.session import Session
from storage.records.sessions import SignedIn
from storage.records.share_tables import shares
from storage.records.sharing import end_shares
from storage.records.transactions import Transactions
from storage.records.users import Account, Secrets, User
from strongroom.errors import Denied, PasswordUnfit, SignInFailed, SignInLocked
from strongroom.permissions import StaffRole
from strongroom.sign_in import SHORTEST, password_is_fit


class SignInAction(StrEnum):
    """What an audit event about an account says was done."""

    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_LOCKED = "sign_in_locked"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    CONFIRMED = "confirmed"


class Accounts:
    """All accounts. ``profile`` is the cost of a password."""

    def __init__(self, transactions: Transactions, *, profile: Profile = STANDARD) -> None:
        self.transactions = transactions
        self._profile = profile

    @cached_property
    def key(self) -> bytes:
        """The house key under which names and secrets are sealed."""
        return self.transactions.keyring.house("accounts")

    def token_hash(self, token: str) -> bytes:
        """What is kept of a session's token: with the database alone nobody can use a session."""
        return keyed_hash(self.key, f"session {token}".encode())

    # People.

    def is_new(self) -> bool:
        """Whether nobody can sign in yet."""
        return not self.transactions.read(users.any_user)

    def everybody(self) -> tuple[User, ...]:
        """All users."""
        return self.transactions.read(lambda session: users.everybody(session, self.key))

    def titles(self) -> Mapping[str, str]:
        """What to call those who appear in histories, by the id under which their acts are recorded."""
        return {user.actor: user.title for user in self.everybody()}

    def add_first(self, name: str, title: str, password: str, *, now: dt.datetime) -> User:
        """Make the first administrator.

        Raises:
            Denied: somebody is there already.
            PasswordUnfit: the password is too short or too simple.
        """
        kept = self.new_hash(password, name)

        def work(session: Session) -> User:
            if users.any_user(session):
                raise Denied(reason="not_first")
            user = _new(name, title, frozenset({StaffRole.ADMIN}), now)
            return self._added(session, user, kept, by="first-run", now=now)

        return self.transactions.write(work)

    def add(self, name: str, title: str, roles: frozenset[StaffRole], *, by: str, now: dt.datetime) -> tuple[User, str]:
        """Make a user, with a password that they have to change.

        Raises:
            NameTaken: somebody has the name.
        """
        password = new_password()
        kept = hash_password(password, self._profile)
        user = replace(_new(name, title, roles, now), must_change=True)
        return self.transactions.write(lambda session: self._added(session, user, kept, by=by, now=now)), password

    def set_roles(self, user: str, roles: frozenset[StaffRole], *, by: str, now: dt.datetime) -> None:
        """Give somebody these roles and no others. Their sessions end, so that nobody keeps what they had.

        Raises:
            LastAdministrator: nobody could manage users any more.
        """
        names = sorted(role.value for role in roles)
        self._change(user, lambda account: _with(account, roles=roles), facts={"roles": names}, by=by, now=now)

    def set_scope(self, user: str, customers: frozenset[str] | None, *, by: str, now: dt.datetime) -> None:
        """Bind somebody to the papers of these customers; None is the whole house. Their sessions end."""
        facts = {"customers": "all" if customers is None else str(len(customers))}
        self._change(user, lambda account: _with(account, customers=customers), facts=facts, by=by, now=now)

    def disable(self, user: str, *, by: str, now: dt.datetime, why: str = "left") -> None:
        """Let somebody in no more, from this moment on; their grants, approvals and links to outside end with it
        (LastAdministrator as above).

        ``why`` is a code for the audit event: ``left``, or what made the access lapse.
        """
        facts: dict[str, FactValue] = {"disabled": 1, "why": why}
        self._change(
            user,
            lambda account: _with(account, disabled_at=now),
            facts=facts,
            by=by,
            now=now,
            also=lambda session, who: _leave(session, who.actor, by=by, now=now),
        )

    def enable(self, user: str, *, by: str, now: dt.datetime) -> None:
        """Let somebody in again. What was granted to them before stays ended; their access counts as confirmed."""
        self._change(
            user,
            lambda account: _with(account, disabled_at=None),
            facts={"disabled": 0},
            by=by,
            now=now,
            also=lambda session, who: confirm(session, who.id, by=by, now=now),
        )

    def reset(self, user: str, *, by: str, now: dt.datetime) -> str:
        """Give somebody a new password to be changed at once, and let them set up a new second factor."""
        password = new_password()
        kept = hash_password(password, self._profile)

        def changed(account: Account) -> Account:
            fresh = _with(account, must_change=True, enrolled=False)
            return replace(fresh, secrets=Secrets(password=kept))

        self._change(user, changed, facts={"reset": 1}, by=by, now=now)
        return password

    # Signing in.

    def check_password(self, name: str, password: str, *, now: dt.datetime) -> User:
        """Judge one try, which was counted before.

        Raises:
            SignInLocked, SignInFailed.
        """
        account = self.counted(name, now=now)
        # Whoever the name belongs to, the same work is done: the time of the answer tells nothing.
        kept = account.secrets.password if account else self._nobody
        fits = is_password(password, kept)
        if account is None or not fits or account.user.disabled_at is not None:
            self.failed(account, now=now)
        if is_outdated(kept, self._profile):
            self._rehash(account.user.id, password)
        return account.user

    def counted(self, name: str, *, now: dt.datetime) -> Account | None:
        """Count a try at a name and say whose it is.

        Raises:
            SignInLocked: too many tries failed.
        """

        def work(session: Session) -> tuple[dt.timedelta, Account | None]:
            locked = sessions.count_try(session, users.name_hash(session, name), now)
            if locked:
                session.note(AuditEvent(at=now, actor="desk", action=SignInAction.SIGN_IN_LOCKED))
            return locked, users.by_name(session, name, self.key)

        locked, account = self.transactions.write(work)
        if locked:
            raise SignInLocked(minutes=max(1, round(locked.total_seconds() / 60)))
        return account

    def failed(self, account: Account | None, *, now: dt.datetime) -> Never:
        """Record a failure and say so, without saying what was wrong."""
        facts = {"user": account.user.id} if account else {}
        self.transactions.note(AuditEvent(at=now, actor="desk", action=SignInAction.SIGN_IN_FAILED, facts=facts))
        raise SignInFailed

    def new_hash(self, password: str, name: str) -> str:
        """What is kept of a new password (PasswordUnfit when it may not be chosen)."""
        if not password_is_fit(password, name):
            raise PasswordUnfit(shortest=SHORTEST)
        return hash_password(password, self._profile)

    def find_session(self, token: str, *, now: dt.datetime) -> tuple[User, SignedIn] | None:
        """Whose session this is. Using it keeps it alive."""
        hashed = self.token_hash(token)

        def work(session: Session) -> tuple[User, SignedIn] | None:
            found = sessions.find(session, hashed, key=self.key, now=now)
            return (users.by_id(session, found.user, self.key).user, found) if found else None

        pair = self.transactions.read(work)
        if pair and now - pair[1].seen_at > _KEPT_ALIVE_EVERY:
            self.transactions.write(lambda session: sessions.touch(session, pair[1], now))
        return pair

    def sessions_of(self, user: str, *, now: dt.datetime) -> tuple[SignedIn, ...]:
        """Where somebody is signed in."""
        return self.transactions.read(lambda session: sessions.of_user(session, user, key=self.key, now=now))

    def end_sessions(self, user: str, *, by: str, now: dt.datetime, only: str = "", keep: str = "") -> int:
        """End sessions of somebody: one, or all but one, or all; with all of them their API tokens."""

        def work(session: Session) -> int:
            if not (only or keep):
                return self.end_all(session, user, by=by, now=now)
            return _ended(session, user, sessions.end(session, user, now, only=only, keep=keep), by=by, now=now)

        return self.transactions.write(work)

    def end_all(self, session: Session, user: str, *, by: str, now: dt.datetime) -> int:
        """End all sessions and API tokens of somebody within a transaction; return how many sessions there were."""
        tokens.end(session, user, now)
        return _ended(session, user, sessions.end(session, user, now), by=by, now=now)

    # How it is done.

    @cached_property
    def _nobody(self) -> str:
        return hash_password(new_password(), self._profile)

    def _added(self, session: Session, user: User, kept: str, *, by: str, now: dt.datetime) -> User:
        added = users.add(session, user, Secrets(password=kept), self.key)
        facts = {"user": added.id, "roles": sorted(role.value for role in added.roles)}
        session.note(AuditEvent(at=now, actor=by, action=SignInAction.USER_ADDED, facts=facts))
        return added

    def _change(
        self,
        user: str,
        change: Callable[[Account], Account],
        *,
        facts: Mapping[str, FactValue],
        by: str,
        now: dt.datetime,
        also: Callable[[Session, User], None] = lambda _session, _user: None,
    ) -> None:
        def work(session: Session) -> None:
            account = change(users.by_id(session, user, self.key))
            users.save(session, account, self.key)
            users.check_administrator_left(session, self.key)
            sessions.end(session, user, now)
            tokens.end(session, user, now)
            sessions.forget_tries(session, users.name_hash(session, account.user.name))
            also(session, account.user)
            told: dict[str, FactValue] = {"user": user, **facts}
            session.note(AuditEvent(at=now, actor=by, action=SignInAction.USER_CHANGED, facts=told))

        self.transactions.write(work)

    def _rehash(self, user: str, password: str) -> None:
        kept = hash_password(password, self._profile)

        def work(session: Session) -> None:
            account = users.by_id(session, user, self.key)
            users.save(session, replace(account, secrets=replace(account.secrets, password=kept)), self.key)

        self.transactions.write(work)


_KEPT_ALIVE_EVERY = dt.timedelta(minutes=1)
"""Saying that a session is in use costs a write; a minute more or less is nothing to a limit of thirty."""


def _new(name: str, title: str, roles: frozenset[StaffRole], now: dt.datetime) -> User:
    return User(id="", name=name, title=title or name, roles=roles, created_at=now)


def _ended(session: Session, user: str, count: int, *, by: str, now: dt.datetime) -> int:
    facts: dict[str, FactValue] = {"user": user, "count": count}
    session.note(AuditEvent(at=now, actor=by, action=SignInAction.SESSIONS_ENDED, facts=facts))
    return count


def _leave(session: Session, person: str, *, by: str, now: dt.datetime) -> None:
    # Whoever is let in again begins anew: nothing of this comes back to life.
    leave(session, person, actor=by, now=now)
    end_shares(session, shares.c.made_by == person, actor=by, now=now)


def _with(account: Account, **changes: object) -> Account:
    return replace(account, user=replace(account.user, **changes))  # type: ignore[arg-type]
