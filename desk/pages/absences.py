"""When people are away: everybody says it of themselves, who manages users or answers for access says it of others."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from desk.going import go
from desk.visit import Needs, Person, Signed
from storage.records.absences import Absence, Absences
from strongroom.errors import BadForm
from strongroom.permissions import Action

router = APIRouter()

Day = Annotated[str, Form(max_length=10)]


@router.post("/account/absence")
def own(here: Signed, first: Day = "", last: Day = "") -> Response:
    """Say when one is away; with neither day, that one is there."""
    _set(here, here.user.id, first, last)
    return go("/account")


@router.post("/users/{user}/absence")
def of_user(
    here: Annotated[Person, Depends(Needs(Action.MANAGE_USERS))], user: str, first: Day = "", last: Day = ""
) -> Response:
    """The same of somebody, by who manages users."""
    _set(here, user, first, last)
    return go(f"/users/{user}")


@router.post("/access/{user}/absence")
def of_colleague(
    here: Annotated[Person, Depends(Needs(Action.CONFIRM_ACCESS))], user: str, first: Day = "", last: Day = ""
) -> Response:
    """The same of somebody, by who answers for them."""
    _set(here, user, first, last)
    return go("/access")


def _set(here: Person, user: str, first: str, last: str) -> None:
    absences = Absences(here.desk.work.records.transactions)
    if not first and not last:
        absences.end(user, by=here.user.actor, now=here.desk.now())
        return
    away = Absence(first=_day("first", first), last=_day("last", last))
    absences.set(user, away, by=here.user.actor, now=here.desk.now())


def _day(field: str, typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise BadForm(field=field) from None
