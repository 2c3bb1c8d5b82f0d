"""The audit trail, for auditors: by document, person, act and day; whether the chain holds; its events as a file."""

import datetime as dt
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Response

from desk.face import Pages
from desk.visit import Needs, Person
from flows.stages.audit_room import AuditRoom
from storage.anchors import Verified
from storage.records.audit_search import TrailQuestion
from strongroom.errors import AuditBroken, BadForm
from strongroom.permissions import Action

router = APIRouter()

_PAGE: Final = 100
_LAST: Final = 2**63 - 1
"""The last number that the databases count to."""
_YEARS: Final = range(1970, 9999)
"""Days of other years have no moment in every time zone."""
Auditor = Annotated[Person, Depends(Needs(Action.READ_AUDIT))]
Day = Annotated[str, Query(max_length=10)]


@router.get("/trail")
def trail(
    here: Auditor,
    pages: Pages,
    document: str = "",
    who: str = "",
    act: str = "",
    since: Day = "",
    until: Day = "",
    before: Annotated[int | None, Query(ge=0, le=_LAST)] = None,
) -> Response:
    """Events that fit, newest first; ``since`` and ``until`` are days, both included."""
    asked = {"document": document.strip().upper(), "who": who, "act": act, "since": since, "until": until}
    question = TrailQuestion(
        document=asked["document"],
        actor=who,
        action=act,
        since=_start(since, "since"),
        until=_end(until),
        before=before,
    )
    return _page(here, pages, question, asked=asked)


@router.post("/trail/verify")
def verify(here: Auditor, pages: Pages) -> Response:
    """Walk the whole chain, and compare it with its anchors."""
    try:
        verified = _room(here).verify()
    except AuditBroken as error:
        return _page(here, pages, TrailQuestion(), broken=pages.message(here, error))
    return _page(here, pages, TrailQuestion(), verified=verified)


@router.post("/trail/export")
def export(
    here: Auditor,
    since: Annotated[str, Form(max_length=10)] = "",
    until: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """The events of these days as a file that verifies without this product (``docs/audit.md``)."""
    begin = _start(since, "since") or dt.datetime(_YEARS[0], 1, 2, tzinfo=dt.UTC)
    done, lines = _room(here).take(since=begin, until=_end(until) or here.desk.now() + dt.timedelta(days=1))
    name = f"strongroom-audit-{done.first}-{done.last}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(lines, media_type="application/jsonl", headers=headers)


def _room(here: Person) -> AuditRoom:
    return AuditRoom(here.desk.office(here.user))


def _start(day: str, field: str) -> dt.datetime | None:
    """The first moment of a day in the time zone of this machine; None of no day (BadForm)."""
    if not day:
        return None
    try:
        found = dt.date.fromisoformat(day)
    except ValueError:
        raise BadForm(field=field) from None
    if found.year not in _YEARS:
        raise BadForm(field=field)
    return dt.datetime.combine(found, dt.time()).astimezone()


def _end(day: str) -> dt.datetime | None:
    begun = _start(day, "until")
    # A day and a half on, and back to midnight: a day on which clocks change has 23 or 25 hours.
    return begun and dt.datetime.combine((begun + dt.timedelta(hours=36)).date(), dt.time()).astimezone()


def _page(
    here: Person,
    pages: Pages,
    question: TrailQuestion,
    *,
    asked: dict[str, str] | None = None,
    verified: Verified | None = None,
    broken: object = None,
) -> Response:
    room = _room(here)
    standing, entries = room.standing(), room.search(question, limit=_PAGE)
    asked = asked or dict.fromkeys(("document", "who", "act", "since", "until"), "")
    facts: dict[str, Any] = {
        "asked": asked,
        "entries": entries,
        "titles": here.desk.accounts.titles(),
        "standing": standing,
        "key": room.key(),
        "verified": verified,
        "broken": broken,
        "older": "/trail?" + urlencode(asked | {"before": entries[-1].entry.sequence}) if len(entries) == _PAGE else "",
    }
    return pages.page(here, "trail.html", **facts)
