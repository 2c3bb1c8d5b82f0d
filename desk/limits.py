"""How often programs and guests may ask. Kept in the memory of this process: a new one starts counting anew."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, cast

from fastapi import Request

from strongroom.errors import TooOften
from strongroom.rate import Bucket, Pace, full, take


class Counted(StrEnum):
    """What is counted."""

    ADDRESS = "address"
    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - the word
    GUEST = "guest"
    """Whoever comes by a link from outside, or has a provider asked who they are, by their address."""
    OPENED = "opened"
    """Whoever looks at what such a link opened, by their address: each page of a paper is a request."""
    PRACTICE = "practice"
    """Whoever begins to practise: it makes an account and lays a dozen papers before them."""


PACES: Final[Mapping[Counted, Pace]] = MappingProxyType(
    {
        # A whole office may stand behind one address; a person has several tokens and a browser.
        Counted.ADDRESS: Pace(burst=600, per_minute=2400),
        Counted.PERSON: Pace(burst=300, per_minute=1200),
        Counted.TOKEN: Pace(burst=120, per_minute=600),
        # A page and its files by hand; several guests may stand behind one address.
        Counted.GUEST: Pace(burst=40, per_minute=60),
        # The longest paper that is taken in has 500 pages, and who looks through it scrolls.
        Counted.OPENED: Pace(burst=520, per_minute=240),
        Counted.PRACTICE: Pace(burst=6, per_minute=1),
    }
)
_MOST: Final = 10_000


class Limits:
    """The buckets of everybody who asked lately. May be used from several threads."""

    def __init__(self, paces: Mapping[Counted, Pace] = PACES) -> None:
        self._paces = paces
        self._buckets: OrderedDict[tuple[Counted, str], Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, who: Counted, name: str, *, now: dt.datetime) -> None:
        """Count a request (TooOften when it comes too early, with the seconds to wait)."""
        pace, key = self._paces[who], (who, name)
        with self._lock:
            bucket, wait = take(self._buckets.get(key, full(pace, now)), pace, now)
            self._buckets[key] = bucket
            self._buckets.move_to_end(key)
            if len(self._buckets) > _MOST:
                # Whoever asked longest ago: their bucket is the likeliest to be full again, and so to say nothing.
                self._buckets.popitem(last=False)
        if wait:
            raise TooOften(seconds=wait)


def count_guest(request: Request, now: dt.datetime, what: Counted = Counted.GUEST) -> None:
    """Count a request of whoever need not be signed in, by their address (TooOften)."""
    limits_of(request).take(what, request.client.host if request.client else "?", now=now)


def limits_of(request: Request) -> Limits:
    """The buckets of this desk."""
    return cast("Limits", request.app.state.limits)
