"""Concerns: what is not as it should be with the machine, so that somebody looks before it breaks. Pure.

A concern stands from the moment it is found until it is over. Those who run the machine are told when it begins, and
again when it grows (``step``); while it merely goes on they are told nothing more.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Trouble(StrEnum):
    """What can be wrong. Each has a sentence and a way out in ``strongroom.messages``."""

    CERTIFICATE_ENDS = "certificate_ends"
    DISK_LOW = "disk_low"
    QUEUE_OLD = "queue_old"
    QUEUE_LONG = "queue_long"
    LEASES_LAPSED = "leases_lapsed"
    ROTATION_DUE = "rotation_due"
    RUN_FAILED = "run_failed"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Concern:
    """Something that is wrong with ``subject`` (a name of the product's own: a service, a disk, a key, a flow).

    ``step`` says how far it went: days for a certificate, gigabytes for a disk; 0 where there are no steps.
    """

    trouble: Trouble
    subject: str
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when on something is a concern: the settings ``care`` and ``keys.rotate_days``.

    ``certificate_days`` and ``free_gigabytes`` are steps, the first of them the mildest.
    """

    certificate_days: tuple[int, ...]
    free_gigabytes: tuple[int, ...]
    queue_hours: float
    queue_documents: int
    rotate_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a schedule went: whether its newest run that ended did so well, and when one last did."""

    well: bool
    succeeded_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of the machine at a moment. What could not be seen is left out, and stays as it was.

    ``certificates`` are their ends, ``free`` the bytes left on disks, ``waiting`` and ``oldest`` the queue (None while
    it is paused), ``key`` the current key-encryption key and since when it is that, ``runs`` how schedules went.
    """

    certificates: Mapping[str, dt.datetime] = field(default_factory=dict)
    free: Mapping[str, int] = field(default_factory=dict)
    waiting: int | None = None
    oldest: dt.timedelta = dt.timedelta(0)
    lapsed: int = 0
    key: tuple[str, dt.datetime] | None = None
    runs: Mapping[str, Ran] = field(default_factory=dict)


_GIGABYTE: Final = 2**30
_EASED: Final = 1.2
"""A disk or a queue is well again only when it is so by a fifth: one on the edge would otherwise be told all day."""
_PATIENCE: Final = dt.timedelta(hours=1)
"""What runs every few minutes may fail once: it is told when it has not succeeded for so long."""
TOLD_OTHERWISE: Final = frozenset({"unusual-access"})
"""Flows whose failed run is a finding of which people are told by itself."""


def concerns(seen: Seen, limits: Limits, standing: Set[Concern], now: dt.datetime) -> frozenset[Concern]:
    """What is wrong at a moment, given what stood before."""
    before = {(one.trouble, one.subject): one for one in standing}
    found = (
        *_certificates(seen, limits, now),
        *_disks(seen, limits, before),
        *_queue(seen, limits, before),
        *_key(seen, limits, now),
        *_runs(seen, now),
    )
    return frozenset(found) | {one for one in standing if not _was_seen(one, seen)}


def _was_seen(concern: Concern, seen: Seen) -> bool:
    """Whether it can be told anew; what nobody could look at neither began nor ended."""
    match concern.trouble:
        case Trouble.CERTIFICATE_ENDS:
            return concern.subject in seen.certificates
        case Trouble.DISK_LOW:
            return concern.subject in seen.free
        case Trouble.RUN_FAILED:
            return concern.subject in seen.runs
        case Trouble.ROTATION_DUE:
            return seen.key is not None
        case _:
            return True


def _certificates(seen: Seen, limits: Limits, now: dt.datetime) -> Iterator[Concern]:
    for subject, end in seen.certificates.items():
        left = end - now
        reached = [days for days in (*limits.certificate_days, 0) if left <= dt.timedelta(days=days)]
        if reached:
            yield Concern(trouble=Trouble.CERTIFICATE_ENDS, subject=subject, step=min(reached))


def _disks(seen: Seen, limits: Limits, before: Mapping[tuple[Trouble, str], Concern]) -> Iterator[Concern]:
    for subject, free in seen.free.items():
        known = before.get((Trouble.DISK_LOW, subject))
        reached = [
            step
            for step in limits.free_gigabytes
            if free < step * _GIGABYTE * (_EASED if known is not None and step >= known.step else 1)
        ]
        if reached:
            yield Concern(trouble=Trouble.DISK_LOW, subject=subject, step=min(reached))


def _queue(seen: Seen, limits: Limits, before: Mapping[tuple[Trouble, str], Concern]) -> Iterator[Concern]:
    if seen.waiting is None:
        return
    hours = limits.queue_hours / (_EASED if (Trouble.QUEUE_OLD, "queue") in before else 1)
    if seen.oldest > dt.timedelta(hours=hours):
        yield Concern(trouble=Trouble.QUEUE_OLD, subject="queue")
    if seen.waiting > limits.queue_documents / (_EASED if (Trouble.QUEUE_LONG, "queue") in before else 1):
        yield Concern(trouble=Trouble.QUEUE_LONG, subject="queue")
    if seen.lapsed:
        yield Concern(trouble=Trouble.LEASES_LAPSED, subject="queue")


def _key(seen: Seen, limits: Limits, now: dt.datetime) -> Iterator[Concern]:
    if seen.key is not None and rotation_is_due(seen.key[1], limits.rotate_days, now):
        yield Concern(trouble=Trouble.ROTATION_DUE, subject=seen.key[0])


def rotation_is_due(since: dt.datetime, days: int, now: dt.datetime) -> bool:
    """Whether a key-encryption key has been the current one for as long as the house wants; 0 days is never."""
    return days > 0 and now - since >= dt.timedelta(days=days)


def _runs(seen: Seen, now: dt.datetime) -> Iterator[Concern]:
    for flow, ran in seen.runs.items():
        lately = ran.succeeded_at is not None and now - ran.succeeded_at < _PATIENCE
        if not ran.well and not lately and flow not in TOLD_OTHERWISE:
            yield Concern(trouble=Trouble.RUN_FAILED, subject=flow)
