"""People who sign in: their rows, opened and written. Names and secrets are sealed under a house key."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, insert, select, update

from storage.crypto.framing import frame
from storage.crypto.small import seal_small, unseal_small
from storage.records.account_tables import users
from storage.records.session import AnyRow, Session
from strongroom.errors import LastAdministrator, NameTaken, NotFound
from strongroom.ids import new_id
from strongroom.permissions import StaffRole


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who signs in. ``name`` is what they type; ``title`` is what others read."""

    id: str
    name: str = field(repr=False)
    title: str = field(repr=False)
    roles: frozenset[StaffRole]
    created_at: dt.datetime
    disabled_at: dt.datetime | None = None
    must_change: bool = False
    enrolled: bool = False
    customers: frozenset[str] | None = field(default=None, repr=False)
    """Whose papers they see; None is the whole house."""

    @property
    def actor(self) -> str:
        """The id under which their acts are recorded."""
        return f"user:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What proves that somebody is who they say. ``recovery`` are hashes of codes not yet used."""

    password: str = field(repr=False)
    secret: str = field(default="", repr=False)
    recovery: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user with their secrets; ``last_step`` is the time step of the last one-time code that was taken."""

    user: User
    secrets: Secrets
    last_step: int = 0


def any_user(session: Session) -> bool:
    """Whether anybody can sign in at all."""
    return session.connection.execute(select(func.count()).select_from(users)).scalar_one() > 0


def by_id(session: Session, user: str, key: bytes) -> Account:
    """Find somebody, and lock their row until the transaction ends.

    Raises:
        NotFound: there is nobody with this id.
    """
    row = session.connection.execute(select(users).where(users.c.id == user).with_for_update()).one_or_none()
    if row is None:
        raise NotFound(user=user)
    return _opened(row, key)


def by_name(session: Session, name: str, key: bytes) -> Account | None:
    """Find somebody by the name they type; case and width do not matter."""
    row = session.connection.execute(select(users).where(users.c.name_hash == name_hash(session, name))).one_or_none()
    return _opened(row, key) if row else None


def everybody(session: Session, key: bytes) -> tuple[User, ...]:
    """All users, in the order in which they were made."""
    return tuple(_opened(row, key).user for row in session.connection.execute(select(users).order_by(users.c.id)))


def add(session: Session, user: User, secrets: Secrets, key: bytes) -> User:
    """Make a user, whose id is given here.

    Raises:
        NameTaken: somebody has the name.
    """
    hashed = name_hash(session, user.name)
    if session.connection.execute(select(users.c.id).where(users.c.name_hash == hashed)).one_or_none():
        raise NameTaken
    user = replace(user, id=new_id(user.created_at))
    session.connection.execute(
        insert(users).values(
            id=user.id, name_hash=hashed, created_at=user.created_at, last_step=0, **_columns(user, secrets, key)
        )
    )
    return user


def save(session: Session, account: Account, key: bytes) -> None:
    """Write an account as it is now."""
    user = account.user
    session.connection.execute(
        update(users)
        .where(users.c.id == user.id)
        .values(last_step=account.last_step, **_columns(user, account.secrets, key))
    )


def check_administrator_left(session: Session, key: bytes) -> None:
    """Refuse what would leave nobody to manage users.

    Raises:
        LastAdministrator: nobody would be left.
    """
    left = [user for user in everybody(session, key) if user.disabled_at is None and StaffRole.ADMIN in user.roles]
    if not left:
        raise LastAdministrator


def name_hash(session: Session, name: str) -> bytes:
    """The hash by which a typed name is found."""
    return session.hashes.equality("@user", name)


def _columns(user: User, secrets: Secrets, key: bytes) -> dict[str, Any]:
    return {
        "roles": _roles_text(user.roles),
        "disabled_at": user.disabled_at,
        "must_change": user.must_change,
        "enrolled": user.enrolled,
        "body": _sealed(user, secrets, key),
    }


def _sealed(user: User, secrets: Secrets, key: bytes) -> bytes:
    entry = {
        "name": user.name,
        "title": user.title,
        "password": secrets.password,
        "secret": secrets.secret,
        "recovery": list(secrets.recovery),
        "customers": None if user.customers is None else sorted(user.customers),
    }
    return seal_small(json.dumps(entry, ensure_ascii=False).encode(), key, _place(user.id))


def _opened(row: AnyRow, key: bytes) -> Account:
    entry = json.loads(unseal_small(row.body, key, _place(row.id)))
    user = User(
        id=row.id,
        name=entry["name"],
        title=entry["title"],
        roles=frozenset(StaffRole(role) for role in row.roles.split()),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        must_change=row.must_change,
        enrolled=row.enrolled,
        # Accounts that were made before there were scopes have none.
        customers=None if entry.get("customers") is None else frozenset(entry["customers"]),
    )
    secrets = Secrets(password=entry["password"], secret=entry["secret"], recovery=tuple(entry["recovery"]))
    return Account(user=user, secrets=secrets, last_step=row.last_step)


def _roles_text(roles: Iterable[StaffRole]) -> str:
    return " ".join(role.value for role in StaffRole if role in set(roles))


def _place(user: str) -> bytes:
    return frame("users.body", user)
