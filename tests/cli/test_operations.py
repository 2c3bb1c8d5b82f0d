"""Pauses, the board, and what expires, at the command line."""

import datetime as dt
from dataclasses import replace

from rich.console import Console

from cli.faces import ExitCode
from cli.status import Health, board
from flows.bench import utc_now
from flows.stages.chasing import chase
from flows.stages.workroom import open_workroom
from strongroom.reading import Extraction, Origin, Reading, Source
from strongroom.settings import read_settings
from tests.cli.conftest import CommandLine
from tests.flows.doubles import paper
from tests.flows.files import picture


def test_the_intake_is_paused_and_resumed_and_status_says_so(strongroom: CommandLine) -> None:
    assert "intake paused" in strongroom("pause", "intake").stdout
    assert "intake was paused already" in strongroom("pause", "intake").stdout
    assert ["intake"] == list(strongroom.json("status")["paused"])
    assert "'strongroom resume intake' ends it" in strongroom("status").stdout
    assert "intake resumed" in strongroom("resume", "intake").stdout
    assert {} == strongroom.json("status")["paused"]
    assert "intake was not paused" in strongroom("resume", "intake").stdout


def test_a_schedule_may_be_paused_while_nothing_runs(strongroom: CommandLine) -> None:
    assert ExitCode.FINE == strongroom("pause", "backup").exit_code
    assert ["backup"] == list(strongroom.json("status")["paused"])


def test_what_expires_is_listed_with_the_step_that_was_taken(strongroom: CommandLine) -> None:
    today = utc_now().date()
    source = Source(origin=Origin.MRZ, page=1)
    values = {"document_number": "E12345678", "surname": "Invented", "expiry": today + dt.timedelta(days=3)}
    readings = {
        name: Reading(field=name, value=value, confidence=0.99, source=source) for name, value in values.items()
    }
    strongroom("add", strongroom.drop("a.png", picture()))
    (document,) = strongroom.read(replace(paper(kind="passport"), extraction=Extraction(readings=readings)))
    with open_workroom(read_settings()) as work:
        chase(work, utc_now())
    (found,) = strongroom.json("expiring", "--days", "10")
    assert (document, "passport", 7) == (found["document"], found["kind"], found["chased"])
    assert [] == strongroom.json("expiring", "--days", "1")
    shown = strongroom("expiring").stdout
    assert "7 days before" in shown
    assert "E12345678" not in shown


def test_the_board_shows_documents_pauses_and_health_and_reads_nothing_as_markup() -> None:
    report = {
        "documents": {"in_review": 3},
        "oldest_waiting_seconds": 12,
        "reading": {"01JZZZZZZZZZZZZZZZZZZZZZZZ": {"done": 12, "of": 300}},
        "quarantine": {"damaged": 1},
        "concerns": [{"trouble": "disk_low", "of": "data", "step": 2, "since": "2026-11-21 09:20 UTC"}],
        "paused": {"intake": "2026-11-21 12:00 UTC, ann"},
    }
    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    health = [Health(component="desk", healthy=False, advice="its log is [/tmp]/desk.log")]
    console.print(board(report, health, "en"))
    shown = console.export_text()
    for told in (
        "in review",
        "12 s",
        "reading 01JZZZZZZZZZZZZZZZZZZZZZZZ",
        "page 12 of 300",
        "damaged",
        "paused: intake",
        "disk_low: data",
        "2 GB",
        "desk: not healthy",
        "[/tmp]/desk.log",
    ):
        assert told in shown
