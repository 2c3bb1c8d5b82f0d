"""Runs of scheduled flows that are killed: each finds something to do, at a fixed time, and needs no server.

As ``destroying``: for every moment there is, the template is copied and a run in the copy is killed at that moment.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import flows.access
import flows.archive
import flows.audit
import flows.backup
import flows.care
import flows.expiry
import flows.keys
import flows.keys_due
import flows.learning
import flows.notices
import flows.reconcile
import flows.reports
import flows.retention
import flows.review
import flows.sweep
import flows.unusual
import flows.upkeep
import flows.webhooks
from flows.stages.archiving import Archiving, tiers_of
from flows.stages.workroom import Workroom, open_workroom
from storage.crypto.profile import CHEAPEST
from storage.records.accounts import Accounts
from storage.records.archiving import Archive
from storage.records.endpoints import Endpoints
from storage.records.noticing import Channel, Notices
from storage.records.rulebooks import RuleBooks
from storage.records.sign_in_places import note_place
from storage.records.stations import Stations
from storage.records.values import Correction
from storage.vault import object_key
from strongroom.concern import TOLD_OTHERWISE, Ran
from strongroom.errors import Damaged
from strongroom.notice import Message, Wishes
from strongroom.permissions import StaffRole
from strongroom.reading import Value
from strongroom.settings import Settings
from strongroom.webhook import Answer
from strongroom.webhook import Event as Happening
from tests.breakage.destroying import OLD, approve, keep
from tests.breakage.killing import KillPoints, kill_at_each_moment, pointed
from tests.storage.records.invented import NOW, Paper

LATER = NOW + dt.timedelta(days=20)
BOOK = """
jurisdictions = []
[[rule]]
id = "use"
kinds = ["delivery_note"]
purpose = "use"
years = 6
starts = "date"
basis = "use ends"
status = "verified"
[[rule]]
id = "branch"
kinds = ["delivery_note"]
tag = "branch"
years = 40
starts = "date"
basis = "a branch keeps for long"
status = "verified"
"""
"""Delivery notes are due, but for those of a branch, which may only not be used."""
MODULES: tuple[ModuleType, ...] = (
    flows.access, flows.archive, flows.audit, flows.backup, flows.care, flows.expiry, flows.keys, flows.keys_due,
    flows.learning, flows.notices, flows.reconcile, flows.reports, flows.retention, flows.review, flows.sweep,
    flows.unusual, flows.upkeep, flows.webhooks,
)  # fmt: skip


def fill(work: Workroom) -> None:
    """Something for every flow to do."""
    _put_away(work)
    RuleBooks(work.records.transactions).adopt(BOOK, actor="ann", now=NOW)
    approve(work, keep(work))
    keep(work, replace(OLD, tags=("branch",)))
    keep(work)
    for days, number in ((10, "X1234567"), (200, "Y1234567"), (25, "Z1234567")):
        keep(work, _passport(days, number))
    stations = Stations(work.records.transactions)
    for last in range(3):
        waiting = keep(work, _passport(400, f"W123456{last}", sure=False))
        stations.sit_down(waiting, actor="ann", now=NOW)
        for day in range(2, 5):
            work.records.remind(waiting, now=NOW + dt.timedelta(days=day))
    Endpoints(work.records.transactions).make("erp", "https://erp.example.org", Happening, actor="ann", now=NOW)
    decided = keep(work, _passport(400, "V1234567", sure=False))
    work.records.decide(decided, Correction(verdict="accept"), actor="ann", now=LATER - dt.timedelta(days=1))
    stations.hand_over(waiting, "user:left", note="", actor="ann", now=NOW)
    keep(work, replace(OLD, values={"date": LATER.date() - dt.timedelta(days=500)}, name="closed.pdf"))
    _subscribe(work)


def _put_away(work: Workroom) -> None:
    """A paper in the archive that somebody asked for, one that lies in both places, and one that nobody uses."""
    long_ago = NOW - dt.timedelta(days=40)
    asked, both = (keep(work, _passport(700 + number, f"T12345{number}"), now=long_ago) for number in range(2))
    Archiving(work, now=lambda: NOW - dt.timedelta(days=9)).run(NoArtist())
    keep(work, _passport(710, "S123456"), now=long_ago)
    Archive(work.records.transactions).recall(asked, actor="ann", now=LATER - dt.timedelta(days=1))
    for blob in Archive(work.records.transactions).of(both):
        tiers_of(work).copy_near(object_key(both, blob))


def _subscribe(work: Workroom) -> None:
    """A manager who is told everything at once, came from a new place, and has not used their access for long."""
    accounts = Accounts(work.records.transactions, profile=CHEAPEST)
    accounts.add("adam", "Adam", frozenset({StaffRole.ADMIN}), by="ann", now=NOW)
    user, _ = accounts.add("mona", "Mona", frozenset({StaffRole.MANAGER}), by="ann", now=NOW)
    channel = Channel(person=user.actor, addresses=("jsons://hooks.example.org",), wishes=Wishes())
    Notices(work.records.transactions).set_channel(channel, actor="ann", now=NOW)
    for address, at in (("203.0.113.9", NOW), ("198.51.100.9", LATER - dt.timedelta(hours=1))):
        work.records.transactions.write(
            lambda session, address=address, at=at: note_place(session, user.id, address, key=accounts.key, now=at)  # type: ignore[misc]
        )


class Keeper:
    """Stands in for the Prefect server: the last backup failed, there is no history, and nothing is under way."""

    @classmethod
    def of_environment(cls, _environment: Mapping[str, str]) -> "Keeper":
        return cls()

    def runs(self) -> Mapping[str, Ran]:
        return {"backup": Ran(well=False, succeeded_at=None)}

    def forget_runs(self, _before: dt.datetime) -> int:
        return 0

    count_runs = forget_runs

    def end_silent(self, _now: dt.datetime) -> int:
        return 0


class Taker:
    """A service that takes every message."""

    def send(self, address: str, message: Message) -> bool:
        return address.startswith("jsons:") and bool(message.body)


class CarrierThatArrives:
    """A courier to whom every receiver opens."""

    def __init__(self, **_limits: object) -> None:
        """It needs no limits."""

    def carry(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        return Answer(status=200 if url and headers and body else 0)


def _passport(days: int, number: str, *, sure: bool = True) -> Paper:
    values: dict[str, Value] = {
        "document_number": number,
        "surname": "Quastenflosse",
        "given_names": f"Wilhelmina {number[0]}",
        "expiry": LATER.date() + dt.timedelta(days=days),
    }
    return Paper(kind="passport", values=values, sure=sure, name=f"{number[-4:]}.pdf", tags=())


def run_flow(name: str) -> None:
    """Run the body of a flow without Prefect: no server, no artifacts, at a fixed time."""
    body = flows_by_name()[name].fn
    if (state := body()).type.value == "FAILED" and name not in TOLD_OTHERWISE:
        raise RuntimeError(f"{name}: {state.message}")


def flows_by_name() -> dict[str, Any]:
    """Every scheduled flow."""
    from prefect import Flow

    return {one.name: one for module in MODULES for one in vars(module).values() if isinstance(one, Flow)}


@contextmanager
def prepared(points: KillPoints | None = None) -> Iterator[None]:
    """The flows with a fixed clock, without artifacts, and with kill points where told."""
    before = [(module, dict(vars(module))) for module in MODULES]
    for module in MODULES:
        for name, value in _replacements(points).items():
            if hasattr(module, name):
                setattr(module, name, value)
    try:
        yield
    finally:
        for module, names in before:
            vars(module).update(names)


def _replacements(points: KillPoints | None) -> dict[str, Callable[..., Any]]:
    @contextmanager
    def opened(settings: Settings) -> Iterator[Workroom]:
        with open_workroom(settings) as work:
            yield work if points is None else pointed(work, points)

    return {
        "ReaderPool": NoArtist,
        "open_workroom": opened,
        "utc_now": lambda: LATER,
        "create_table_artifact": lambda **_told: None,
        "show_table": lambda *_settings, **_told: None,
        "AppriseMessenger": Taker,
        "HttpCourier": CarrierThatArrives,
        "Timekeeper": Keeper,
    }


class NoArtist:
    """Reading processes that can draw nothing."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def draw(self, *_: object, **__: object) -> bytes:
        raise Damaged

    def close(self) -> None: ...


def environment(root: Path) -> dict[str, str]:
    """The settings of a copy."""
    return {
        "STRONGROOM_DATA": str(root / "data"),
        "STRONGROOM_INBOX": str(root / "inbox"),
        "STRONGROOM_OBJECTS__BACKEND": "folder",
        "STRONGROOM_ARCHIVE__TO": "folder",
        "STRONGROOM_ARCHIVE__FOLDER": str(root / "archive"),
        "STRONGROOM_ARCHIVE__UNUSED_DAYS": "30",
        "STRONGROOM_BACKUP__TO": "folder",
        "STRONGROOM_BACKUP__FOLDER": str(root / "backup"),
        "STRONGROOM_BACKUP__KEYS_FOLDER": str(root / "backup-keys"),
        "STRONGROOM_REVIEW__TEAMS": '[{"name": "all", "members": ["mona"]}]',
        "STRONGROOM_ACCESS__IDLE_DAYS": "15",
        "STRONGROOM_CARE__FREE_GIGABYTES": "[1]",
        "STRONGROOM_KEYS__ROTATION": "begin",
        "STRONGROOM_UNUSUAL__FREEZE": '["new_place"]',
        "STRONGROOM_KEYS__ROTATE_DAYS": "10",
    }


def run(name: str, root: Path, points: KillPoints | None) -> None:
    """Run a flow once, with every commit and every act of the store a kill point."""
    os.environ.update(environment(root))
    with prepared(points):
        run_flow(name)


def kill_flow(name: str, template: Path, cases: Path, *, every: int = 1) -> None:
    """Kill a flow at each of its moments, or at one of so many, each time in a copy of the template."""
    kill_at_each_moment(template, cases, partial(run, name), every=every)
