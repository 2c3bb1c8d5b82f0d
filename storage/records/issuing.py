"""API tokens as people have them: made and shown once, listed, used, revoked. All of it is audited, each use too."""

import datetime as dt
from enum import StrEnum
from typing import Final

from storage.audit import AuditEvent, FactValue
from storage.crypto.primitives import keyed_hash, random_bytes
from storage.records import tokens, users
from storage.records.accounts import Accounts
from storage.records.session import Session
from storage.records.tokens import ApiToken
from storage.records.users import User
from strongroom.api_token import MOST, TERMS, Scope
from strongroom.errors import BadForm, SignInFailed
from strongroom.ids import new_id
from strongroom.sign_in import needs_second_factor

PREFIX: Final = "sr_"
"""How every token begins, so that programs that look for secrets in code know one when they see it."""


class TokenAction(StrEnum):
    """What an audit event about a token says was done."""

    MADE = "token_made"
    USED = "token_used"
    REFUSED = "token_refused"
    REVOKED = "token_revoked"


class Tokens:
    """The tokens of all accounts."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._transactions = accounts.transactions

    def make(
        self, user: User, title: str, scopes: frozenset[Scope], *, days: int, now: dt.datetime
    ) -> tuple[ApiToken, str]:
        """Make a token, and return it with its secret, which is kept nowhere.

        Raises:
            BadForm: it is for nothing, for a time that is not offered, or one too many.
        """
        if not scopes:
            raise BadForm(field="scopes")
        if days not in TERMS:
            raise BadForm(field="days")
        secret = PREFIX + random_bytes(32).hex()
        made = ApiToken(
            id=new_id(now),
            user=user.id,
            title=title.strip(),
            scopes=scopes,
            made_at=now,
            expires_at=now + dt.timedelta(days=days),
        )

        def work(session: Session) -> None:
            if len(tokens.of_user(session, user.id, key=self._accounts.key, now=now)) >= MOST:
                raise BadForm(field="tokens")
            tokens.add(session, made, self._hash(secret), key=self._accounts.key)
            named = sorted(scope.value for scope in scopes)
            facts: dict[str, FactValue] = {"token": made.id, "scopes": named, "days": days}
            session.note(AuditEvent(at=now, actor=user.actor, action=TokenAction.MADE, facts=facts))

        self._transactions.write(work)
        return made, secret

    def of(self, user: User, *, now: dt.datetime) -> tuple[ApiToken, ...]:
        """The tokens of somebody that work, newest first."""
        return self._transactions.read(
            lambda session: tokens.of_user(session, user.id, key=self._accounts.key, now=now)
        )

    def recognise(self, secret: str, *, now: dt.datetime) -> tuple[User, ApiToken]:
        """Whose token this is, with the roles they have now. What it is then used for is recorded by ``note_use``.

        Raises:
            SignInFailed: it is no token, it was revoked or has expired, or its person could not sign in to the end.
        """
        hashed = self._hash(secret)

        def look(session: Session) -> tuple[User, ApiToken] | None:
            found = tokens.find(session, hashed, key=self._accounts.key)
            return (users.by_id(session, found.user, self._accounts.key).user, found) if found else None

        pair = self._transactions.read(look)
        if pair is None:
            # Nobody's, so there is nobody to tell in the trail; guessing 256 bits is no danger, and a flood of
            # events would be.
            raise SignInFailed
        if not (pair[1].works(now) and _may_sign_in(pair[0])):
            facts = {"token": pair[1].id}
            self._transactions.note(AuditEvent(at=now, actor=pair[0].actor, action=TokenAction.REFUSED, facts=facts))
            raise SignInFailed
        return pair

    def note_use(self, user: User, token: ApiToken, act: str, *, now: dt.datetime) -> None:
        """Record one use; ``act`` names the operation and holds nothing of any document."""

        def work(session: Session) -> None:
            tokens.touch(session, token.id, now)
            facts = {"token": token.id, "action": act}
            session.note(AuditEvent(at=now, actor=user.actor, action=TokenAction.USED, facts=facts))

        self._transactions.write(work)

    def revoke(self, user: User, token: str, *, now: dt.datetime) -> None:
        """End one of one's tokens at once; one of somebody else's is not found among them, and nothing happens."""

        def work(session: Session) -> None:
            if tokens.end_one(session, user.id, token, now):
                session.note(AuditEvent(at=now, actor=user.actor, action=TokenAction.REVOKED, facts={"token": token}))

        self._transactions.write(work)

    def _hash(self, secret: str) -> bytes:
        return keyed_hash(self._accounts.key, f"token {secret}".encode())


def _may_sign_in(user: User) -> bool:
    # Whoever is asked for a new password or a second factor at the door gets in by no window either.
    lacks_factor = needs_second_factor(user.roles) and not user.enrolled
    return user.disabled_at is None and not user.must_change and not lacks_factor
