"""Every scheduled flow, run twice and killed at every moment, ends in the state of one run."""

import datetime as dt
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from flows.deployments import timetable
from flows.stages.proving import house_key
from flows.stages.workroom import Workroom, open_workroom
from storage.crypto.rotation import statuses
from storage.records.tables import audit_events
from storage.vault import orphans
from strongroom.settings import read_settings
from tests.breakage.flows_twice import environment, fill, flows_by_name, kill_flow, prepared, run_flow

FLOWS = sorted({deployment.flow_name or "" for deployment in timetable()})
"""All of the timetable: a flow that is added to it is run twice and killed here without more ado."""
LIKE_FINANCE = {"management-report", "compliance-report", "year-end-package"}
"""They differ from the report for finance in what they read, and write as it does: killed at a few moments only. The
package of a year has more to store: it is cut off at each act of its own in ``tests/flows/test_year_end.py``."""
FEW = 12
"""Of how many moments one is tried where a few are enough."""
LOOK_ON = {"disposition-plan", "audit-verification"}
"""Flows that change nothing of ours as they are."""
REPEATED = {
    *("backed_up", "keys_backed_up", "drilled", "viewed", "read", "listed", "anchored", "reconciled"),
    *("key_rotation_begun", "keys_rotated", "opened_for_report"),
}
"""What each run records anew: a second backup is one more backup."""
FILES_ANEW = ("-report", "-package")
"""What these store before they are cut off is stored anew by the next run."""
NO_COMMITS = {"upkeep", "history-vacuum"}
"""Flows that write nothing of ours: each of their steps is one transaction of the database itself, or of Prefect."""
TABLES = {
    "documents": "SELECT id, state, version, filed_at, restricted_at FROM documents ORDER BY id",
    "reviews": "SELECT document, closed_at, reminders, escalated_at, assignee FROM reviews ORDER BY number",
    "stations": 'SELECT document, "user" FROM stations ORDER BY document',
    "orders": "SELECT document, lifted_at FROM restriction_orders ORDER BY document",
    "dispositions": "SELECT document, stage, basis, erased_at IS NULL FROM dispositions ORDER BY document",
    "certificates": "SELECT document, step FROM certificates ORDER BY document, step",
    "chases": "SELECT document, expires_on, days_before, closed_by, renewal FROM chases ORDER BY 1, 2, 3",
    "notices": "SELECT person, event, subject, step, attempts, ended_at IS NULL FROM notices ORDER BY 1, 2, 3, 4",
    "webhooks": "SELECT sequence, event, body, attempts, status, ended_at IS NULL FROM webhook_messages ORDER BY 1",
    "recalls": "SELECT document, asked_by FROM recalls ORDER BY document",
    "undated": "SELECT kind, documents FROM undated_kinds ORDER BY 1",
    "concerns": "SELECT trouble, subject, step FROM concerns ORDER BY 1, 2",
    "people": "SELECT id, disabled_at IS NULL FROM users ORDER BY id",
    "blobs": "SELECT document, role, version FROM blobs ORDER BY document, role, version",
}

pytestmark = pytest.mark.breakage


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every flow begins with; it is copied, for making it takes longer than most runs."""
    root = tmp_path_factory.mktemp("template")
    (root / "inbox").mkdir()
    with pytest.MonkeyPatch.context() as monkeypatch:
        enter(root, monkeypatch)
        with open_workroom(read_settings()) as work:
            work.records.migrate()
            fill(work)
            house_key(work)  # house keys are made at first use
        with prepared():
            run_flow("backup")  # the drill needs one
    return root


@pytest.fixture(scope="module")
def driver() -> Iterator[Executor]:
    """A process that forks the runs to be killed: this one has threads, and starting it anew for each flow is dear."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as started:
        yield started


def enter(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(root).items():
        monkeypatch.setenv(name, value)


def state_of(work: Workroom) -> dict[str, Any]:
    """All that a flow may change, but the ids and times that each run makes anew."""
    database = work.records._database
    rows = {
        table: database.read(lambda connection, query=query: [tuple(row) for row in connection.execute(text(query))])  # type: ignore[misc]
        for table, query in TABLES.items()
    }
    events = database.read(
        lambda connection: connection.execute(select(audit_events.c.action, audit_events.c.document)).all()
    )
    told = Counter(tuple(event) for event in events if event.action not in REPEATED)
    work.records.audit_verify()
    keys = [(one.count, one.current) for one in statuses(work.providers, work.keys)]
    return {**rows, "events": told, "keys": keys, "objects": len(list(work.store.versions("")))}


def clear_orphans(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a report or a package stored and never recorded goes with the night's reconciling, once it is old enough."""
    enter(root, monkeypatch)
    with open_workroom(read_settings()) as work:
        for stored in list(orphans(work.vault, work.records, dt.datetime.max.replace(tzinfo=dt.UTC))):
            work.vault.discard(stored)


def ended(root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    enter(root, monkeypatch)
    with open_workroom(read_settings()) as work:
        return state_of(work)


def once(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(root, monkeypatch)
    with prepared():
        run_flow(name)


@pytest.mark.parametrize("name", FLOWS)
def test_run_twice_or_killed_and_run_again_it_ends_as_if_run_once(
    name: str, template: Path, driver: Executor, quick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted_at = quick / "wanted"
    shutil.copytree(template, wanted_at)
    once(name, wanted_at, monkeypatch)
    wanted = ended(wanted_at, monkeypatch)
    once(name, wanted_at, monkeypatch)
    assert wanted == ended(wanted_at, monkeypatch), "run twice"
    cases = quick / "cases"
    driver.submit(kill_flow, name, template, cases, every=FEW if name in LIKE_FINANCE else 1).result()
    found = sorted(cases.iterdir())
    assert bool(found) is (name not in NO_COMMITS), "it was never killed"
    for case in found:
        once(name, case, monkeypatch)
        if name.endswith(FILES_ANEW):
            clear_orphans(case, monkeypatch)
        found_at = ended(case, monkeypatch)
        if name.endswith(FILES_ANEW):
            # A key of what was never recorded opens nothing, and goes with the other keys of its document.
            found_at["keys"] = wanted["keys"]
        assert wanted == found_at, (case / "journal").read_text()
    sys.stdout.write(f"\n{name}: {len(found)} kill points\n")


@pytest.mark.parametrize("name", sorted(set(FLOWS) - LOOK_ON))
def test_a_dry_run_changes_nothing(name: str, template: Path, quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = quick / "copy"
    shutil.copytree(template, root)
    before = ended(root, monkeypatch)
    with prepared():
        flows_by_name()[name].fn(dry_run=True)
    assert before == ended(root, monkeypatch)
