"""Pausing from the command line: which schedules are told, and what is said when they cannot be."""

import json

import httpx
import pytest

from cli import pausing
from cli.faces import ExitCode
from flows.timekeeper import Timekeeper
from tests.cli.conftest import CommandLine

PAUSED_ON_THE_DASHBOARD = "upkeep"


class Prefect:
    """A server with three schedules, one of which somebody paused on its pages."""

    def __init__(self) -> None:
        self.answers = True
        self.told: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if not self.answers:
            return httpx.Response(503)
        names = ("backup", "sweep", PAUSED_ON_THE_DASHBOARD)
        what = request.url.path.removeprefix("/api/")
        if what == "flows/filter":
            return httpx.Response(200, json=[{"id": name, "name": name} for name in names])
        if what == "deployments/filter":
            rows = [{"id": name, "flow_id": name, "paused": name == PAUSED_ON_THE_DASHBOARD} for name in names]
            return httpx.Response(200, json=rows)
        if what == "flow_runs/filter":
            assert json.loads(request.content)["limit"] == 1
            return httpx.Response(200, json=[])
        self.told.append(what.removeprefix("deployments/"))
        return httpx.Response(200)


@pytest.fixture
def prefect(monkeypatch: pytest.MonkeyPatch) -> Prefect:
    server = Prefect()
    keeper = Timekeeper(httpx.Client(base_url="http://prefect/api", transport=httpx.MockTransport(server)))
    monkeypatch.setattr(pausing, "timekeeper_of", lambda _settings: keeper)
    return server


def test_a_single_schedule_is_told_and_what_was_paused_on_the_dashboard_stays_so(
    strongroom: CommandLine, prefect: Prefect
) -> None:
    assert "backup paused" in strongroom("pause", "backup").stdout
    assert ["backup/pause_deployment"] == prefect.told
    assert "intake paused" in strongroom("pause", "intake").stdout
    assert "intake resumed" in strongroom("resume", "intake").stdout
    assert ["backup/pause_deployment"] == prefect.told


def test_maintenance_tells_every_schedule(strongroom: CommandLine, prefect: Prefect) -> None:
    strongroom("pause", "maintenance")
    assert {"backup/pause_deployment", "sweep/pause_deployment"} == set(prefect.told)


def test_a_server_that_does_not_answer_is_not_taken_for_told(strongroom: CommandLine, prefect: Prefect) -> None:
    """A schedule that runs on while its pause is said to hold would be found out too late."""
    prefect.answers = False
    done = strongroom("pause", "backup")
    assert ExitCode.UNAVAILABLE == done.exit_code
    assert "could not be told" in done.stderr
    assert ExitCode.FINE == strongroom("pause", "intake").exit_code  # that needs no server
    prefect.answers = True
    assert "backup was paused already" in strongroom("pause", "backup").stdout
    assert ["backup/pause_deployment"] == prefect.told


def test_a_name_that_no_schedule_has_is_refused(strongroom: CommandLine, prefect: Prefect) -> None:
    done = strongroom("pause", "bakcup")
    assert ExitCode.MISUSED == done.exit_code
    assert [] == prefect.told
