"""Destructions: what may be destroyed, in groups; one person asks, another approves, and a wait passes.

A group is named by its address, so that each button says what it is about and nothing is kept between two pages.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Response
from pydantic import AwareDatetime

from desk.face import Pages
from desk.going import go
from desk.pages.find import pictured
from desk.visit import GoTo, Person, Signed
from flows.stages.destructions import Chosen, Destructions
from flows.stages.keeping import Keeping
from storage.records.disposition_groups import Key, Tally
from strongroom.disposition import Stage
from strongroom.errors import BadForm
from strongroom.ids import DocumentId
from strongroom.permissions import Action

router = APIRouter()

HERE: Final = "/destructions"
_PAGE: Final = 50
_GLANCES: Final = 4
"""Papers that are shown of a group before one looks at all."""
_FARTHEST: Final = 10_000
_LONGEST: Final = 500
"""What the page that asks for the password takes as the way on."""
Deed = Literal["asked", "approved", "cancelled"]
Person_ = Annotated[str, Query(max_length=200)]
Ticked = Annotated[list[DocumentId], Query(max_length=200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the last act came to."""

    deed: Deed
    done: int
    left: Mapping[str, int]


def _key(
    stage: Stage,
    basis: Annotated[str, Query(max_length=300)],
    kind: Annotated[str, Query(max_length=100)] = "",
    asked_by: Person_ = "",
    approved_by: Person_ = "",
) -> Key:
    return Key(stage=stage, kind=kind, basis=basis, asked_by=asked_by, approved_by=approved_by)


def _chosen(
    key: Annotated[Key, Depends(_key)],
    until: AwareDatetime,
    these: Literal["but", "only"] = "but",
    ticked: Annotated[list[DocumentId] | None, Form()] = None,
) -> Chosen:
    """The group without the ticked papers, or of it only the ticked ones; of which there has to be one (BadForm)."""
    named = frozenset(ticked or ())
    if these == "but":
        return Chosen(key=key, until=until, but=named)
    if not named:
        raise BadForm(field="ticked")
    return Chosen(key=key, until=until, only=named)


Keyed = Annotated[Key, Depends(_key)]
Choice = Annotated[Chosen, Depends(_chosen)]


@router.get("/destructions")
def groups(here: Signed, pages: Pages, deed: Deed | None = None, done: int = 0, left: str = "") -> Response:
    """All groups, by how far they are. ``deed``, ``done`` and ``left`` say what the last act came to."""
    if not here.has(Action.APPROVE_DISPOSITION):
        raise GoTo("/account")
    rooms = _rooms(here)
    facts: dict[str, Any] = {
        "found": rooms.groups(Stage.ELIGIBLE) if here.has(Action.PROPOSE_DISPOSITION) else (),
        "asked": rooms.groups(Stage.REQUESTED),
        "approved": rooms.groups(Stage.APPROVED),
        "glances": lambda group: rooms.papers(group.key, limit=_GLANCES),
        "told": Told(deed=deed, done=done, left=_parsed(left)) if deed else None,
    }
    return pages.page(here, "destructions.html", **facts, **_shared(here))


@router.get("/destructions/group")
def group(
    here: Signed, pages: Pages, key: Keyed, page: int = 1, ticked: Annotated[Ticked | None, Query()] = None
) -> Response:
    """All papers of a group, page by page; what was ticked on other pages is carried along."""
    page, rooms = max(1, min(page, _FARTHEST)), _rooms(here)
    rows = rooms.papers(key, limit=_PAGE, offset=(page - 1) * _PAGE)
    found = next((one for one in rooms.groups(key.stage) if one.key == key), None)
    if found is None:
        return go(HERE)
    facts: dict[str, Any] = {
        "group": found,
        "rows": rows,
        "page": page,
        "last": max(1, -(-found.count // _PAGE)),
        "ticked": ticked or [],
        "elsewhere": sorted(set(ticked or ()) - {row.id for row in rows}),
    }
    return pages.page(here, "destructions_group.html", **facts, **_shared(here))


@router.post("/destructions/ask")
def ask(here: Signed, chosen: Choice) -> Response:
    """Ask for the destruction of a group, with the password given a moment ago."""
    _check_confirmed(here, chosen)
    return _back("asked", _rooms(here).request(chosen))


@router.post("/destructions/approve")
def approve(here: Signed, chosen: Choice) -> Response:
    """Approve it as the second person, likewise."""
    _check_confirmed(here, chosen)
    return _back("approved", _rooms(here).approve(chosen))


@router.post("/destructions/cancel")
def cancel(here: Signed, chosen: Choice) -> Response:
    """Take requests or approvals back: nothing is destroyed by that, so no password is asked for."""
    return _back("cancelled", _rooms(here).cancel(chosen))


@router.get("/destructions/register")
def register(here: Signed, pages: Pages, page: int = 1) -> Response:
    """What was destroyed, newest first, with the certificates."""
    page = max(1, min(page, _FARTHEST))
    issued = _keeping(here).register(limit=_PAGE + 1, offset=(page - 1) * _PAGE)
    facts: dict[str, Any] = {"issued": issued[:_PAGE], "page": page, "more": len(issued) > _PAGE}
    return pages.page(here, "destructions_register.html", **facts)


@router.get("/destructions/register/{document}")
def certificate(here: Signed, document: DocumentId) -> Response:
    """The newest certificate of a destroyed paper, as PDF."""
    keeping = _keeping(here)
    issued = keeping.certificate(document)
    headers = {"Content-Disposition": f'attachment; filename="certificate-{issued.id}.pdf"'}
    return Response(keeping.pdf(issued), media_type="application/pdf", headers=headers)


def _rooms(here: Person) -> Destructions:
    return Destructions(here.desk.office(here.user))


def _keeping(here: Person) -> Keeping:
    return Keeping(here.desk.office(here.user))


def _shared(here: Person) -> dict[str, Any]:
    """What both pages of groups say and lead to."""
    office, now = here.desk.office(here.user), here.desk.now()
    return {
        "pictured": lambda row: pictured(office, row),
        "titles": here.desk.accounts.titles(),
        "address": lambda group, deed="group", **more: address(group.key, deed, now, **more),
        "is_own": lambda group: group.key.asked_by == office.actor.id,
        "may_ask": here.has(Action.PROPOSE_DISPOSITION),
    }


def address(key: Key, deed: str, now: dt.datetime, **more: str) -> str:
    """Where a group is looked at, or something done with what of it was there at a moment."""
    parts = _parts(key) | ({} if deed == "group" else {"until": now.isoformat()}) | more
    return f"{HERE}/{deed}?{urlencode(parts)}"


def _parts(key: Key) -> dict[str, str]:
    parts = {"stage": key.stage.value, "kind": key.kind, "basis": key.basis}
    return {**parts, "asked_by": key.asked_by, "approved_by": key.approved_by}


def _check_confirmed(here: Person, chosen: Chosen) -> None:
    """Go by the page that asks for the password, and come back to the group with what was ticked."""
    if here.confirmed:
        return
    ticked = urlencode([("ticked", one) for one in sorted(chosen.but | chosen.only)])
    ways = (f"{address(chosen.key, 'group', here.desk.now())}&{ticked}", HERE)
    raise GoTo("/confirm?next=" + quote(next(way for way in ways if len(way) <= _LONGEST), safe=""))


def _back(deed: Deed, tally: Tally) -> Response:
    left = "-".join(f"{code}.{count}" for code, count in sorted(tally.left.items()))
    return go(f"{HERE}?" + urlencode({"deed": deed, "done": tally.done, "left": left}))


def _parsed(left: str) -> dict[str, int]:
    pairs = (one.partition(".") for one in left[:_LONGEST].split("-"))
    return {code: int(count) for code, _, count in pairs if code and count.isdecimal() and len(count) < 10}
