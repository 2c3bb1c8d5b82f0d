"""Forms whose fields are not known beforehand: one for each field of a kind."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Request

from strongroom.errors import BadForm

VALUE: Final = "value."
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
