"""The live board: drawn from a snapshot alone, in both languages and at any size; what is wrong is on top."""

import datetime as dt
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from cli.board import watching
from cli.board.drawing import Size, draw
from cli.board.gathering import Gatherer, Remembered
from cli.board.snapshot import Clock, Kept, Key, Snapshot
from cli.board.watching import as_text, on_terminal
from cli.faces import ExitCode
from cli.status import Health
from flows.stages.caring import Room
from flows.stages.workroom import open_workroom
from flows.timekeeper import Schedule
from storage.records.measuring import Measured
from storage.records.pausing import MAINTENANCE
from storage.records.values import PagesRead
from strongroom.concern import Concern, Trouble
from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.messages import Language
from strongroom.settings import read_settings
from tests.cli.conftest import CommandLine
from tests.flows.files import picture
from tests.storage.records.invented import NOW

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LONG = DocumentId("01JZZZZZZZZZZZZZZZZZZZZZZZ")
WIDE, NARROW = Size(width=140, height=None), Size(width=80, height=None)
KEPT = Kept(
    measured=Measured(
        states={State.FILED: 41_234},
        waiting=7,
        oldest_seconds=754.0,
        lapsed=0,
        quarantined={},
        overdue_reviews=2,
        chased=0,
        paused=(),
    ),
    key=Key(id="0123456789abcdef", since=NOW - 30 * DAY, due=NOW + 335 * DAY),
    reading={LONG: PagesRead(done=12, of=300)},
)
CALM = Snapshot(
    at=NOW,
    zone=ZoneInfo("Asia/Shanghai"),
    components=(Health(component="desk", healthy=True, address="http://127.0.0.1:8600"),),
    kept=KEPT,
    clock=Clock(
        schedules=(
            Schedule(id="d1", flow="backup", paused=False, succeeded_at=NOW - 5 * HOUR),
            Schedule(id="d2", flow="sweep", paused=False, succeeded_at=NOW - dt.timedelta(seconds=31)),
        ),
        begins={"d1": NOW + 19 * HOUR, "d2": NOW + dt.timedelta(seconds=29)},
    ),
    arriving=3,
    disks={"data": Room(free=93 * 2**30, total=465 * 2**30)},
)
ILL = replace(
    CALM,
    components=(*CALM.components, Health(component="records", healthy=False, advice="/secret/place")),
    kept=replace(
        KEPT,
        paused={"intake": NOW - 3 * HOUR, MAINTENANCE: NOW - HOUR},
        concerns={Concern(trouble=Trouble.DISK_LOW, subject="data", step=2): NOW - 2 * DAY},
        errors={"damaged": 4},
    ),
    clock=Clock(
        schedules=(
            *(Schedule(id=f"n{n}", flow=f"night-{n}", paused=False, succeeded_at=None) for n in range(20)),
            Schedule(id="d3", flow="reconcile", paused=False, succeeded_at=NOW - DAY, failure="failed"),
            Schedule(id="d4", flow="archive", paused=True, succeeded_at=None),
            Schedule(id="d5", flow="notices", paused=False, succeeded_at=NOW - HOUR),
        ),
        begins={"d5": NOW - 20 * dt.timedelta(minutes=1), **{f"n{n}": NOW + n * HOUR for n in range(20)}},
        errors={"records_unavailable": 9},
    ),
)
GONE = replace(CALM, kept=None, clock=None)


def shown(snapshot: Snapshot, language: Language = "en", size: Size = WIDE) -> str:
    console = Console(file=io.StringIO(), width=size.width, record=True)
    console.print(draw(snapshot, language, size))
    return console.export_text()


def line_of(told: str, word: str) -> str:
    return next(line for line in told.splitlines() if word in line)


@pytest.mark.parametrize(
    ("snapshot", "word", "told"),
    [
        (CALM, "Strongroom", "all is well"),
        (CALM, "in the inbox", "3"),
        (CALM, "wait to be read", "7"),
        (CALM, "longest waiting", "12 min"),
        (CALM, LONG, "page 12 of 300"),
        (CALM, "reviews past their time", "2"),
        (CALM, "filed", "41,234"),
        (CALM, "sweep", "31 s ago       in 29 s"),
        (CALM, "backup", "5 h ago        in 19 h"),
        (CALM, "key 01234567", "to be changed in 335 d"),
        (CALM, "data", "93 GB of 465 GB free"),
        (CALM, "desk", "well"),
        (ILL, "Maintenance", "since 60 min; 'strongroom resume maintenance' ends it"),
        (ILL, "intake is paused", "since 3 h"),
        (ILL, "Less than 2 GB", "since 2 d"),
        (ILL, "records: not well", "strongroom doctor"),
        (ILL, "damaged", "4   papers"),
        (ILL, "records_unavailable", "9   runs"),
        (ILL, "reconcile", "24 h ago"),
        (ILL, "reconcile", "failed"),
        (ILL, "archive  ", "never yet"),
        (ILL, "archive  ", "paused"),
        (ILL, "notices", "late by 20 min"),
        (GONE, "Schedules", "nobody can be asked"),
        (GONE, "Queue", "the vault does not answer"),
    ],
)
def test_the_board_says(snapshot: Snapshot, word: str, told: str) -> None:
    drawn = shown(snapshot, size=NARROW if snapshot is GONE else WIDE)
    assert told in (drawn if snapshot is GONE else line_of(drawn, word))


def test_it_speaks_chinese_where_the_house_does() -> None:
    drawn = shown(ILL, "zh-CN")
    for told in (
        "队列",
        "维护模式",
        "intake 已暂停",
        "剩余不足 2 GB",
        "已迟 20 分钟",
        "24 小时内的错误",
        "按 Ctrl-C 退出",
    ):
        assert told in drawn
    for english in ("ago", "papers", "well", "since", "Schedules", "paused"):
        assert english not in drawn


@pytest.mark.parametrize(
    ("width", "height"), [(20, 1), (20, 6), (80, 5), (80, 24), (110, 6), (110, 7), (110, 8), (140, 24)]
)
def test_it_never_needs_more_lines_than_the_terminal_has(width: int, height: int) -> None:
    for snapshot, language in ((CALM, "en"), (ILL, "zh-CN"), (GONE, "en")):
        lines = shown(snapshot, language, Size(width=width, height=height)).splitlines()  # type: ignore[arg-type]
        assert len(lines) <= height


def test_of_a_list_that_is_too_long_what_needs_somebody_stays_and_the_rest_is_counted() -> None:
    drawn = shown(ILL, size=Size(width=140, height=16))
    assert all(flow in drawn for flow in ("reconcile", "archive", "notices", "night-0"))
    assert "night-19" not in drawn
    assert "more" in drawn


def test_a_small_terminal_shows_what_failed_among_the_schedules() -> None:
    ill = replace(CALM, clock=ILL.clock)
    drawn = shown(ill, size=Size(width=80, height=24))
    assert "all is well" not in drawn
    assert all(told in drawn for told in ("wait to be read", "filed", "records_unavailable", "reconcile"))


def test_nothing_that_advice_says_of_this_machine_and_no_person_is_on_the_board() -> None:
    assert "/secret/place" not in shown(ILL)
    assert {"at", "zone", "components", "kept", "clock", "arriving", "disks"} == set(Snapshot.__slots__)
    assert "actor" not in " ".join((*Kept.__slots__, *Clock.__slots__, *Key.__slots__))


def test_what_is_dear_to_ask_is_asked_anew_after_a_while_and_an_error_is_not_remembered() -> None:
    times, answers = iter([0.0, 0.0, 9.0, 11.0]), iter([1, 2])
    refuses = iter([True, False, False])

    def ask() -> int:
        if next(refuses):
            raise ConnectionError
        return next(answers)

    remembered = Remembered(ask, seconds=10.0, watch=lambda: next(times))
    with pytest.raises(ConnectionError):
        remembered()
    assert [1, 1, 2] == [remembered() for _ in range(3)]


def test_an_installation_is_gathered_though_nothing_runs(strongroom: CommandLine) -> None:
    strongroom("add", strongroom.drop("a.png", picture()))
    strongroom("pause", "backup")
    settings = read_settings()
    with open_workroom(settings) as work:
        found = Gatherer(settings, work, now=lambda: dt.datetime.now(dt.UTC), watch=time.monotonic)()
    assert found.kept is not None
    assert (1, ["backup"], {}) == (found.kept.measured.waiting, list(found.kept.paused), found.kept.errors)
    assert found.clock is None
    assert {"services": False, "object store": True, "records": True, "keys": True} == {
        one.component: one.healthy for one in found.components
    }
    assert found.disks["data"].total > found.disks["data"].free > 0
    assert "backup" in shown(found)


def looking(*found: Snapshot) -> Callable[[], Snapshot]:
    """Gives these, one for each look; then somebody presses Ctrl-C."""
    left: Iterator[Snapshot] = iter(found)

    def look() -> Snapshot:
        for one in left:
            return one
        raise KeyboardInterrupt

    return look


def test_without_a_terminal_it_is_printed_as_plain_text_time_after_time() -> None:
    out = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        as_text(looking(CALM, ILL), Console(file=out), "en", 0.0)
    assert 2 == out.getvalue().count("Strongroom")
    assert "\x1b" not in out.getvalue()


def test_on_a_terminal_it_is_redrawn_in_place_when_something_is_new_and_the_screen_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "_REDRAW_SECONDS", 0.001)
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=120, height=30)
    with pytest.raises(KeyboardInterrupt):
        on_terminal(looking(CALM, CALM, ILL), console, "en", 0.0)
    written = out.getvalue()
    assert (1, 1) == (written.count("\x1b[?1049h"), written.count("\x1b[?1049l"))
    assert written.rindex("\x1b[?25h") > written.rindex("reconcile")
    assert "\x1b[2J" not in written.replace("\x1b[?1049h", ""), "to clear the screen would make it flicker"


def test_the_command_ends_well_when_it_is_left(strongroom: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def left(*_told: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "as_text", left)
    assert ExitCode.FINE == strongroom("status", "--watch").exit_code
