"""The rows of API tokens: whose, for what, until when, last used when. Of a token itself only a keyed hash is kept."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import insert, select, update

from storage.crypto.framing import frame
from storage.crypto.small import seal_small, unseal_small
from storage.records.account_tables import api_tokens
from storage.records.session import AnyRow, Session
from strongroom.api_token import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token as it is listed; its title is what its person calls it."""

    id: str
    user: str
    title: str = field(repr=False)
    scopes: frozenset[Scope]
    made_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None

    def works(self, now: dt.datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.ended_at is None and now < self.expires_at


def add(session: Session, token: ApiToken, token_hash: bytes, *, key: bytes) -> None:
    """Keep a new token."""
    session.connection.execute(
        insert(api_tokens).values(
            id=token.id,
            token_hash=token_hash,
            user=token.user,
            scopes=" ".join(scope.value for scope in Scope if scope in token.scopes),
            made_at=token.made_at,
            expires_at=token.expires_at,
            body=seal_small(token.title.encode(), key, _place(token.id)),
        )
    )


def find(session: Session, token_hash: bytes, *, key: bytes) -> ApiToken | None:
    """The token with this hash, whether it still works or not."""
    row = session.connection.execute(select(api_tokens).where(api_tokens.c.token_hash == token_hash)).one_or_none()
    return _opened(row, key) if row else None


def of_user(session: Session, user: str, *, key: bytes, now: dt.datetime) -> tuple[ApiToken, ...]:
    """The tokens of somebody that work, newest first."""
    rows = session.connection.execute(
        select(api_tokens)
        .where(api_tokens.c.user == user, api_tokens.c.ended_at.is_(None), api_tokens.c.expires_at > now)
        .order_by(api_tokens.c.made_at.desc(), api_tokens.c.id.desc())
    )
    return tuple(_opened(row, key) for row in rows)


def touch(session: Session, token: str, now: dt.datetime) -> None:
    """Say that a token was used."""
    session.connection.execute(update(api_tokens).where(api_tokens.c.id == token).values(used_at=now))


def end(session: Session, user: str, now: dt.datetime) -> int:
    """Revoke every token of somebody, and say how many there were."""
    mine = (api_tokens.c.user == user, api_tokens.c.ended_at.is_(None))
    return session.connection.execute(update(api_tokens).where(*mine).values(ended_at=now)).rowcount


def end_one(session: Session, user: str, token: str, now: dt.datetime) -> bool:
    """Revoke one token of somebody; False if it is none of theirs or was revoked before."""
    mine = (api_tokens.c.user == user, api_tokens.c.id == token, api_tokens.c.ended_at.is_(None))
    return session.connection.execute(update(api_tokens).where(*mine).values(ended_at=now)).rowcount == 1


def _opened(row: AnyRow, key: bytes) -> ApiToken:
    return ApiToken(
        id=row.id,
        user=row.user,
        title=unseal_small(row.body, key, _place(row.id)).decode(),
        scopes=frozenset(Scope(name) for name in row.scopes.split()),
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        ended_at=row.ended_at,
    )


def _place(made: str) -> bytes:
    return frame("api_tokens.body", made)
