"""When access lapses: nobody confirmed it for too long, or nobody used it.

What nobody could have confirmed does not lapse for want of it: in a house without another manager there is no access
review, and its people are not locked out of it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from strongroom.permissions import TABLE, Action, StaffRole


class Lapse(StrEnum):
    """Why access lapses."""

    UNCONFIRMED = "unconfirmed"
    IDLE = "idle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account that may be signed in to. ``since`` is when it was made; the other times may never have been."""

    id: str
    roles: frozenset[StaffRole]
    since: dt.datetime
    confirmed_at: dt.datetime | None = None
    signed_in_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How many days access lasts without being confirmed, and without being used."""

    confirm_days: int
    idle_days: int


def lapsed(accounts: Iterable[Account], terms: Terms, now: dt.datetime) -> Mapping[str, Lapse]:
    """Whose access lapses at this moment, and why, by the id of the account.

    The clock of either rule starts anew when the access is confirmed, so that who comes back after a long leave has
    the time to sign in.
    """
    every = tuple(accounts)
    confirming = {one.id for one in every if one.roles & TABLE[Action.CONFIRM_ACCESS].keys()}
    found = {one.id: _why(one, terms, now, could_be=bool(confirming - {one.id})) for one in every}
    return {user: why for user, why in found.items() if why is not None}


def due(account: Account, terms: Terms) -> dt.datetime:
    """When an account has to be confirmed by."""
    return _confirmed(account) + dt.timedelta(days=terms.confirm_days)


def _why(account: Account, terms: Terms, now: dt.datetime, *, could_be: bool) -> Lapse | None:
    used = max(_confirmed(account), account.signed_in_at or account.since)
    if could_be and now >= due(account, terms):
        return Lapse.UNCONFIRMED
    return Lapse.IDLE if now >= used + dt.timedelta(days=terms.idle_days) else None


def _confirmed(account: Account) -> dt.datetime:
    return max(account.since, account.confirmed_at or account.since)
