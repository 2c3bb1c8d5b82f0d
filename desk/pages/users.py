"""Administration of users: who there is, what they may do, and letting them in and out."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Needs, Person
from storage.records.absences import Absences
from storage.records.identities import Identities
from storage.records.users import User
from strongroom.errors import Misused, NotFound
from strongroom.fold import fold
from strongroom.permissions import Action, StaffRole

router = APIRouter()

Admin = Annotated[Person, Depends(Needs(Action.MANAGE_USERS))]
Roles = Annotated[list[StaffRole], Form()]


@router.get("/users")
def everybody(here: Admin, pages: Pages) -> Response:
    """All users."""
    return _list(here, pages)


@router.post("/users")
def add(
    here: Admin,
    pages: Pages,
    name: Annotated[str, Form(min_length=1, max_length=100)],
    roles: Roles,
    title: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Make a user, and show the password to be read out to them, once."""
    _check_confirmed(here)
    accounts = here.desk.accounts
    try:
        user, password = accounts.add(
            name.strip(), title.strip(), frozenset(roles), by=here.user.actor, now=here.desk.now()
        )
    except Misused as error:
        return _list(here, pages, error=pages.message(here, error), status=400)
    return pages.page(here, "new_password.html", who=user, password=password)


@router.get("/users/{user}")
def one(here: Admin, pages: Pages, user: str) -> Response:
    """One user: roles and sessions."""
    return _one(here, pages, user)


@router.post("/users/{user}/roles")
def set_roles(here: Admin, pages: Pages, user: str, roles: Roles) -> Response:
    """Give these roles and no others."""
    _check_confirmed(here)
    return _changed(
        here,
        pages,
        user,
        lambda: here.desk.accounts.set_roles(user, frozenset(roles), by=here.user.actor, now=here.desk.now()),
    )


@router.post("/users/{user}/disable")
def disable(here: Admin, pages: Pages, user: str) -> Response:
    """Let somebody in no more."""
    _check_confirmed(here)
    return _changed(
        here, pages, user, lambda: here.desk.accounts.disable(user, by=here.user.actor, now=here.desk.now())
    )


@router.post("/users/{user}/enable")
def enable(here: Admin, pages: Pages, user: str) -> Response:
    """Let somebody in again."""
    _check_confirmed(here)
    return _changed(here, pages, user, lambda: here.desk.accounts.enable(user, by=here.user.actor, now=here.desk.now()))


@router.post("/users/{user}/reset")
def reset(here: Admin, pages: Pages, user: str) -> Response:
    """Give a new password, and let a new second factor be set up."""
    _check_confirmed(here)
    who = _find(here, user)
    password = here.desk.accounts.reset(user, by=here.user.actor, now=here.desk.now())
    return pages.page(here, "new_password.html", who=who, password=password)


@router.post("/users/{user}/sessions/end")
def end_sessions(here: Admin, user: str) -> Response:
    """Sign somebody out everywhere."""
    _find(here, user)
    here.desk.accounts.end_sessions(user, by=here.user.actor, now=here.desk.now())
    return go(f"/users/{user}")


@router.post("/users/{user}/identity")
def expect(here: Admin, pages: Pages, user: str, address: Annotated[str, Form(max_length=320)]) -> Response:
    """Let them come through the provider, who is known there under this address: at once where nobody came into the
    account before, else once they have joined the two themselves.
    """
    _check_confirmed(here)
    identities = Identities(here.desk.accounts)
    return _changed(
        here, pages, user, lambda: identities.expect(user, address, by=here.user.actor, now=here.desk.now())
    )


@router.post("/users/{user}/identity/forget")
def forget_identity(here: Admin, user: str) -> Response:
    """Let them come through the provider no more."""
    _check_confirmed(here)
    _find(here, user)
    Identities(here.desk.accounts).forget(user, by=here.user.actor, now=here.desk.now())
    return go(f"/users/{user}")


def _check_confirmed(here: Person) -> None:
    if not here.confirmed:
        raise GoTo("/confirm?next=/users")


def _changed(here: Person, pages: Pages, user: str, change: Callable[[], None]) -> Response:
    try:
        change()
    except NotFound:
        raise
    except Misused as error:
        return _one(here, pages, user, error=pages.message(here, error), status=400)
    return go(f"/users/{user}")


def _list(here: Person, pages: Pages, *, error: object = None, status: int = 200) -> Response:
    everybody = here.desk.accounts.everybody()
    facts: dict[str, Any] = {"users": everybody, "roles": list(StaffRole), "error": error}
    titles = {fold(user.name): user.title for user in everybody}
    teams = here.desk.work.settings.review.teams
    facts["teams"] = [(team, [(name, titles.get(fold(name))) for name in team.members]) for team in teams]
    return pages.page(here, "users.html", status=status, **facts)


def _one(here: Person, pages: Pages, user: str, *, error: object = None, status: int = 200) -> Response:
    who = _find(here, user)
    sessions = here.desk.accounts.sessions_of(user, now=here.desk.now())
    facts: dict[str, Any] = {"who": who, "sessions": sessions, "roles": list(StaffRole), "error": error}
    openid = here.desk.work.settings.openid
    facts["provider"] = openid.title if openid.issuer else ""
    facts["absence"] = Absences(here.desk.work.records.transactions).all().get(user)
    facts["identity"] = Identities(here.desk.accounts).standing(user)
    return pages.page(here, "user.html", status=status, **facts)


def _find(here: Person, user: str) -> User:
    found = next((one for one in here.desk.accounts.everybody() if one.id == user), None)
    if found is None:
        raise NotFound(user=user)
    return found
