"""Identities: for whom a provider of OpenID Connect vouches.

Nobody gets an account or a role by being known to a provider. An administrator writes down the address under which
the provider knows somebody who has an account; when somebody comes for the first time with this address, and the
provider says that it was verified, the account is bound to what the provider calls them (issuer and ``sub``). From
then on only that counts: whoever gets the address later gets nothing with it. Both are kept as keyed hashes.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, insert, or_, select, update

from storage.audit import AuditEvent
from storage.crypto.primitives import keyed_hash
from storage.records import users
from storage.records.account_tables import identities
from storage.records.accounts import Accounts
from storage.records.session import Session
from storage.records.users import User
from strongroom.errors import BadForm


class IdentityAction(StrEnum):
    """What an audit event of identities says was done."""

    AWAITED = "identity_awaited"
    BOUND = "identity_bound"
    FORGOTTEN = "identity_forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What a provider says of somebody. ``address`` is empty unless it says that the address was verified."""

    issuer: str
    subject: str
    address: str = ""


class Identities:
    """Who is known to the provider as whom. Every method is one transaction."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._transactions = accounts.transactions

    def bound_at(self, user: str) -> tuple[bool, dt.datetime | None]:
        """Whether somebody may come through the provider, and since when it is known who they are there."""
        wanted = select(identities.c.bound_at).where(identities.c.user == user)
        row = self._transactions.read(lambda session: session.connection.execute(wanted).one_or_none())
        return row is not None, row.bound_at if row else None

    def expect(self, user: str, address: str, *, by: str, now: dt.datetime) -> None:
        """Let somebody come through the provider who is known there under an address.

        Who came before as somebody else there comes no more, and what they have open ends.

        Raises:
            NotFound: there is nobody with this id. BadForm: this is no address, or somebody else is awaited under it.
        """
        wanted = address.strip().casefold()
        if wanted.count("@") != 1 or wanted.startswith("@") or wanted.endswith("@"):
            raise BadForm(field="address")
        hashed = self._hash("address", wanted)

        def work(session: Session) -> bool:
            users.by_id(session, user, self._accounts.key)
            taken = select(identities.c.user).where(identities.c.address_hash == hashed, identities.c.user != user)
            if session.connection.execute(taken).first():
                raise BadForm(field="address")
            replaced = session.connection.execute(delete(identities).where(identities.c.user == user)).rowcount
            row = {"user": user, "address_hash": hashed, "invited_at": now, "invited_by": by}
            session.connection.execute(insert(identities).values(row))
            _note(session, IdentityAction.AWAITED, user, actor=by, now=now)
            return bool(replaced)

        if self._transactions.write(work):
            self._accounts.end_sessions(user, by=by, now=now)

    def forget(self, user: str, *, by: str, now: dt.datetime) -> None:
        """Let somebody come through the provider no more; their sessions end."""

        def work(session: Session) -> bool:
            gone = session.connection.execute(delete(identities).where(identities.c.user == user)).rowcount
            if gone:
                _note(session, IdentityAction.FORGOTTEN, user, actor=by, now=now)
            return bool(gone)

        if self._transactions.write(work):
            self._accounts.end_sessions(user, by=by, now=now)

    def recognise(self, vouched: Vouched, *, now: dt.datetime) -> User:
        """Whose account this is; the first time, it is bound (SignInFailed, which is recorded: nobody's)."""
        subject = self._hash("subject", f"{vouched.issuer}\n{vouched.subject}")
        address = self._hash("address", vouched.address.strip().casefold()) if vouched.address else b""

        def work(session: Session) -> User | None:
            either = or_(identities.c.subject_hash == subject, identities.c.address_hash == address)
            rows = session.connection.execute(select(identities).where(either).with_for_update()).all()
            known = next((row for row in rows if row.subject_hash == subject), None)
            found = known or next(iter(rows), None)
            if found is None:
                return None
            account = users.by_id(session, found.user, self._accounts.key)
            if known is None and account.user.disabled_at is None:
                bound = {"subject_hash": subject, "address_hash": None, "bound_at": now}
                session.connection.execute(update(identities).where(identities.c.user == found.user).values(**bound))
                _note(session, IdentityAction.BOUND, found.user, actor=account.user.actor, now=now)
            return account.user

        user = self._transactions.write(work)
        if user is None:
            self._accounts.failed(None, now=now)
        return user

    def _hash(self, sort: str, text: str) -> bytes:
        return keyed_hash(self._accounts.key, f"identity {sort} {text}".encode())


def _note(session: Session, action: IdentityAction, user: str, *, actor: str, now: dt.datetime) -> None:
    session.note(AuditEvent(at=now, actor=actor, action=action, facts={"user": user}))
