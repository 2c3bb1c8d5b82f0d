"""Forms whose fields are not known beforehand: one for each field of a kind."""

import json
from collections.abc import Mapping
from itertools import islice
from typing import Annotated, Final

from fastapi import Depends, Request

from flows.stages.sitting import How
from strongroom.errors import BadForm
from strongroom.four_eyes import Stage
from strongroom.page import Box
from strongroom.reading import Origin, Source

VALUE: Final = "value."
PLACE: Final = "place."
STAGES: Final = frozenset(str(int(stage)) for stage in Stage)
_LONGEST: Final = 4000
_MOST_FIELDS: Final = 200
_MOST_PAGES: Final = 100_000
_A_DAY: Final = 86_400


async def _values(request: Request) -> Mapping[str, str]:
    given = await request.form()
    values = {
        name.removeprefix(VALUE): value
        for name, value in given.items()
        if name.startswith(VALUE) and isinstance(value, str)
    }
    for name, value in values.items():
        if len(value) > _LONGEST:
            raise BadForm(field=name)
    return values


Values = Annotated[Mapping[str, str], Depends(_values)]
"""What was typed, by field."""


async def _how(request: Request) -> How:
    given = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    places = {
        name.removeprefix(PLACE): place
        for name, text in given.items()
        if name.startswith(PLACE) and (place := _place(text)) is not None
    }
    stage = given.get("stage", "")
    return How(places=places, spent=_spent(given.get("spent", "")), stage=int(stage) if stage in STAGES else None)


Known = Annotated[How, Depends(_how)]
"""What the page adds to what was typed. Scripts write it; what cannot be is left out."""


def _place(text: str) -> Source | None:
    try:
        page, *edges = (float(part) for part in text.split())
        left, top, right, bottom = edges
        box = Box(left=left, top=top, right=right, bottom=bottom)
    except ValueError:
        return None
    inside = 0 <= left and right <= 1 and 0 <= top and bottom <= 1 and 1 <= page <= _MOST_PAGES
    return Source(origin=Origin.PERSON, page=int(page), box=box) if inside else None


def _spent(text: str) -> dict[str, float]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {
        str(name)[:100]: float(seconds)
        for name, seconds in islice(told.items(), _MOST_FIELDS)
        if isinstance(seconds, int | float) and 0 <= seconds <= _A_DAY
    }
