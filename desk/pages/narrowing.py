"""Filters for who would rather choose than write: each becomes a part of the search, in its own language."""

import datetime as dt
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from desk.going import go
from desk.visit import Signed
from strongroom.errors import BadForm

router = APIRouter()

_QUOTE: Final = '"'
Text = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(max_length=10)]


@router.get("/find/narrowed")
def narrowed(
    here: Signed,
    q: Annotated[str, Query(max_length=1000)] = "",
    view: str = "list",
    kind: Text = "",
    customer: Text = "",
    tag: Text = "",
    since: Day = "",
    until: Day = "",
) -> Response:
    """The search ``q`` with what was chosen beside it; ``since`` and ``until`` are days of receipt, both included."""
    parts = [q.strip(), _is("kind", kind if kind in here.desk.work.kinds else "")]
    parts += [_is("customer", customer), _is("tag", tag)]
    parts += [_day("received>=", since, "since"), _day("received<=", until, "until")]
    return go("/find?" + urlencode({"q": " ".join(part for part in parts if part), "view": view}))


def _is(field: str, value: str) -> str:
    """A filter as one writes it; there is no way to write a quotation mark, and none is needed to find the rest."""
    text = value.replace(_QUOTE, " ").strip()
    return f"{field}:{_QUOTE}{text}{_QUOTE}" if text else ""


def _day(comparison: str, day: str, field: str) -> str:
    if not day:
        return ""
    try:
        return f"{comparison}{dt.date.fromisoformat(day).isoformat()}"
    except ValueError:
        raise BadForm(field=field) from None
