"""The answers of a reading process, as its owner takes them: checked, for the process may have been taken over."""

import json
from dataclasses import dataclass, field

from extractors.intake import Inspected
from flows.stages.reading_process import REFUSED, UNAVAILABLE
from strongroom.errors import EngineUnavailable, Refused
from strongroom.errors import StrongroomError as Root


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file that was inside another one. ``refused`` says why it cannot be read, where it cannot."""

    name: str = field(repr=False)
    data: bytes = field(repr=False)
    media: str
    refused: Refused | None


def inspected(body: bytes) -> Inspected:
    """What the look at a file found."""
    found = json.loads(body)
    return Inspected(media=str(found["media"]), pages=found["pages"])


def enclosed(body: bytes) -> Enclosed:
    """A file found inside, whose bytes stand behind a line of JSON."""
    head, _, data = body.partition(b"\n")
    entry = json.loads(head)
    refused = _refused(entry["refused"]["code"], entry["refused"]["facts"]) if entry["refused"] else None
    return Enclosed(name=str(entry["name"]), data=data, media=str(entry["media"]), refused=refused)


def raised(sort: bytes, body: bytes) -> Root:
    """The error that an answer tells of.

    Raises:
        ValueError: it is none of the answers there are.
    """
    entry = json.loads(body)
    if sort == UNAVAILABLE:
        return EngineUnavailable(**_numbers(entry["facts"]))
    if sort == REFUSED:
        return _refused(entry["code"], entry["facts"])
    raise ValueError("a reading process sent an answer of no known sort")


def _refused(code: str, facts: dict[str, object]) -> Refused:
    kinds = {kind.code: kind for kind in Refused.__subclasses__()}
    return kinds.get(code, Refused)(**_numbers(facts))


def _numbers(facts: dict[str, object]) -> dict[str, int | float]:
    # Numbers only: a process that was taken over shall not carry text of a document out through a fact.
    return {name: value for name, value in facts.items() if isinstance(value, int | float)}
