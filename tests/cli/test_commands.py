"""The commands, as a person uses them: what they do, what they say, and how they end."""

import fcntl
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from cli.faces import ExitCode, complain, plain
from cli.up import summary
from flows.bench import utc_now
from flows.stages.paper import Paper
from flows.stages.workroom import open_workroom
from strongroom.document import State
from strongroom.errors import AlreadyRunning, Damaged, StoreUnavailable, Tampered
from strongroom.kind import catalogue
from strongroom.reading import Extraction, Origin, Reading, Source
from strongroom.settings import read_settings
from tests.cli.conftest import CommandLine, filed
from tests.flows.doubles import paper
from tests.flows.files import pdf, picture

NUMBER = "E12345678"


def passport(*, through: bool = True) -> Paper:
    source = Source(origin=Origin.MRZ, page=1)
    values = {"number": NUMBER, "surname": "INVENTED", "given_names": "ANN"}
    readings = {
        name: Reading(field=name, value=value, confidence=0.99, source=source) for name, value in values.items()
    }
    found = paper(kind="passport", through=through, text="PASSPORT 护照")
    return replace(found, extraction=Extraction(readings=readings))


# Adding and finding.


def test_files_and_folders_are_added_where_they_lie_and_each_is_told(strongroom: CommandLine) -> None:
    good = strongroom.drop("客户 A/2026/a [bold].png", picture(mark=1))
    strongroom.drop("客户 A/twice.png", picture(mark=1))
    strongroom.drop("broken.pdf", pdf(3)[:400])
    strongroom.drop("empty.pdf", b"")
    strongroom.drop(".hidden", b"x")
    done = strongroom("add", strongroom.folder / "papers")
    assert ExitCode.REFUSED == done.exit_code
    assert good.exists()
    assert "a [bold].png" in done.stderr
    assert "1 taken in, 1 already there, 2 refused and kept in quarantine" in done.stderr
    assert "cut off" in done.stderr
    assert "" == done.stdout
    (row,) = strongroom.json("find", "state:received")["documents"]
    assert ("客户 A", ["客户 A", "2026"]) == (row["customer"], row["tags"])


def test_a_file_that_is_too_large_or_gone_is_told_and_the_others_are_added(
    strongroom: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRONGROOM_LIMITS__MAX_BYTES", "500")
    strongroom.drop("a.png", picture())
    strongroom.drop("b.pdf", b"x" * 501)
    done = strongroom("add", strongroom.folder / "papers")
    assert ExitCode.REFUSED == done.exit_code
    assert "501 bytes; at most 500" in done.stderr
    assert "1 taken in, 1 refused and left where they are" in done.stderr


@pytest.mark.parametrize("query", ["百胜", "merchant copy", "餐", "kind:receipt", "total>=12.5", "date<2026-04-01"])
def test_a_filed_document_is_found_in_both_languages_and_by_its_fields(strongroom: CommandLine, query: str) -> None:
    document = filed(strongroom, paper())
    assert [document] == [row["id"] for row in strongroom.json("find", query)["documents"]]
    told = strongroom("find", query)
    assert document in told.stdout
    assert "1 to 1 of 1 found" in told.stdout


def test_what_is_not_there_is_not_found_and_that_is_no_error(strongroom: CommandLine) -> None:
    done = strongroom("find", "no such thing")
    assert (ExitCode.FINE, "0 found\n") == (done.exit_code, done.stdout[-8:])


def test_results_come_in_pages(strongroom: CommandLine) -> None:
    for number in range(5):
        strongroom.drop(f"{number}.png", picture(mark=number))
    strongroom("add", strongroom.folder / "papers")
    strongroom.read(paper())
    seen = []
    for offset in ("0", "2", "4"):
        page = strongroom.json("find", "百胜", "--limit", "2", "--offset", offset)
        assert 5 == page["total"]
        seen += [row["id"] for row in page["documents"]]
    assert (5, sorted(seen, reverse=True)) == (len(set(seen)), seen)


# Showing and exporting.


def test_sensitive_readings_are_masked_until_a_reason_is_given(strongroom: CommandLine) -> None:
    document = filed(strongroom, passport())
    masked = strongroom("show", document)
    assert NUMBER not in masked.stdout
    assert NUMBER not in strongroom("show", document, "--json").stdout
    assert NUMBER not in strongroom("find", "kind:passport").stdout
    assert NUMBER not in strongroom("find", "kind:passport", "--json").stdout
    assert NUMBER == strongroom.json("show", document.lower(), "--reason", "border check")["fields"]["number"]
    assert NUMBER in strongroom("show", document, "--reason", "border check").stdout


def test_an_identity_paper_is_exported_for_a_reason_only_and_then_for_its_owner_alone(strongroom: CommandLine) -> None:
    data = picture(mark=7)
    document = filed(strongroom, passport(), data)
    target = strongroom.folder / "out.png"
    refused = strongroom("export", document, "--to", target)
    assert (ExitCode.MISUSED, False) == (refused.exit_code, target.exists())
    assert "--reason" in refused.stderr
    assert "read" not in [action for action, _ in strongroom.history(document)]
    done = strongroom("export", document, "--to", target, "--reason", "visa application")
    assert (ExitCode.FINE, data, 0o600) == (done.exit_code, target.read_bytes(), stat.S_IMODE(target.stat().st_mode))
    assert "read" in [action for action, _ in strongroom.history(document)]


def test_a_paper_whose_kind_is_unsure_counts_as_an_identity_paper(strongroom: CommandLine) -> None:
    found = paper(through=False)
    unsure = replace(found, classification=replace(found.classification, confidence=0.4))
    document = filed(strongroom, unsure)
    target = strongroom.folder / "out.png"
    assert ExitCode.MISUSED == strongroom("export", document, "--to", target).exit_code
    strongroom("review", "correct", document, "--kind", "receipt")
    assert ExitCode.FINE == strongroom("export", document, "--to", target).exit_code


def test_nothing_is_overwritten_and_nothing_is_read_for_it(strongroom: CommandLine, tmp_path: Path) -> None:
    document = filed(strongroom, paper())
    target = tmp_path / "there.png"
    target.write_bytes(b"mine")
    link = tmp_path / "link.png"
    link.symlink_to(tmp_path / "nowhere")
    for place in (target, link, tmp_path / "no folder" / "x"):
        done = strongroom("export", document, "--to", place)
        assert ExitCode.MISUSED == done.exit_code
        assert "Traceback" not in done.output
    assert b"mine" == target.read_bytes()
    assert not (tmp_path / "nowhere").exists()


def test_texts_of_strangers_are_printed_as_they_are_and_move_nothing(strongroom: CommandLine) -> None:
    path = strongroom.drop("[red]x :smile: \x1b[2J.png", picture())
    strongroom("add", path)
    found = paper(through=False)
    seller = Reading(field="seller", value="[/b] Shop", confidence=0.9, source=Source(origin=Origin.OCR, page=1))
    readings = {**found.extraction.readings, "seller": seller}
    (document,) = strongroom.read(replace(found, extraction=Extraction(readings=readings)))
    for words in (("show", document), ("find", "百胜"), ("review", "list")):
        done = strongroom(*words)
        assert ExitCode.FINE == done.exit_code
        assert "\x1b[2J" not in done.stdout
        assert "[/b] Shop" in done.stdout
    assert "[red]x :smile: " in strongroom("show", document).stdout
    assert "a\ufffdb" == plain("a\x1bb")


def test_the_table_at_the_end_of_a_start_survives_any_name_and_says_what_became_of_each(
    strongroom: CommandLine, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, name in enumerate(["[b].png", "b.png", "c.pdf"]):
        strongroom.drop(name, b"" if name == "c.pdf" else picture(mark=number))
    strongroom("add", strongroom.folder / "papers")
    strongroom.read(paper(), paper(through=False))
    with open_workroom(read_settings()) as work:
        rows = [
            row
            for state in (State.FILED, State.IN_REVIEW, State.QUARANTINED)
            for row in work.records.in_state(state, actor="test", now=utc_now(), limit=9)
        ]
    Console(width=200).print(summary(rows, catalogue(), "en"))
    told = capsys.readouterr().out
    assert "straight through" in told
    assert "in review: seller was not found." in told
    assert "quarantined: The file is empty." in told


# Status and doctor.


def test_status_counts_by_state_and_is_unhealthy_while_nothing_runs(strongroom: CommandLine) -> None:
    strongroom.drop("a.png", picture())
    strongroom.drop("b.pdf", b"")
    strongroom("add", strongroom.folder / "papers")
    found = strongroom("status", "--json")
    report = json.loads(found.stdout)
    assert (ExitCode.UNHEALTHY, False) == (found.exit_code, report["healthy"])
    assert ({"received": 1, "quarantined": 1}, {"empty_file": 1}) == (report["documents"], report["quarantine"])
    assert report["oldest_waiting_seconds"] is not None
    assert {"services": False, "object store": True, "records": True, "keys": True} == {
        one["component"]: one["healthy"] for one in report["components"]
    }
    told = strongroom("status")
    assert ExitCode.UNHEALTHY == told.exit_code
    assert "make run" in told.stdout


def running(strongroom: CommandLine, services: dict[str, int]) -> int:
    """Leave the marks of a running installation; returns the handle that holds its lock."""
    run = strongroom.folder / "data" / "run"
    run.mkdir(exist_ok=True)
    (run / "services.json").write_text(json.dumps(services))
    (run / "addresses.json").write_text(json.dumps({"objects": "http://127.0.0.1:1"}))
    handle = os.open(run / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def test_status_is_healthy_only_when_everything_that_should_run_does(strongroom: CommandLine) -> None:
    handle = running(strongroom, {"intake": os.getpid(), "schedules": os.getpid()})
    assert ExitCode.FINE == strongroom("status").exit_code
    # The supervisor waits before it starts the service again: it is expected, and not there.
    os.close(handle)
    handle = running(strongroom, {"intake": os.getpid(), "schedules": 0})
    assert ExitCode.UNHEALTHY == strongroom("status").exit_code
    # Killed outright: the marks are still there, the lock is not.
    os.close(handle)
    assert {"services": False} == {
        one["component"]: one["healthy"] for one in strongroom.json("status")["components"][:1]
    }


def test_doctor_says_what_a_missing_passphrase_means_and_what_is_wrong(
    strongroom: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRONGROOM_REVIEW__TEAMS", '[{"name": "bills", "members": ["nobody here"]}]')
    done = strongroom("doctor")
    assert ExitCode.UNHEALTHY == done.exit_code
    assert "STRONGROOM_KEYS__PASSPHRASE" in done.stdout
    assert "audit chain" in done.stdout
    assert "Nobody signs in as nobody here" in done.stdout
    assert "✓ readers of strangers' files" in done.stdout


def test_doctor_says_what_a_reader_that_was_taken_over_could_do_here(
    strongroom: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.confinement.try_reader", lambda _settings: ("open a socket",))
    told = strongroom("doctor").stdout
    assert "! readers of strangers' files" in told
    assert "open a socket" in told


def test_status_of_a_broken_vault_is_a_report_and_no_trace(strongroom: CommandLine) -> None:
    (strongroom.folder / "data" / "records" / "records.db").write_bytes(b"this is no database" * 100)
    done = strongroom("status")
    assert ExitCode.UNHEALTHY == done.exit_code
    assert "Traceback" not in done.output


# Reading without keeping.


def test_reading_keeps_nothing_and_tells_every_file_even_those_that_cannot_be_read(
    strongroom: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.read.ReaderPool.read", lambda _self, _data, _told: paper(pages=2))
    strongroom.drop("sub/发票.png", picture())
    strongroom.drop("empty.pdf", b"")
    done = strongroom("read", "--jsonl", "--workers", "1", strongroom.folder / "papers")
    assert ExitCode.FINE == done.exit_code
    bad, good = (json.loads(line) for line in done.stdout.splitlines())
    assert ("empty.pdf", "unknown", "empty_file", []) == (bad["file"], bad["kind"], bad["refused"], list(bad["fields"]))
    assert ("sub/发票.png", "receipt", None, 2) == (good["file"], good["kind"], good["subkind"], good["pages"])
    assert {
        "value": "12.50",
        "confidence": 0.99,
        "page": 1,
        "box": [0.1, 0.1, 0.5, 0.2],
        "source": "ocr",
    } == good["fields"]["total"]
    assert [
        "file",
        "kind",
        "subkind",
        "kind_confidence",
        "straight_through",
        "reasons",
        "seconds",
        "pages",
        "fields",
    ] == list(good)
    assert set(good) | {"refused"} == set(bad)
    table = strongroom("read", strongroom.folder / "papers")
    assert ExitCode.REFUSED == table.exit_code
    assert 0 == sum(strongroom.json("status")["documents"].values())


# Errors.


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AlreadyRunning(), ExitCode.MISUSED),
        (Damaged(), ExitCode.REFUSED),
        (StoreUnavailable(), ExitCode.UNAVAILABLE),
        (Tampered(blob="x"), ExitCode.BROKEN),
    ],
)
def test_each_family_of_errors_has_its_exit_code(error: Exception, code: ExitCode) -> None:
    assert code is complain(error)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "01ARZ3NDEKTSV4RRFFQ69G5FAV"), "There is no such document"),
        (("show", "../../etc/passwd"), "There is no such document"),
        (("export", "nonsense", "--to", "x"), "There is no such document"),
        (("find", "total<abc"), "The search is not understood"),
        (("find", "nosuchfield:1"), "The search is not understood"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_not_a_trace(
    strongroom: CommandLine, words: tuple[str, ...], told: str
) -> None:
    done = strongroom(*words)
    assert ExitCode.MISUSED == done.exit_code
    assert done.stderr.startswith("strongroom: ")
    assert told in done.stderr


def test_an_unknown_setting_is_refused_before_anything_is_done(
    strongroom: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRONGROOM_NONSENSE", "1")
    done = strongroom("find", "x")
    assert ExitCode.MISUSED == done.exit_code
    assert "The setting STRONGROOM_NONSENSE cannot be used: there is no such setting." in done.stderr


def test_errors_are_told_in_the_users_language(strongroom: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_LANGUAGE", "zh-CN")
    assert "没有该文件" in strongroom("show", "nonsense").stderr
    strongroom.drop("b.pdf", b"")
    assert "文件是空的" in strongroom("add", strongroom.folder / "papers").stderr


def test_a_second_start_on_the_same_data_is_refused(strongroom: CommandLine) -> None:
    handle = running(strongroom, {})
    done = strongroom("up", "--no-samples", "--once")
    os.close(handle)
    assert ExitCode.MISUSED == done.exit_code
    assert "already works on this data folder" in done.stderr


def test_the_very_first_command_makes_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_OBJECTS__BACKEND", "folder")
    monkeypatch.setenv("STRONGROOM_DATA", str(tmp_path / "new" / "data"))
    monkeypatch.setenv("STRONGROOM_INBOX", str(tmp_path / "new" / "inbox"))
    done = CommandLine(tmp_path)("find", "anything")
    assert (ExitCode.FINE, "0 found\n") == (done.exit_code, done.stdout[-8:])
    assert 0o700 == stat.S_IMODE((tmp_path / "new" / "data" / "keys").stat().st_mode)
