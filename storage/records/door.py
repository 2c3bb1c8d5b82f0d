"""The door: from a name and a password to a session that may be used, and what people do to their own account."""

import datetime as dt
from dataclasses import replace

from storage.audit import AuditEvent
from storage.crypto.one_time import accepted_step, new_recovery_codes, new_secret, recovery_hash, used_recovery
from storage.crypto.primitives import random_bytes
from storage.records import sessions, users
from storage.records.accounts import Accounts, SignInAction
from storage.records.session import Session
from storage.records.sessions import Origin, SignedIn
from storage.records.sign_in_places import note_place
from storage.records.users import Account, User
from strongroom.errors import SignInFailed


class Door:
    """Signing in and out. What it raises for a wrong password or code is the same for everybody."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._transactions = accounts.transactions

    def sign_in(self, name: str, password: str, origin: Origin, *, now: dt.datetime) -> str:
        """Begin a session and return its token. With a second factor it is complete only after ``give_code``.

        Raises:
            SignInFailed, SignInLocked.
        """
        user = self._accounts.check_password(name, password, now=now)
        token = _new_token()

        def work(session: Session) -> None:
            sessions.begin(
                session,
                user.id,
                self._accounts.token_hash(token),
                origin,
                key=self._accounts.key,
                now=now,
                complete=not user.enrolled,
            )
            if not user.enrolled:
                self._is_in(session, user, origin, now)

        self._transactions.write(work)
        return token

    def admit(self, user: User, origin: Origin, *, now: dt.datetime) -> str:
        """Begin a session of somebody for whom a provider vouched; return its token.

        It is complete at once only where they have no second factor here, or the provider states that it asked for one.

        Raises:
            SignInFailed: they are let in no more. SignInLocked: too many tries failed.
        """
        account = self._accounts.counted(user.name, now=now)
        if account is None or account.user.disabled_at is not None:
            self._accounts.failed(account, now=now)
        token, done = _new_token(), origin.factor or not account.user.enrolled

        def work(session: Session) -> None:
            if users.by_id(session, user.id, self._accounts.key).user.disabled_at is not None:
                raise SignInFailed  # frozen while the provider was asked
            hashed, key = self._accounts.token_hash(token), self._accounts.key
            sessions.begin(session, user.id, hashed, origin, key=key, now=now, complete=done)
            if done:
                self._is_in(session, account.user, origin, now)

        self._transactions.write(work)
        return token

    def give_code(self, user: User, signed_in: SignedIn, code: str, *, now: dt.datetime) -> str:
        """Complete a session with a one-time or a recovery code; return its new token.

        Raises:
            SignInFailed, SignInLocked.
        """
        account = self._accounts.counted(user.name, now=now)
        spent = _spend(account, code, now) if account else None
        if account is None or spent is None:
            self._accounts.failed(account, now=now)
        return self._complete(account, spent, signed_in, now)

    def secret_to_enrol(self, user: User) -> str:
        """The secret that is shared with the authenticator; the same until it is confirmed."""

        def work(session: Session) -> str:
            account = users.by_id(session, user.id, self._accounts.key)
            if not account.secrets.secret:
                account = replace(account, secrets=replace(account.secrets, secret=new_secret()))
                users.save(session, account, self._accounts.key)
            return account.secrets.secret

        return self._transactions.write(work)

    def enrol(self, user: User, signed_in: SignedIn, code: str, *, now: dt.datetime) -> tuple[str, tuple[str, ...]]:
        """Set up the second factor, proved by a first code; return the session's new token and the recovery codes.

        Raises:
            SignInFailed, SignInLocked: the code is wrong.
        """
        account = self._accounts.counted(user.name, now=now)
        spent = _spend(account, code, now) if account else None
        if account is None or spent is None:
            self._accounts.failed(account, now=now)
        codes = new_recovery_codes()
        kept = tuple(recovery_hash(one) for one in codes)
        enrolled = replace(
            spent, user=replace(spent.user, enrolled=True), secrets=replace(spent.secrets, recovery=kept)
        )
        return self._complete(account, enrolled, signed_in, now), codes

    def change_password(self, user: User, signed_in: SignedIn, old: str, new: str, *, now: dt.datetime) -> None:
        """Change one's own password; one's other sessions end.

        Raises:
            SignInFailed, SignInLocked: the old one is wrong.
            PasswordUnfit: the new one may not be chosen.
        """
        kept = self._accounts.new_hash(new, user.name)
        self._accounts.check_password(user.name, old, now=now)

        def work(session: Session) -> None:
            account = users.by_id(session, user.id, self._accounts.key)
            changed = replace(
                account, user=replace(account.user, must_change=False), secrets=replace(account.secrets, password=kept)
            )
            users.save(session, changed, self._accounts.key)
            sessions.end(session, user.id, now, keep=signed_in.id)
            sessions.forget_tries(session, users.name_hash(session, user.name))
            session.note(_event(user, SignInAction.USER_CHANGED, now, password=1))

        self._transactions.write(work)

    def confirm(self, user: User, signed_in: SignedIn, password: str, *, now: dt.datetime) -> None:
        """Prove again who one is, before a dangerous act (SignInFailed, SignInLocked)."""
        self._accounts.check_password(user.name, password, now=now)

        def work(session: Session) -> None:
            sessions.confirm(session, signed_in, now)
            sessions.forget_tries(session, users.name_hash(session, user.name))
            session.note(_event(user, SignInAction.CONFIRMED, now))

        self._transactions.write(work)

    def confirm_vouched(self, user: User, signed_in: SignedIn, *, now: dt.datetime) -> None:
        """The same by the provider, which has just had them sign in anew and vouches for this very person."""

        def work(session: Session) -> None:
            sessions.confirm(session, signed_in, now)
            session.note(_event(user, SignInAction.CONFIRMED, now))

        self._transactions.write(work)

    def sign_out(self, user: User, signed_in: SignedIn, *, now: dt.datetime) -> None:
        """End one's session."""

        def work(session: Session) -> None:
            sessions.end(session, user.id, now, only=signed_in.id)
            session.note(_event(user, SignInAction.SIGNED_OUT, now))

        self._transactions.write(work)

    def _complete(self, before: Account, account: Account, signed_in: SignedIn, now: dt.datetime) -> str:
        token = _new_token()

        def work(session: Session) -> None:
            if users.by_id(session, account.user.id, self._accounts.key) != before:
                raise SignInFailed  # the same code came twice at once, or the account was changed under our hands
            users.save(session, account, self._accounts.key)
            sessions.complete(session, signed_in, self._accounts.token_hash(token), now)
            self._is_in(session, account.user, signed_in.origin, now)

        self._transactions.write(work)
        return token

    def _is_in(self, session: Session, user: User, origin: Origin, now: dt.datetime) -> None:
        note_place(session, user.id, origin.address, key=self._accounts.key, now=now)
        sessions.forget_tries(session, users.name_hash(session, user.name))
        session.note(_event(user, SignInAction.SIGNED_IN, now))


def _spend(account: Account, code: str, now: dt.datetime) -> Account | None:
    """The account after a code was used up; None if it is no code of theirs."""
    if not account.secrets.secret:
        return None
    step = accepted_step(account.secrets.secret, code, now=now, after=account.last_step)
    if step is not None:
        return replace(account, last_step=step)
    used = used_recovery(code, account.secrets.recovery)
    if used is None:
        return None
    left = tuple(one for one in account.secrets.recovery if one != used)
    return replace(account, secrets=replace(account.secrets, recovery=left))


def _event(user: User, action: SignInAction, now: dt.datetime, **facts: int) -> AuditEvent:
    return AuditEvent(at=now, actor=user.actor, action=action, facts={"user": user.id, **facts})


def _new_token() -> str:
    return random_bytes(32).hex()
