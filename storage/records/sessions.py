"""Sessions: who is signed in, since when and from where; and how many tries at a name failed."""

import datetime as dt
import json
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update

from storage.crypto.framing import frame
from storage.crypto.small import seal_small, unseal_small
from storage.records.account_tables import sessions, sign_in_failures, users
from storage.records.session import AnyRow, Session
from strongroom.ids import new_id
from strongroom.sign_in import pause_after, session_ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """From where and with what somebody signs in: ``provider``, through one and without a password of ours, which may
    state that it asked for a second ``factor``.
    """

    address: str = field(repr=False)
    agent: str = field(repr=False)
    provider: bool = False
    factor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One session. Until ``complete`` it may be used for nothing but the rest of signing in."""

    id: str
    user: str
    started_at: dt.datetime
    seen_at: dt.datetime
    confirmed_at: dt.datetime
    complete: bool
    origin: Origin


def begin(
    session: Session, user: str, token_hash: bytes, origin: Origin, *, key: bytes, now: dt.datetime, complete: bool
) -> str:
    """Start a session and return its id."""
    made = new_id(now)
    said = {"address": origin.address, "agent": origin.agent[:200]}
    body = json.dumps(said | {"provider": origin.provider, "factor": origin.factor}).encode()
    session.connection.execute(
        insert(sessions).values(
            id=made,
            token_hash=token_hash,
            user=user,
            started_at=now,
            seen_at=now,
            confirmed_at=now,
            complete=complete,
            body=seal_small(body, key, _place(made)),
        )
    )
    return made


def find(session: Session, token_hash: bytes, *, key: bytes, now: dt.datetime) -> SignedIn | None:
    """The session of a token, if it has not ended and its user may sign in."""
    row = session.connection.execute(
        select(sessions)
        .join(users, users.c.id == sessions.c.user)
        .where(sessions.c.token_hash == token_hash, sessions.c.ended_at.is_(None), users.c.disabled_at.is_(None))
    ).one_or_none()
    if row is None or session_ended(started=row.started_at, seen=row.seen_at, now=now):
        return None
    return _opened(row, key)


def of_user(session: Session, user: str, *, key: bytes, now: dt.datetime) -> tuple[SignedIn, ...]:
    """The sessions of somebody that have not ended, newest first."""
    rows = session.connection.execute(
        select(sessions)
        .where(sessions.c.user == user, sessions.c.ended_at.is_(None))
        .order_by(sessions.c.started_at.desc())
    )
    return tuple(
        _opened(row, key) for row in rows if not session_ended(started=row.started_at, seen=row.seen_at, now=now)
    )


def were_ever(session: Session, user: str) -> bool:
    """Whether somebody ever began a session."""
    wanted = select(sessions.c.id).where(sessions.c.user == user).limit(1)
    return session.connection.execute(wanted).first() is not None


def touch(session: Session, signed_in: SignedIn, now: dt.datetime) -> None:
    """Say that a session is in use."""
    session.connection.execute(update(sessions).where(sessions.c.id == signed_in.id).values(seen_at=now))


def confirm(session: Session, signed_in: SignedIn, now: dt.datetime) -> None:
    """Say that the person has just proved again who they are."""
    session.connection.execute(update(sessions).where(sessions.c.id == signed_in.id).values(confirmed_at=now))


def complete(session: Session, signed_in: SignedIn, token_hash: bytes, now: dt.datetime) -> None:
    """Say that signing in is done. The token changes with it: one that somebody planted before is worth nothing."""
    session.connection.execute(
        update(sessions)
        .where(sessions.c.id == signed_in.id)
        .values(complete=True, token_hash=token_hash, confirmed_at=now)
    )


def end(session: Session, user: str, now: dt.datetime, *, only: str = "", keep: str = "") -> int:
    """End sessions of somebody: one of them, or all but one, or all. Say how many ended."""
    clause = update(sessions).where(sessions.c.user == user, sessions.c.ended_at.is_(None))
    if only:
        clause = clause.where(sessions.c.id == only)
    if keep:
        clause = clause.where(sessions.c.id != keep)
    return session.connection.execute(clause.values(ended_at=now)).rowcount


def count_try(session: Session, name_hash: bytes, now: dt.datetime) -> dt.timedelta:
    """Count a try before it is judged, and return how long the name is locked still; a locked try is not counted.

    Counting first means that a hundred tries at once are a hundred tries, and not one.
    """
    row = session.connection.execute(
        select(sign_in_failures).where(sign_in_failures.c.name_hash == name_hash).with_for_update()
    ).one_or_none()
    if row is None:
        session.connection.execute(insert(sign_in_failures).values(name_hash=name_hash, failures=1, failed_at=now))
        return dt.timedelta(0)
    left: dt.timedelta = row.failed_at + pause_after(row.failures) - now
    if left > dt.timedelta(0):
        return left
    session.connection.execute(
        update(sign_in_failures)
        .where(sign_in_failures.c.name_hash == name_hash)
        .values(failures=row.failures + 1, failed_at=now)
    )
    return dt.timedelta(0)


def forget_tries(session: Session, name_hash: bytes) -> None:
    """Start counting anew: the person got in, or an administrator vouches for them."""
    session.connection.execute(delete(sign_in_failures).where(sign_in_failures.c.name_hash == name_hash))


def _opened(row: AnyRow, key: bytes) -> SignedIn:
    body = json.loads(unseal_small(row.body, key, _place(row.id)))
    return SignedIn(
        id=row.id,
        user=row.user,
        started_at=row.started_at,
        seen_at=row.seen_at,
        confirmed_at=row.confirmed_at,
        complete=row.complete,
        origin=Origin(**body),
    )


def _place(made: str) -> bytes:
    return frame("sessions.body", made)
