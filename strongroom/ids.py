"""Opaque identifiers. All are ULIDs: 26 characters that sort by time and say nothing of what they name."""

import datetime as dt
import hashlib
from typing import NewType

from ulid import ULID

DocumentId = NewType("DocumentId", str)
ArrivalId = NewType("ArrivalId", str)
BlobId = NewType("BlobId", str)


def new_id(now: dt.datetime) -> str:
    """A fresh ULID stamped with the given aware time."""
    return str(ULID.from_datetime(now))


def child_id(parent: str, place: int) -> str:
    """The id of the file at a place (from 0) inside another one: the same whenever it is asked for, and no other's.

    It bears the time of its parent, so that a mail and its papers stand together in lists.
    """
    own = hashlib.sha256(f"{parent}/{place}".encode()).digest()
    return str(ULID.from_bytes(ULID.from_str(parent).bytes[:6] + own[:10]))


def id_of(name: bytes, at: dt.datetime) -> str:
    """The id of what has a name and a time: the same whenever it is asked for. It says nothing of the name."""
    stamp = ULID.from_datetime(at).bytes[:6]
    return str(ULID.from_bytes(stamp + hashlib.sha256(name).digest()[:10]))


def made_at(text: str) -> dt.datetime:
    """The aware time that an id was stamped with, to the millisecond."""
    return ULID.from_str(text).datetime


def is_id(text: str) -> bool:
    """Whether the text is a ULID."""
    try:
        ULID.from_str(text)
    except ValueError:
        return False
    return len(text) == 26
