"""How the house is at one moment, as far as it could be seen. Counts, codes, ids, times and names of our own only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from cli.status import Health
from flows.stages.caring import Room
from flows.timekeeper import Schedule
from storage.records.measuring import Measured
from storage.records.values import PagesRead
from strongroom.concern import Concern
from strongroom.ids import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The current key-encryption key: since when it is that, and when it is to be changed (None: never by itself)."""

    id: str
    since: dt.datetime
    due: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the records and the keys tell; ``paused`` and ``concerns`` with the moment since when.

    ``errors`` counts the papers that were refused or set aside within a day, by code.
    """

    measured: Measured
    key: Key | None = None
    paused: Mapping[str, dt.datetime] = field(default_factory=dict)
    concerns: Mapping[Concern, dt.datetime] = field(default_factory=dict)
    reading: Mapping[DocumentId, PagesRead] = field(default_factory=dict)
    errors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What the Prefect server tells: each schedule, when it begins next, and what went wrong within a day, by code."""

    schedules: tuple[Schedule, ...]
    begins: Mapping[str, dt.datetime] = field(default_factory=dict)
    errors: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything on the board. ``kept`` is None where the vault does not answer, ``clock`` where Prefect does not.

    ``arriving`` counts files in the inbox; ``disks`` are named by what lies on them;
    ``zone`` is where the house is, for the times of day that are shown.
    """

    at: dt.datetime
    zone: dt.tzinfo
    components: tuple[Health, ...]
    kept: Kept | None
    clock: Clock | None
    arriving: int = 0
    disks: Mapping[str, Room] = field(default_factory=dict)
