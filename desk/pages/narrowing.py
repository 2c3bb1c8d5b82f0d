"""Filters for who would rather choose than write: each becomes a part of the search, in its own language."""

import datetime as dt
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from desk.going import go
from desk.pages.find import written_for
from desk.visit import Signed
from strongroom.errors import BadForm
from strongroom.query import Filter, Sign

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
    chosen = [_is("kind", kind if kind in here.desk.work.kinds else ""), _is("customer", customer), _is("tag", tag)]
    chosen += [_day(">=", since, "since"), _day("<=", until, "until")]
    parts = [q.strip(), *(written_for(here, one) for one in chosen if one is not None)]
    return go("/find?" + urlencode({"q": " ".join(part for part in parts if part), "view": view}))


def _is(field: str, value: str) -> Filter | None:
    """A filter, if a value is given; there is no way to write a quotation mark, and none is needed to find the rest."""
    text = " ".join(value.replace(_QUOTE, " ").split())
    return Filter(field=field, sign=":", text=text, value=text) if text else None


def _day(sign: Sign, day: str, field: str) -> Filter | None:
    if not day:
        return None
    try:
        found = dt.date.fromisoformat(day)
    except ValueError:
        raise BadForm(field=field) from None
    return Filter(field="received", sign=sign, text=found.isoformat(), value=found)
