"""Access reviews: who may see what, whose access was confirmed by whom, and the end of what nobody confirms or uses."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flows.stages.office import Office
from flows.stages.workroom import Workroom
from storage.audit import AuditEvent
from storage.records.accounts import Accounts
from storage.records.confirming import Standing, confirm_access, standings
from storage.records.requesting import Requests
from storage.records.users import User
from strongroom.access_review import Account, Lapse, Terms, due, lapsed
from strongroom.errors import Denied, LastAdministrator, NotFound
from strongroom.permissions import Action
from strongroom.request import Request

REVIEWED = "access_reviewed"
"""What the audit event of a look at everybody's access says was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitled:
    """One person with everything they may do: roles and scope (``user``), and the grants in force.

    ``due`` is when somebody has to have confirmed it; None for who is let in no more.
    """

    user: User
    grants: tuple[Request, ...]
    standing: Standing
    due: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """Somebody whose access ended, and why; or ``spared``, for nobody could manage users without them."""

    user: str
    why: Lapse
    spared: bool = False


class AccessReview:
    """Who may see what, as one person may look at it and answer for it."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._transactions = office.work.records.transactions

    def everybody(self) -> tuple[Entitled, ...]:
        """All people with their roles, scope and live grants; the look is recorded (Denied)."""
        self._office.ask_at_large(Action.SEE_ACCESS)
        found = entitled(self._office.work, self._office.now())
        event = AuditEvent(
            at=self._office.now(), actor=self._office.actor.id, action=REVIEWED, facts={"count": len(found)}
        )
        self._transactions.note(event)
        return found

    def confirm(self, name: str) -> User:
        """Say that somebody, by name or id, still needs what they have; nobody says so of themselves.

        Raises:
            NotFound: there is nobody of this name who is let in. Denied.
        """
        self._office.ask_at_large(Action.CONFIRM_ACCESS)
        user = self._let_in(name)
        if user.actor == self._office.actor.id:
            raise Denied(reason="own_work")
        confirm_access(self._transactions, user.id, by=self._office.actor.id, now=self._office.now())
        return user

    def bind(self, name: str, customers: frozenset[str] | None) -> User:
        """Bind somebody to the papers of these customers, None to those of the whole house; their sessions end.

        Raises:
            NotFound: there is nobody of this name who is let in. Denied.
        """
        self._office.ask_at_large(Action.MANAGE_USERS)
        user, accounts = self._let_in(name), Accounts(self._transactions)
        accounts.set_scope(user.id, customers, by=self._office.actor.id, now=self._office.now())
        return user

    def _let_in(self, name: str) -> User:
        wanted = name.casefold()
        for user in Accounts(self._transactions).everybody():
            if user.disabled_at is None and wanted in (user.name.casefold(), user.id.casefold(), user.actor.casefold()):
                return user
        raise NotFound


def entitled(work: Workroom, now: dt.datetime) -> tuple[Entitled, ...]:
    """Everybody and what they may do, for the product's own stages; people come through ``AccessReview``."""
    transactions = work.records.transactions
    live = Requests(transactions).live(now)
    known = standings(transactions)
    found = []
    for user in Accounts(transactions).everybody():
        standing = known.get(user.id, Standing())
        until = due(_account(user, standing), terms(work)) if user.disabled_at is None else None
        grants = tuple(one for one in live if one.asked_by == user.actor)
        found.append(Entitled(user=user, grants=grants, standing=standing, due=until))
    return tuple(found)


def to_lapse(work: Workroom, now: dt.datetime) -> tuple[Lapsed, ...]:
    """Whose access ``lapse`` would end at a moment; nothing is changed."""
    known = standings(work.records.transactions)
    let_in = [user for user in Accounts(work.records.transactions).everybody() if user.disabled_at is None]
    found = lapsed((_account(user, known.get(user.id, Standing())) for user in let_in), terms(work), now)
    return tuple(Lapsed(user=user, why=why) for user, why in sorted(found.items()))


def soon_to_lapse(work: Workroom, now: dt.datetime) -> tuple[Lapsed, ...]:
    """Whose access lapses within the time of the warning, unless it is confirmed or used meanwhile."""
    ahead = dt.timedelta(days=work.settings.access.warn_days)
    return to_lapse(work, now + ahead)


def lapse(work: Workroom, now: Callable[[], dt.datetime], *, actor: str) -> tuple[Lapsed, ...]:
    """End the access that nobody confirmed or used for too long, with its grants and sessions. Run twice it does no
    more: who was let in no more is not looked at again.
    """
    accounts = Accounts(work.records.transactions)
    done = []
    for one in to_lapse(work, now()):
        try:
            accounts.disable(one.user, by=actor, now=now(), why=one.why.value)
            done.append(one)
        except LastAdministrator:
            done.append(Lapsed(user=one.user, why=one.why, spared=True))
    return tuple(done)


def terms(work: Workroom) -> Terms:
    """The terms of this installation."""
    access = work.settings.access
    return Terms(confirm_days=access.confirm_days, idle_days=access.idle_days)


def _account(user: User, standing: Standing) -> Account:
    return Account(
        id=user.id,
        roles=user.roles,
        since=user.created_at,
        confirmed_at=standing.confirmed_at,
        signed_in_at=standing.signed_in_at,
    )
