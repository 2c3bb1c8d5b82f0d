"""Who is told what outside the product: by which services, in which hours; with a trial. Addresses are never shown."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from desk.face import Pages
from desk.going import go
from desk.visit import GoTo, Needs, Person
from flows.stages.notices import Desk as Channels
from strongroom.errors import BadForm
from strongroom.messages import Language
from strongroom.notice import Quiet, Wishes
from strongroom.permissions import Action

router = APIRouter()
Keeper = Annotated[Person, Depends(Needs(Action.MANAGE_USERS))]
Hour = Annotated[str, Form(pattern=r"^\s*([0-9]{1,2})?\s*$")]
"""An hour of the day; empty for none."""


@router.get("/notices")
def show(here: Keeper, pages: Pages, tried: str = "") -> Response:
    """Everybody who is told, and how; ``tried`` is how a trial went: ``took`` and ``of`` with a hyphen."""
    return _page(here, pages, tried=tried)


@router.post("/notices")
def tell(
    here: Keeper,
    pages: Pages,
    name: Annotated[str, Form(max_length=200)],
    addresses: Annotated[str, Form(max_length=8000)],
    language: Annotated[Language, Form()],
    zone: Annotated[str, Form(max_length=100)],
    digest: Hour = "",
    quiet_from: Hour = "",
    quiet_to: Hour = "",
) -> Response:
    """Tell somebody at these addresses, in place of those before."""
    if not here.confirmed:
        # Whoever finds a screen unlocked is not to have what concerns others sent to themselves.
        raise GoTo("/confirm?next=/notices")
    try:
        quiet = _quiet(quiet_from.strip(), quiet_to.strip())
        wishes = Wishes(language=language, zone=zone.strip(), digest=_hour(digest.strip()), quiet=quiet)
        given = [line.strip() for line in addresses.splitlines() if line.strip()]
        _channels(here).set_channel(name, given, wishes)
    except BadForm as error:
        return _page(here, pages, error=error, status=422)
    return go("/notices")


@router.post("/notices/stop")
def stop(here: Keeper, name: Annotated[str, Form(max_length=200)]) -> Response:
    """Tell somebody nothing any more."""
    _channels(here).remove_channel(name)
    return go("/notices")


@router.post("/notices/try")
def attempt(here: Keeper, name: Annotated[str, Form(max_length=200)]) -> Response:
    """Send somebody a message that says that it is a trial."""
    took, of = _channels(here).attempt(name, here.desk.messenger())
    return go(f"/notices?tried={took}-{of}")


def _page(here: Person, pages: Pages, *, tried: str = "", error: BadForm | None = None, status: int = 200) -> Response:
    people = {user.actor: user for user in here.desk.accounts.everybody() if user.disabled_at is None}
    took, _, of = tried.partition("-")
    known = took.isdecimal() and of.isdecimal() and len(tried) < 8
    return pages.page(
        here,
        "notices.html",
        status=status,
        channels=_channels(here).listed(),
        people=people,
        tried=(int(took), int(of)) if known else None,
        zone=here.desk.work.settings.unusual.zone,
        error=pages.message(here, error) if error else None,
    )


def _hour(text: str) -> int | None:
    return int(text) if text else None


def _quiet(start: str, end: str) -> Quiet | None:
    if bool(start) != bool(end):
        raise BadForm(field="quiet")
    return Quiet(start=int(start), end=int(end)) if start else None


def _channels(here: Person) -> Channels:
    return Channels(office=here.desk.office(here.user))
