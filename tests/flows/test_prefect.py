"""What operations see in Prefect: batches, one task run for each document, codes, schedules, and nothing personal."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import holidays
import httpx
import pytest

from cli.installation import _free
from flows.automations import automations
from flows.bench import utc_now
from flows.deployments import timetable
from flows.server import PrefectServer
from flows.stages.reporting.making import Making, report_id
from flows.stages.working_days import working_days
from flows.stages.workroom import open_workroom
from flows.timekeeper import Timekeeper
from strongroom.document import Role
from strongroom.ids import DocumentId, is_id
from strongroom.reports.family import Family
from strongroom.reports.period import is_reporting_day, month_of
from strongroom.settings import Objects, Settings, read_settings
from strongroom.settings_calendar import Calendar
from tests.flows.doubles import SECRET

START_SECONDS = 180
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
PERSONAL = (SECRET, SECRET.split(" ")[1], "百胜", r"\u767e\u80dc", "客户", r"\u5ba2\u6237")

pytestmark = pytest.mark.servers


@dataclass(frozen=True)
class Dashboard:
    server: PrefectServer
    api: httpx.Client
    environment: dict[str, str]

    def all(self, what: str, **asked: object) -> list[dict[str, Any]]:
        answer = self.api.post(f"/{what}/filter", json=asked)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found

    def settings(self) -> Settings:
        """Those of the programs."""
        folder = self.server.home.parent
        return read_settings(data=folder / "data", inbox=folder / "inbox", objects=Objects(backend="folder"))

    @contextmanager
    def program(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        with (self.server.home.parent / "program.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *words], env={**os.environ, **self.environment}, stdout=log, stderr=log
            )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def until(condition: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.5)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    folder = tmp_path_factory.mktemp("dashboard")
    (folder / "inbox").mkdir()
    server = PrefectServer(home=folder / "prefect", port=_free(0))
    environment = {
        **server.environment(),
        # What was changed is scheduled soon, and not within the half minute that is enough for an office.
        "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "5",
        "STRONGROOM_DATA": str(folder / "data"),
        "STRONGROOM_INBOX": str(folder / "inbox"),
        "STRONGROOM_OBJECTS__BACKEND": "folder",
        "STRONGROOM_CALENDAR__COUNTRY": _at_work(),
    }
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(server.command(), env={**os.environ, **environment}, stdout=log, stderr=log)
    user, password = environment["PREFECT_API_AUTH_STRING"].split(":", 1)
    try:
        with closing(httpx.Client(base_url=f"{server.address}/api", auth=(user, password), timeout=30)) as api:
            until(lambda: process.poll() is not None or _healthy(api))
            assert process.poll() is None, (folder / "server.log").read_text()[-3000:]
            yield Dashboard(server, api, environment)
    finally:
        process.terminate()
        process.wait(60)


def _at_work() -> str:
    """A country whose first working day of this month has come: on the first of January it is not everybody's."""
    today = utc_now().date()
    return next(
        country
        for country in ("CN", *holidays.list_supported_countries(include_aliases=False))
        if is_reporting_day(today, working_days(Calendar(country=country)))
    )


def _healthy(api: httpx.Client) -> bool:
    try:
        return api.get("/health").is_success
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="module")
def worked(dashboard: Dashboard) -> Dashboard:
    """The dashboard after the program ran and everything it did was recorded."""
    with dashboard.program("-m", "tests.flows.prefect_program") as program:
        assert 0 == program.wait(START_SECONDS), (dashboard.server.home.parent / "program.log").read_text()[-3000:]

    def recorded() -> bool:
        runs = dashboard.all("task_runs")
        return len(runs) >= 4 and all(run["state_name"] not in ("Pending", "Running") for run in runs)

    until(recorded)
    return dashboard


def test_nobody_sees_anything_without_the_password(dashboard: Dashboard) -> None:
    assert 401 == httpx.post(f"{dashboard.server.address}/api/flow_runs/filter", json={}).status_code
    assert 0o600 == dashboard.server.password_file.stat().st_mode & 0o777


def test_a_batch_is_one_flow_run_with_one_task_run_for_each_document(worked: Dashboard) -> None:
    batches = [run for run in worked.all("flow_runs") if run["name"] == "batch"]
    assert [("COMPLETED", "1 filed, 1 in review, 1 put back, 1 quarantined")] == [
        (run["state_type"], run["state"]["message"]) for run in batches
    ]
    runs = worked.all("task_runs")
    assert {
        ("Filed", "COMPLETED", "receipt"),
        ("In review", "COMPLETED", "receipt"),
        ("Quarantined", "FAILED", "damaged"),
        ("Put back", "FAILED", "engine_unavailable"),
    } == {(run["state_name"], run["state_type"], run["state"]["message"]) for run in runs}
    assert {batches[0]["id"]} == {run["flow_run_id"] for run in runs}
    assert all(run["name"].startswith("document ") and is_id(run["name"].removeprefix("document ")) for run in runs)


def test_parameters_and_artifacts_hold_ids_and_codes_only(worked: Dashboard) -> None:
    (batch,) = [run for run in worked.all("flow_runs") if run["name"] == "batch"]
    assert {"documents"} == set(batch["parameters"])
    assert all(is_id(document) for document in batch["parameters"]["documents"])
    (artifact,) = [one for one in worked.all("artifacts") if one["key"] == "batch"]
    told = artifact["data"]
    assert all(document in told for document in batch["parameters"]["documents"])
    assert "damaged" in told


def test_the_scheduled_flows_ran_and_one_that_failed_says_of_what_sort_and_no_more(worked: Dashboard) -> None:
    states = {run["name"]: (run["state_name"], run["state"]["message"]) for run in worked.all("flow_runs")}
    # The document that was put back may have become due again before the sweep looked.
    assert states["sweep"] in {("Completed", f"0 taken in, {count} waiting") for count in (0, 1)}
    assert ("Completed", "0 overdue, 0 reminded, 0 passed on") == states["review reminder"]
    assert ("Broken", "FileNotFoundError") == states["retention proposals"]


def test_no_log_is_sent(worked: Dashboard) -> None:
    assert [] == worked.all("logs")


@dataclass(frozen=True)
class Served:
    """What the server knew while the timetable was served, and the run that a report's schedule began by itself."""

    deployments: dict[str, dict[str, Any]]
    paused: frozenset[str]
    paused_more: frozenset[str]
    report: dict[str, Any]


@pytest.fixture(scope="module")
def served(worked: Dashboard) -> Served:
    """The timetable registered a second time and served until a report was made."""
    again = "from flows.automations import set_up_automations as up; up(); from flows.deployments import main; main()"
    with worked.program("-c", again):
        until(lambda: len(worked.all("deployments")) == len(timetable()))
        flows = {one["id"]: one["name"] for one in worked.all("flows")}
        found = {flows[one["flow_id"]]: one for one in worked.all("deployments")}
        keeper = Timekeeper.at(f"{worked.server.address}/api", worked.environment["PREFECT_API_AUTH_STRING"])
        until(lambda: all(one.paused is (one.flow == "backup") for one in keeper.schedules()))
        schedules = {one.flow: one for one in keeper.schedules()}
        before = frozenset(one.flow for one in keeper.schedules() if one.paused)
        keeper.pause(schedules["sweep"])
        during = frozenset(one.flow for one in keeper.schedules() if one.paused)
        keeper.resume(schedules["sweep"])
        for schedule in schedules.values():  # nothing else has to run meanwhile
            keeper.pause(schedule)
        _schedule_soon(worked, schedules["management-report"].id)
        keeper.resume(schedules["management-report"])
        until(lambda: bool(_reports(worked, "COMPLETED")))
    return Served(found, before, during, _reports(worked, "COMPLETED")[0])


def _schedule_soon(worked: Dashboard, deployment: str) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
    every = {"schedule": {"interval": 60, "anchor_date": soon.isoformat(), "timezone": "UTC"}, "active": True}
    # Prefect refuses for a moment while its database is busy.
    until(lambda: worked.api.post(f"/deployments/{deployment}/schedules", json=[every]).is_success)


def _reports(worked: Dashboard, state: str) -> list[dict[str, Any]]:
    runs = worked.all("flow_runs", flows={"name": {"any_": ["management-report"]}}, sort="START_TIME_ASC")
    return [run for run in runs if run["state_type"] == state]


def test_the_timetable_and_the_automations_are_registered_once_and_pauses_are_kept(
    worked: Dashboard, served: Served
) -> None:
    assert (frozenset({"backup"}), frozenset({"backup", "sweep"})) == (served.paused, served.paused_more)
    assert {one.flow_name for one in timetable()} == set(served.deployments)
    assert all(one["schedules"][0]["active"] for one in served.deployments.values())
    assert "0 8 * * *" == served.deployments["review-reminder"]["schedules"][0]["schedule"]["cron"]
    assert sorted(one.name for one in automations()) == sorted(one["name"] for one in worked.all("automations"))


def test_a_report_is_made_by_its_schedule_alone_and_lies_in_the_vault(worked: Dashboard, served: Served) -> None:
    run = served.report
    assert run["auto_scheduled"]
    assert {} == run["parameters"]
    month, _, document = run["state"]["message"].partition(": ")
    with open_workroom(worked.settings()) as work:
        making = Making(work=work, actor="test", now=utc_now)
        assert report_id(Family.MANAGEMENT, month_of(month, today=making.today())) == document
        view = work.records.view(DocumentId(document), actor="test", purpose="test", now=utc_now())
        (blob,) = [one for one in view.blobs if one.role is Role.ORIGINAL]
        assert work.vault.get(blob).startswith(b"%PDF")
    (artifact,) = [one for one in worked.all("artifacts") if one["key"] == "management-report"]
    assert run["id"] == artifact["flow_run_id"]
    assert document in artifact["description"]


@pytest.mark.timeout(3 * START_SECONDS)
def test_a_run_that_was_killed_is_started_once_more_and_one_that_fell_silent_counts_as_crashed(
    worked: Dashboard,
) -> None:
    def states() -> list[str]:
        runs = worked.all("flow_runs", flows={"name": {"any_": ["sleeper"]}})
        return sorted(run["state_type"] for run in runs)

    with worked.program("-m", "tests.flows.sleeping_program") as runner:
        until(lambda: "sleeper" in {one["name"] for one in worked.all("flows")} and bool(_sleepers(worked)))
        # Prefect refuses for a moment while its database is busy.
        until(
            lambda: (
                worked.api.post(f"/deployments/{_sleepers(worked)[0]}/create_flow_run", json=_AS_A_SCHEDULE).is_success
            )
        )
        until(lambda: states() == ["RUNNING"])
        _kill_children(runner.pid)
        until(lambda: states() == ["CRASHED", "RUNNING"])
        log = worked.server.home.parent / "program.log"
        until(lambda: b"run crashed" in log.read_bytes())
        # Now the runner too: nobody is left who could say that its run ended.
        children = _children(runner.pid)
        runner.kill()
        _kill(children)
    until(lambda: states() == ["CRASHED", "CRASHED"], 2 * START_SECONDS)


_AS_A_SCHEDULE = {"tags": ["auto-scheduled"]}
"""What a person began is not started once more."""


def _sleepers(worked: Dashboard) -> list[str]:
    return [one["id"] for one in worked.all("deployments", deployments={"name": {"any_": ["never"]}})]


def _children(pid: int) -> list[int]:
    threads = (path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return sorted({int(child) for some in threads for child in some})


def _kill_children(pid: int) -> None:
    until(lambda: bool(_children(pid)))
    _kill(_children(pid))


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_the_newest_run_of_each_flow_outlives_the_history_that_is_deleted(worked: Dashboard) -> None:
    runs = worked.all("flow_runs", flow_runs={"state": {"type": {"any_": [*ENDED]}}})
    newest: dict[str, dict[str, Any]] = {}
    for run in sorted(runs, key=lambda run: str(run["end_time"])):
        newest[run["flow_id"]] = run
    keeper = Timekeeper.at(f"{worked.server.address}/api", worked.environment["PREFECT_API_AUTH_STRING"])
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    would_go = keeper.count_runs(later)
    assert would_go == keeper.forget_runs(later) > 0
    assert (0, 0) == (keeper.count_runs(later), keeper.forget_runs(later))
    assert {run["id"] for run in newest.values()} <= {run["id"] for run in worked.all("flow_runs")}


def test_nothing_personal_lies_in_anything_that_prefect_or_the_services_wrote(worked: Dashboard) -> None:
    folder = worked.server.home.parent
    files = [path for path in folder.rglob("*") if path.is_file()]
    # The search finds what is there: an id of a document, in Prefect's database.
    document = worked.all("task_runs")[0]["name"].removeprefix("document ").encode()
    assert any(document in path.read_bytes() for path in files if path.name.startswith("prefect.db"))
    for path in files:
        data = path.read_bytes()
        for text in PERSONAL:
            for encoding in ("utf-8", "utf-16-le"):
                assert text.encode(encoding) not in data, path.name
