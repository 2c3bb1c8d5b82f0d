"""``strongroom audit`` and ``reconcile``: what is printed, and which exit code says what."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text

from cli.faces import ExitCode
from flows.stages.workroom import open_workroom
from storage.anchors import PREFIX
from strongroom.settings import read_settings
from tests.flows.doubles import paper

WORDS = "the father of an invented person called"


@pytest.fixture
def document(strongroom: Callable[..., Result]) -> str:
    strongroom("add", strongroom.drop("a.txt", b"an invented paper"))  # type: ignore[attr-defined]
    (made,) = strongroom.read(paper())  # type: ignore[attr-defined]
    strongroom("show", made, "--reason", WORDS)
    return str(made)


def execute(statement: str) -> None:
    with open_workroom(read_settings()) as work:
        work.records.transactions.write(lambda session: session.connection.execute(text(statement)))


@pytest.mark.usefixtures("document")
def test_a_whole_chain_is_fine_and_an_edited_one_is_broken_at_its_event(strongroom: Callable[..., Result]) -> None:
    strongroom("audit", "anchor")
    assert strongroom("audit", "verify").exit_code == ExitCode.FINE
    execute("DROP TRIGGER audit_events_no_update")
    execute("UPDATE audit_events SET actor = 'mallory' WHERE sequence = 2")
    found = strongroom("audit", "verify")
    assert found.exit_code == ExitCode.BROKEN
    assert "from event 2 on" in found.stderr


@pytest.mark.usefixtures("document")
def test_anchors_that_are_gone_are_counted(strongroom: Callable[..., Result]) -> None:
    strongroom("audit", "anchor")
    with open_workroom(read_settings()) as work:
        for key in list(work.store.keys(PREFIX)):
            work.store.delete(key)
    found = strongroom("audit", "verify")
    assert found.exit_code == ExitCode.UNHEALTHY
    assert "1 anchors were taken away" in found.stderr


def test_a_search_shows_ids_and_the_purpose_is_a_step_of_its_own(
    strongroom: Callable[..., Result], document: str
) -> None:
    found = strongroom.json("audit", "search", "--document", document.lower(), "--action", "viewed")  # type: ignore[attr-defined]
    (event,) = found
    assert event["document"] == document
    assert list(event["facts"]) == ["stated"]
    assert WORDS not in strongroom("audit", "search").stdout
    assert WORDS in strongroom("audit", "purpose", event["facts"]["stated"]).stdout
    assert strongroom("audit", "purpose", document).exit_code == ExitCode.MISUSED


def test_what_was_seen_is_listed_by_time(strongroom: Callable[..., Result], document: str) -> None:
    assert document in strongroom("audit", "seen", "--from", "2020-01-01").stdout
    assert "0 events" in strongroom("audit", "seen", "--from", "2020-01-01", "--to", "2020-01-02").stdout


@pytest.mark.usefixtures("document")
def test_an_export_overwrites_nothing(strongroom: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "export").write_text("kept")
    done = strongroom("audit", "export", tmp_path / "export", "--from", "2020-01-01", "--to", "2099-01-01")
    assert done.exit_code == ExitCode.MISUSED
    assert (tmp_path / "export").read_text() == "kept"


@pytest.mark.usefixtures("document")
def test_a_lost_object_makes_reconciliation_unhealthy(strongroom: Callable[..., Result]) -> None:
    assert strongroom("reconcile").exit_code == ExitCode.FINE
    with open_workroom(read_settings()) as work:
        work.store.delete(next(key for key in work.store.keys("") if not key.startswith(PREFIX)))
    found = strongroom.json("reconcile", "--dry-run", "--sample", "0")  # type: ignore[attr-defined]
    assert [one["fault"] for one in found] == ["object_missing"]
    assert strongroom("reconcile").exit_code == ExitCode.UNHEALTHY


def test_a_frozen_vault_says_so_to_who_adds(strongroom: Callable[..., Result]) -> None:
    assert strongroom("freeze", "vault").exit_code == ExitCode.FINE
    refused = strongroom("add", strongroom.drop("b.txt", b"another invented paper"))  # type: ignore[attr-defined]
    assert refused.exit_code == ExitCode.UNAVAILABLE
    assert "thaw vault" in refused.stderr
    with open_workroom(read_settings()) as work:
        assert list(work.store.keys("")) == []
    strongroom("thaw", "vault")
    assert strongroom("add", strongroom.drop("b.txt", b"another invented paper")).exit_code == ExitCode.FINE  # type: ignore[attr-defined]


def test_sessions_of_one_or_of_all_and_not_of_nobody(strongroom: Callable[..., Result]) -> None:
    assert strongroom("sessions", "end").exit_code == ExitCode.MISUSED
    assert strongroom("sessions", "end", "--all").exit_code == ExitCode.FINE
    assert strongroom("freeze", "account", "nobody").exit_code == ExitCode.MISUSED
