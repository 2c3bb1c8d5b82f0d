"""What the product sets up in Prefect by itself, and pauses that outlast a restart."""

import asyncio
import datetime as dt
import json
from typing import Any

import httpx
import pytest

from flows.automations import automations
from flows.deployments import timetable, with_pauses
from flows.server import HEARTBEAT_SECONDS, WATCHED
from flows.stages.pausing import filing_is_paused, paused_flows, taking_in_is_paused
from flows.stages.workroom import Workroom
from flows.timekeeper import Timekeeper
from storage.records.pausing import INTAKE, MAINTENANCE, Pauses
from strongroom.errors import FlowsUnavailable

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def test_there_is_one_for_silence_one_for_crashes_and_one_for_what_is_late() -> None:
    told = {one.name: one.model_dump(mode="json") for one in automations()}
    assert ["change-flow-run-state", "run-deployment", "cancel-flow-run"] == [
        one["actions"][0]["type"] for one in told.values()
    ]


def test_silence_is_longer_than_three_heartbeats() -> None:
    zombie = automations()[0].model_dump(mode="json")["trigger"]
    assert zombie["within"] > 3 * HEARTBEAT_SECONDS
    assert {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"} == WATCHED


def test_what_crashes_every_time_is_not_started_over_and_over() -> None:
    crashed = automations()[1].model_dump(mode="json")["trigger"]
    assert ("Reactive", 1, 6 * 3600.0) == (crashed["posture"], crashed["threshold"], crashed["within"])
    assert ["related:deployment:prefect.resource.id"] == crashed["for_each"]


async def _asked_within_an_event_loop() -> list[str | None]:
    return [one.flow_name for one in timetable()]


def test_the_timetable_is_the_same_where_an_event_loop_runs() -> None:
    assert [one.flow_name for one in timetable()] == asyncio.run(_asked_within_an_event_loop())


def test_sweeps_do_not_queue_up_behind_each_other() -> None:
    (sweep,) = [one for one in timetable() if one.flow_name == "sweep"]
    assert sweep.concurrency_options is not None
    assert "CANCEL_NEW" == sweep.concurrency_options.collision_strategy.value


@pytest.mark.parametrize(
    ("paused", "taking_in", "filing", "backup"),
    [
        ((), False, False, False),
        ((INTAKE,), True, False, False),
        (("backup",), False, False, True),
        ((MAINTENANCE,), True, True, True),
    ],
)
def test_a_pause_stops_what_it_names(
    work: Workroom, paused: tuple[str, ...], taking_in: bool, filing: bool, backup: bool
) -> None:
    for name in paused:
        Pauses(work.records.transactions).pause(name, actor="ann", now=NOW)
    assert (taking_in, filing) == (taking_in_is_paused(work), filing_is_paused(work))
    registered = {one.flow_name: one.paused for one in with_pauses(timetable(), paused_flows(work))}
    assert backup is registered["backup"]
    assert (MAINTENANCE in paused) is registered["sweep"]


def server(request: httpx.Request) -> httpx.Response:
    asked: dict[str, Any] = json.loads(request.content)
    answers: dict[str, Any] = {
        "/api/flows/filter": [{"id": "f1", "name": "sweep"}, {"id": "f2", "name": "backup"}],
        "/api/deployments/filter": [
            {"id": "d1", "flow_id": "f1", "paused": False},
            {"id": "d2", "flow_id": "f2", "paused": True},
        ],
        "/api/deployments/d1/pause_deployment": None,
    }
    if request.url.path == "/api/flow_runs/filter":
        wanted = asked["flow_runs"]["deployment_id"]["any_"]
        return httpx.Response(200, json=[{"end_time": "2026-11-21T11:59:03.5Z"}] if wanted == ["d1"] else [])
    if request.url.path not in answers:
        return httpx.Response(500)
    return httpx.Response(200, json=answers[request.url.path])


def keeper() -> Timekeeper:
    return Timekeeper(httpx.Client(base_url="http://prefect/api", transport=httpx.MockTransport(server)))


def test_schedules_are_told_with_their_last_success() -> None:
    backup, sweep = keeper().schedules()
    assert ("backup", True, None) == (backup.flow, backup.paused, backup.succeeded_at)
    assert dt.datetime(2026, 11, 21, 11, 59, 3, 500_000, tzinfo=dt.UTC) == sweep.succeeded_at


def test_a_server_that_fails_is_unavailable() -> None:
    asked = keeper()
    backup, sweep = asked.schedules()
    asked.pause(sweep)
    with pytest.raises(FlowsUnavailable):
        asked.resume(backup)
