"""Forms whose fields are not known beforehand: one for each field of a kind."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Request

from strongroom.errors import BadForm
from strongroom.page import Box
from strongroom.reading import Origin, Source

VALUE: Final = "value."
PLACE: Final = "place."
_LONGEST: Final = 4000


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


async def _places(request: Request) -> Mapping[str, Source]:
    given = await request.form()
    found = {
        name.removeprefix(PLACE): _place(text)
        for name, text in given.items()
        if name.startswith(PLACE) and isinstance(text, str) and text
    }
    return {name: place for name, place in found.items() if place is not None}


Places = Annotated[Mapping[str, Source], Depends(_places)]
"""Where a person drew a box around what they typed, by field. Scripts write these; what is none is left out."""


def _place(text: str) -> Source | None:
    try:
        page, *edges = (float(part) for part in text.split())
        left, top, right, bottom = edges
        box = Box(left=left, top=top, right=right, bottom=bottom)
    except ValueError:
        return None
    inside = 0 <= left and right <= 1 and 0 <= top and bottom <= 1 and page >= 1
    return Source(origin=Origin.PERSON, page=int(page), box=box) if inside else None
