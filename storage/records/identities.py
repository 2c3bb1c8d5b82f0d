"""Identities: for whom a provider of OpenID Connect vouches.

Nobody gets an account or a role by being known to a provider. An administrator writes down the address under which
the provider knows somebody who has an account; when somebody comes with this address, and the provider says that it
was verified, the account is bound to what the provider calls them (issuer and ``sub``). From then on only that counts:
whoever gets the address later gets nothing with it. Both are kept as keyed hashes.

An address alone binds only an account into which nobody ever came: whoever makes one has its first password as well.
To one that is used, it takes its person too, from a session of their own. An administrator who could bind it by
themselves could come in as that person, and every event would name the wrong one.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from storage.audit import AuditEvent
from storage.crypto.primitives import keyed_hash
from storage.records import sessions, users
from storage.records.account_tables import identities
from storage.records.accounts import Accounts
from storage.records.session import Session
from storage.records.users import User
from strongroom.errors import BadForm


class IdentityAction(StrEnum):
    """What an audit event of identities says was done."""

    AWAITED = "identity_awaited"
    BOUND = "identity_bound"
    REFUSED = "identity_refused"
    FORGOTTEN = "identity_forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What a provider says of somebody. ``address`` is empty unless it says that the address was verified."""

    issuer: str
    subject: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How somebody stands with the provider: known since, awaited under an address, and whether ``from_within``."""

    bound_at: dt.datetime | None = None
    awaited: bool = False
    from_within: bool = False

    @property
    def is_any(self) -> bool:
        """Whether they may come through it, now or once they joined the two."""
        return self.awaited or self.bound_at is not None


class Identities:
    """Who is known to the provider as whom. Every method is one transaction."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._transactions = accounts.transactions

    def standing(self, user: str) -> Standing:
        """How somebody stands with the provider."""
        wanted = select(identities).where(identities.c.user == user)
        row = self._transactions.read(lambda session: session.connection.execute(wanted).one_or_none())
        if row is None:
            return Standing()
        awaited = row.address_hash is not None
        return Standing(bound_at=row.bound_at, awaited=awaited, from_within=awaited and row.from_within)

    def expect(self, user: str, address: str, *, by: str, now: dt.datetime) -> None:
        """Await somebody who is known to the provider under an address; as whom they come until then, they still come.

        Raises:
            NotFound: there is nobody with this id. BadForm: this is no address, or somebody else is awaited under it.
        """
        wanted = address.strip().casefold()
        if wanted.count("@") != 1 or wanted.startswith("@") or wanted.endswith("@"):
            raise BadForm(field="address")
        hashed = self._hash("address", wanted)

        def work(session: Session) -> None:
            users.by_id(session, user, self._accounts.key)
            taken = select(identities.c.user).where(identities.c.address_hash == hashed, identities.c.user != user)
            if session.connection.execute(taken).first():
                raise BadForm(field="address")
            said = {"address_hash": hashed, "invited_at": now, "invited_by": by}
            said["from_within"] = sessions.were_ever(session, user)
            if not session.connection.execute(update(identities).where(_of(user)).values(**said)).rowcount:
                session.connection.execute(insert(identities).values(user=user, **said))
            _note(session, IdentityAction.AWAITED, user, actor=by, now=now)

        self._transactions.write(work)

    def refuse(self, user: User, *, now: dt.datetime) -> None:
        """Have oneself awaited under no address any more."""

        def work(session: Session) -> None:
            row = session.connection.execute(select(identities).where(_of(user.id)).with_for_update()).one_or_none()
            if row is None or row.address_hash is None:
                return
            if row.subject_hash is None:
                session.connection.execute(delete(identities).where(_of(user.id)))
            else:
                session.connection.execute(update(identities).where(_of(user.id)).values(address_hash=None))
            _note(session, IdentityAction.REFUSED, user.id, actor=user.actor, now=now)

        self._transactions.write(work)

    def forget(self, user: str, *, by: str, now: dt.datetime) -> None:
        """Let somebody come through the provider no more; their sessions end."""

        def work(session: Session) -> None:
            if session.connection.execute(delete(identities).where(_of(user))).rowcount:
                self._accounts.end_all(session, user, by=by, now=now)
                _note(session, IdentityAction.FORGOTTEN, user, actor=by, now=now)

        self._transactions.write(work)

    def recognise(self, vouched: Vouched, *, now: dt.datetime) -> User:
        """Whose account this is; into one that nobody came into before, it is bound the first time.

        Raises:
            SignInFailed: nobody's, or of somebody who has to be signed in first. It is recorded.
        """
        subject, address = self._hashes(vouched)

        def work(session: Session) -> User | None:
            new = and_(identities.c.address_hash == address, identities.c.from_within.is_(False))
            either = or_(identities.c.subject_hash == subject, new)
            rows = session.connection.execute(select(identities).where(either).with_for_update()).all()
            known = next((row for row in rows if row.subject_hash == subject), None)
            found = known or next(iter(rows), None)
            # What nobody used when the address was written down, somebody may use by now.
            if found is None or (known is None and sessions.were_ever(session, found.user)):
                return None
            account = users.by_id(session, found.user, self._accounts.key)
            if known is None and account.user.disabled_at is None:
                self._bind(session, account.user, subject, now)
            return account.user

        user = self._transactions.write(work)
        if user is None:
            self._accounts.failed(None, now=now)
        return user

    def join(self, user: User, vouched: Vouched, *, now: dt.datetime) -> None:
        """Bind an account to whom its person is at the provider, from a session of theirs; all their sessions end.

        Raises:
            SignInFailed: they are not awaited under a verified address of this identity, or it is somebody else's.
        """
        subject, address = self._hashes(vouched)

        def work(session: Session) -> bool:
            either = or_(_of(user.id), identities.c.subject_hash == subject)
            rows = session.connection.execute(select(identities).where(either).with_for_update()).all()
            if not address or {(row.user, row.address_hash) for row in rows} != {(user.id, address)}:
                return False
            self._bind(session, user, subject, now)
            self._accounts.end_all(session, user.id, by=user.actor, now=now)
            return True

        if not self._transactions.write(work):
            self._accounts.failed(None, now=now)

    def check_is(self, user: User, vouched: Vouched, *, now: dt.datetime) -> None:
        """See that the provider vouches for this very person (SignInFailed, which is recorded)."""
        subject, _ = self._hashes(vouched)
        wanted = select(identities.c.user).where(_of(user.id), identities.c.subject_hash == subject)
        if self._transactions.read(lambda session: session.connection.execute(wanted).first()) is None:
            self._accounts.failed(None, now=now)

    def _bind(self, session: Session, user: User, subject: bytes, now: dt.datetime) -> None:
        bound = {"subject_hash": subject, "address_hash": None, "bound_at": now}
        session.connection.execute(update(identities).where(_of(user.id)).values(**bound))
        _note(session, IdentityAction.BOUND, user.id, actor=user.actor, now=now)

    def _hashes(self, vouched: Vouched) -> tuple[bytes, bytes]:
        subject = self._hash("subject", f"{vouched.issuer}\n{vouched.subject}")
        return subject, self._hash("address", vouched.address.strip().casefold()) if vouched.address else b""

    def _hash(self, sort: str, text: str) -> bytes:
        return keyed_hash(self._accounts.key, f"identity {sort} {text}".encode())


def _of(user: str) -> ColumnElement[bool]:
    return identities.c.user == user


def _note(session: Session, action: IdentityAction, user: str, *, actor: str, now: dt.datetime) -> None:
    session.note(AuditEvent(at=now, actor=actor, action=action, facts={"user": user}))
