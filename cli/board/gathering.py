"""Gathering a snapshot. What does not answer leaves its part of the board empty, and the rest is shown."""

import datetime as dt
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from cli.board.snapshot import Clock, Kept, Key, Snapshot
from cli.pausing import timekeeper_of
from cli.status import Health, check_keys_open, check_services, check_stores
from flows.stages.caring import rooms
from flows.stages.inbox import claims, scan
from flows.stages.key_room import ROTATIONS
from flows.stages.pausing import pauses
from flows.stages.working_days import house_zone
from flows.stages.workroom import Workroom
from flows.timekeeper import Timekeeper
from storage.records.caring import Cares
from storage.records.measuring import measure, went_wrong
from storage.records.progress import LongReadings
from strongroom.errors import FlowsUnavailable, StrongroomError
from strongroom.settings import Settings

T = TypeVar("T")

_DAY: Final = dt.timedelta(days=1)
_CLOCK_SECONDS: Final = 15.0
"""How long what Prefect told is shown: it takes a question or two for each schedule."""
_TRAIL_SECONDS: Final = 60.0
"""The same for what is read from the audit trail."""


class Remembered(Generic[T]):
    """What was asked a moment ago, so that what is dear to ask is not asked at each look."""

    def __init__(self, ask: Callable[[], T], *, seconds: float, watch: Callable[[], float]) -> None:
        self._ask = ask
        self._seconds = seconds
        self._watch = watch
        self._answer: tuple[float, T] | None = None

    def __call__(self) -> T:
        """The answer, asked for anew where it is older than that; an error is not remembered."""
        now = self._watch()
        if self._answer is None or now - self._answer[0] > self._seconds:
            self._answer = (now, self._ask())
        return self._answer[1]


class Gatherer:
    """Looks at an installation. ``work`` is None where nothing was begun yet; ``watch`` counts seconds."""

    def __init__(
        self, settings: Settings, work: Workroom | None, *, now: Callable[[], dt.datetime], watch: Callable[[], float]
    ) -> None:
        self._settings = settings
        self._work = work
        self._now = now
        self._clock = Remembered(self._ask_clock, seconds=_CLOCK_SECONDS, watch=watch)
        self._errors = Remembered(self._ask_errors, seconds=_TRAIL_SECONDS, watch=watch)

    def __call__(self) -> Snapshot:
        """How it is now."""
        components = list(check_services(self._settings))
        kept = self._kept(components)
        return Snapshot(
            at=self._now(),
            zone=house_zone(self._settings),
            components=tuple(components),
            kept=kept,
            clock=self._clock(),
            arriving=sum(1 for _ in scan(self._settings.inbox)) + sum(1 for _ in claims(self._settings.inbox)),
            disks=dict(rooms(self._settings)),
        )

    def _kept(self, components: list[Health]) -> Kept | None:
        if self._work is None:
            return None
        stores = tuple(check_stores(self._work))
        components += stores
        if not all(one.healthy for one in stores):
            return None
        components.append(check_keys_open(self._work))
        try:
            return self._look(self._work)
        except StrongroomError:  # away since a moment: the next look says which
            return None

    def _look(self, work: Workroom) -> Kept:
        transactions = work.records.transactions
        return Kept(
            measured=measure(transactions, self._now()),
            key=self._key(work),
            paused={name: pause.since for name, pause in pauses(work).items()},
            concerns=Cares(transactions).standing(),
            reading=LongReadings(transactions).now(),
            errors=self._errors(),
        )

    def _key(self, work: Workroom) -> Key | None:
        current, days = work.keys.current(), self._settings.keys.rotate_days
        if current is None:
            return None
        since = Cares(work.records.transactions).key_since(current, rotations=ROTATIONS, now=self._now())
        return Key(id=current, since=since, due=since + dt.timedelta(days=days) if days else None)

    def _ask_errors(self) -> dict[str, int]:
        if self._work is None:
            return {}
        now = self._now()
        return dict(went_wrong(self._work.records.transactions, since=now - _DAY, until=now))

    def _ask_clock(self) -> Clock | None:
        keeper = timekeeper_of(self._settings)
        try:
            return None if keeper is None else self._told(keeper)
        except FlowsUnavailable:
            return None

    def _told(self, keeper: Timekeeper) -> Clock:
        return Clock(schedules=keeper.schedules(), begins=keeper.begins(), errors=keeper.failures(self._now() - _DAY))
