"""What happens to the house: papers, customers, holds and changes of law, drawn from a seed and stepped day by day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final

from flows.stages.working_days import working_days
from storage.records.database import Database
from storage.records.holding import Why
from strongroom.ids import DocumentId
from strongroom.settings_calendar import Calendar
from tests.sim.house import House, Staff, open_house
from tests.sim.law import AFTER, BEFORE, BRANCHES, Kind, Law, Paper
from tests.sim.watch import Watch

MONTH: Final = 30
QUARTER: Final = 91
YEAR: Final = 365
FIRST_DAY: Final = dt.date(2026, 1, 1)
_KINDS: Final[tuple[Kind, ...]] = ("invoice", "contract", "passport", "business_licence")
_WEIGHTS: Final = (60, 15, 20, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is simulated."""

    days: int
    papers: int
    customers: int
    archive: float = 0.5
    """The share of papers that come from former years, so that long periods end within the simulation."""
    seed: int = 1


class World:
    """One run. ``step`` is a day: people by day, schedules by night, the watch in the evening."""

    def __init__(self, house: House, scale: Scale) -> None:
        self.scale = scale
        self._random = Random(scale.seed)
        self._house = house
        self._staff = Staff(self._random)
        self._holds: list[tuple[str, dt.date, tuple[str, ...]]] = []
        self._renewals: dict[dt.date, list[Paper]] = {}
        self.papers: dict[str, Paper] = {}
        self._of: dict[str, list[Paper]] = {}
        self.left: dict[str, dt.date] = {}
        self.law: Law = BEFORE
        self.watch = Watch(house, self.papers)
        self.held = 0
        self.leavers = 0
        house.books.adopt(self.law.book, actor="person-0", now=_evening(FIRST_DAY))

    def step(self, number: int) -> None:
        """One day."""
        day = FIRST_DAY + dt.timedelta(days=number)
        now = _evening(day)
        self._file(day, now)
        self._customers_leave(day, now)
        self._hold(day, now)
        if number == self.scale.days // 2:
            self.law = AFTER
            self._house.books.adopt(self.law.book, actor="person-0", now=now)
        if day.weekday() in (0, 3):
            self._staff.decide(self._house, now)
        if number % 200 == 199:
            self._staff.leave(self._house, now)
            self.leavers += 1
        self._house.night(now)
        if day.weekday() == 6:
            self._house.week(now)
        if number % MONTH == MONTH - 1:
            self._ask_back(day, now)
            self.watch.moved(self._house.month(now), day)
        if number % QUARTER == MONTH:
            self._house.quarter()
        self.watch.day(now, self.law, self.left)

    @property
    def database(self) -> Database:
        """Where the house keeps its records."""
        return self._house.records._database

    @property
    def refused(self) -> int:
        """How often somebody was refused."""
        return self._staff.refused

    def _file(self, day: dt.date, now: dt.datetime) -> None:
        so_far, by_now = (
            self.scale.papers * n // self.scale.days for n in ((day - FIRST_DAY).days, (day - FIRST_DAY).days + 1)
        )
        new = [self._paper(day) for _ in range(by_now - so_far)] + self._renewals.pop(day, [])
        if not new:
            return
        self._house.file(new, now)
        for paper in new:
            self.papers[paper.document] = paper
            self._of.setdefault(paper.customer, []).append(paper)
            self._cover(paper)
            self._plan_renewal(paper, day)
        self._mark_renewed(new, day)
        self.watch.expect(new)

    def _paper(self, day: dt.date) -> Paper:
        (kind,) = self._random.choices(_KINDS, _WEIGHTS)
        number = self._random.randrange(self.scale.customers)

        back = (
            self._random.randrange(0, 33 * 365)
            if self._random.random() < self.scale.archive
            else self._random.randrange(0, 60)
        )
        ahead = {"invoice": 0, "contract": self._random.randrange(0, 900), "passport": self._random.randrange(0, 3650)}
        dated = self._random.random() > 0.03
        return Paper(
            document="",
            kind=kind,
            branch=BRANCHES[number % 3],
            obliged=number % 5 == 0,
            customer=f"Customer {number}"
            if kind != "passport"
            else f"Customer {number} holder {self._random.random()}",
            date=day + dt.timedelta(days=ahead.get(kind, 0) - back) if dated else None,
            filed=day,
        )

    def _plan_renewal(self, paper: Paper, day: dt.date) -> None:
        if paper.kind != "passport" or paper.date is None or self._random.random() > 0.7:
            return
        comes = paper.date + dt.timedelta(days=self._random.randrange(-120, 60))
        if day < comes:
            newer = replace(paper, filed=comes, date=paper.date + dt.timedelta(days=3650), blobs=(), holds=set())
            self._renewals.setdefault(comes, []).append(newer)

    def _mark_renewed(self, new: list[Paper], day: dt.date) -> None:
        for paper in new:
            if paper.kind == "passport" and paper.date is not None:
                for older in self._of[paper.customer]:
                    if older.date is not None and older.date < paper.date:
                        older.renewed = older.renewed or day

    def _cover(self, paper: Paper) -> None:
        for hold, _, whom in self._holds:
            if whom == (paper.customer,):
                paper.holds.add(hold)

    def _customers_leave(self, day: dt.date, now: dt.datetime) -> None:
        if self._random.random() < 0.4 and self._of:
            customer = self._random.choice(list(self._of))
            ended = day - dt.timedelta(days=self._random.randrange(0, 9 * 365))
            self.left[customer] = ended
            self._house.books.end_relationship(customer, ended, actor="person-0", now=now)

    def _hold(self, day: dt.date, now: dt.datetime) -> None:
        holds = self._house.holds
        living = [paper for paper in self._recent() if paper.gone is None]
        if living and self._random.random() < 0.2:
            why = Why(matter=f"matter {day}", reason="asked for")
            until = day + dt.timedelta(days=self._random.randrange(5, 400))
            chosen = self._random.sample(living, min(3, len(living)))
            if self._random.random() < 0.15:
                customer = chosen[0].customer
                self._keep(holds.on_customer(customer, why, actor="person-0", now=now), until, (customer,))
            else:
                found = [DocumentId(paper.document) for paper in chosen]
                for hold, document in zip(
                    holds.on_documents(found, why, actor="person-0", now=now), found, strict=True
                ):
                    self._keep(hold, until, (document,))
        for entry in [one for one in self._holds if one[1] <= day]:
            self._holds.remove(entry)
            holds.lift(entry[0], "settled", actor="person-0", now=now)
            for paper in self._whom(entry[2]):
                paper.holds.discard(entry[0])
                paper.last_held = day

    def _ask_back(self, day: dt.date, now: dt.datetime) -> None:
        """Somebody wants to see a few of the papers in the archive."""
        away = list(self.watch.away.values())
        for paper in self._random.sample(away, min(3, len(away))):
            self._house.archive.recall(DocumentId(paper.document), actor="person-0", now=now)
            paper.asked_for = day

    def _recent(self) -> list[Paper]:
        # Any paper may be held; among a handful drawn at random there is a living one.
        every = list(self._of.values())
        return [paper for _ in range(8) for paper in (self._random.choice(every) if every else [])]

    def _keep(self, hold: str, until: dt.date, whom: tuple[str, ...]) -> None:
        self._holds.append((hold, until, whom))
        self.held += 1
        for paper in self._whom(whom):
            paper.holds.add(hold)

    def _whom(self, whom: tuple[str, ...]) -> list[Paper]:
        (name,) = whom
        return self._of.get(name) or [self.papers[name]]


def run(scale: Scale, folder: Path, told: Callable[[World, int], None]) -> World:
    """Simulate all days in a folder; ``told`` sees the world at the end of each, which has a number."""
    with open_house(folder, working_days(Calendar())) as house:
        world = World(house, scale)
        for number in range(scale.days):
            world.step(number)
            if number % QUARTER == 0:
                world.watch.whole()
            if number % YEAR == 0:
                world.watch.chain()
            told(world, number)
        world.watch.whole()
        world.watch.chain()
        last = FIRST_DAY + dt.timedelta(days=scale.days - 1)
        # The law of the second half has held for so long that whatever was free by it has had time to go.
        assert not world.watch.overdue(last, world.law, world.left, days=90)
        return world


def _evening(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(20), tzinfo=dt.UTC)
