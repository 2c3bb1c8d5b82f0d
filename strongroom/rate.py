"""How often something may be done: a bucket that holds so many turns and fills again at an even pace (token bucket)."""

import datetime as dt
import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """``burst`` turns at once, and ``per_minute`` in the long run."""

    burst: int
    per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """How many turns were left at a moment; a part of one counts as that part."""

    left: float
    at: dt.datetime


def full(pace: Pace, now: dt.datetime) -> Bucket:
    """The bucket of whoever was not seen before."""
    return Bucket(left=pace.burst, at=now)


def take(bucket: Bucket, pace: Pace, now: dt.datetime) -> tuple[Bucket, int]:
    """Take a turn: the bucket after it, and the whole seconds to wait, 0 when the turn was there.

    Who asks too early loses nothing by it: waiting as long as was said is always enough.
    """
    left = _filled(bucket, pace, now)
    at = max(bucket.at, now)
    if left >= 1:
        return Bucket(left=left - 1, at=at), 0
    wait = math.ceil((1 - left) * 60 / pace.per_minute + (at - now).total_seconds())
    return Bucket(left=left, at=at), max(1, wait)


def _filled(bucket: Bucket, pace: Pace, now: dt.datetime) -> float:
    # A clock that was set back fills nothing, and empties nothing.
    passed = max(0.0, (now - bucket.at).total_seconds())
    return min(float(pace.burst), bucket.left + passed * pace.per_minute / 60)
