"""One paper as ``read`` saw it."""

from dataclasses import dataclass, field

from flows.stages.paper import Paper
from strongroom.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Either it was read, or refused. ``part`` says which paper of the file it is, where the file holds several.

    ``pictures`` are its pages upright as JPEG, empty where a format has none; there are none unless they are to be
    shown.
    """

    file: str
    part: str = ""
    paper: Paper | None = field(default=None, repr=False)
    refused: Refused | None = None
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
