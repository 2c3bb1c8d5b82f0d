"""Files in TOML that a house writes itself, read strictly: what is unknown, missing or of another type is refused."""

import tomllib
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from strongroom.errors import StrongroomError


class Entry(BaseModel):
    """A table of such a file."""

    model_config = ConfigDict(extra="forbid", strict=True)


E = TypeVar("E", bound=Entry)


def read_entries(text: str, shape: type[E], *, max_characters: int, refuse: Callable[[str, str], StrongroomError]) -> E:
    """Read the text of a file.

    Args:
        text: the file.
        shape: what has to be in it.
        max_characters: how long it may be.
        refuse: makes the error that is raised of the place in the file, empty where it is the whole, and the problem.
    """
    if len(text) > max_characters:
        raise refuse("", f"the file is longer than {max_characters} characters")
    try:
        return shape.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise refuse("", f"the file is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise refuse(".".join(str(part) for part in first["loc"]), first["msg"]) from error
