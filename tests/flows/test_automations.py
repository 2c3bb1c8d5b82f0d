"""What the product sets up in Prefect by itself, and pauses that outlast a restart."""

import asyncio
import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from prefect.automations import Automation, AutomationCore
from prefect.events.actions import DoNothing

from flows.automations import automations, set_up
from flows.deployments import timetable, with_pauses
from flows.discreet import DRY_RUN, Family
from flows.server import HEARTBEAT_SECONDS, WATCHED
from flows.stages.pausing import filing_is_paused, paused_flows, taking_in_is_paused
from flows.stages.workroom import Workroom
from flows.timekeeper import Timekeeper
from storage.records.pausing import INTAKE, MAINTENANCE, Pauses
from strongroom.errors import FlowsUnavailable

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def triggers() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = [one.model_dump(mode="json")["trigger"] for one in automations()]
    return told


def test_there_is_one_for_silence_for_no_beginning_for_crashes_for_what_is_unavailable_and_for_what_is_late() -> None:
    assert [
        "change-flow-run-state",
        "change-flow-run-state",
        "run-deployment",
        "run-deployment",
        "cancel-flow-run",
    ] == [one.model_dump(mode="json")["actions"][0]["type"] for one in automations()]


def test_a_run_that_ended_in_any_state_of_ours_did_not_fall_silent() -> None:
    for zombie in triggers()[:2]:
        assert {f"prefect.flow-run.{name}" for name in (DRY_RUN, *Family)} <= set(zombie["expect"])


def test_a_run_that_was_about_to_begin_when_the_schedules_stopped_does_not_wait_for_ever() -> None:
    stuck = triggers()[1]
    assert {"prefect.flow-run.Pending", "prefect.flow-run.Submitting"} == set(stuck["after"])
    assert "prefect.flow-run.Running" in stuck["expect"]
    assert ("Proactive", 600.0) == (stuck["posture"], stuck["within"])


def test_of_the_families_of_errors_only_what_was_unavailable_is_tried_again_and_after_a_while() -> None:
    again = [one.model_dump(mode="json") for one in automations() if one.actions[0].type == "run-deployment"]
    assert [["prefect.flow-run.Crashed"], ["prefect.flow-run.Unavailable"]] == [
        one["trigger"]["expect"] for one in again
    ]
    assert [0.0, 900.0] == [one["actions"][0]["schedule_after"] for one in again]


def test_a_dry_run_that_somebody_began_is_never_started_again_as_a_real_one() -> None:
    for trigger in triggers()[2:4]:
        assert {"prefect.resource.id": "prefect.tag.auto-scheduled"} in trigger["match_related"]


def test_what_the_server_is_sent_names_what_it_is_to_do() -> None:
    sent = [one.model_dump(mode="json", exclude_unset=True)["actions"] for one in automations()]
    assert {"type": "cancel-flow-run"} == sent[-1][0]
    assert all("state" in one or "source" in one or "type" in one for (one,) in sent)


@dataclass
class Keeper:
    """What the server knows of automations."""

    known: list[Automation]
    changed: list[str] = field(default_factory=list)

    def read_automations_by_name(self, name: str) -> list[Automation]:
        return [one for one in self.known if one.name == name]

    def update_automation(self, _id: UUID, automation: AutomationCore) -> None:
        self.changed.append(automation.name)


def test_an_automation_that_is_as_it_should_be_is_left_alone_for_it_watches_runs_that_fell_silent() -> None:
    silent, *_, late = automations()
    as_it_was = Automation(id=uuid4(), **silent.model_dump())
    nothing = Automation(id=uuid4(), **{**late.model_dump(), "actions": [DoNothing()]})
    server = Keeper([as_it_was, nothing])
    for one in (silent, late):
        set_up(server, one)  # type: ignore[arg-type]
    assert [late.name] == server.changed


def test_silence_is_longer_than_three_heartbeats() -> None:
    zombie = automations()[0].model_dump(mode="json")["trigger"]
    assert zombie["within"] > 3 * HEARTBEAT_SECONDS
    assert {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"} == WATCHED


def test_what_crashes_every_time_is_not_started_over_and_over() -> None:
    crashed = automations()[2].model_dump(mode="json")["trigger"]
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


RUNS: dict[str, list[dict[str, Any]]] = {
    "d1": [{"end_time": "2026-11-21T11:59:03.5Z", "state_type": "COMPLETED"}],
    "d2": [],
    "d3": [
        {"end_time": "2026-11-21T04:00:09Z", "state_type": "FAILED", "state": {"message": "audit_broken"}},
        {"end_time": "2026-11-20T04:00:09Z", "state_type": "COMPLETED"},
    ],
    "d4": [{"end_time": "2026-11-21T04:30:00Z", "state_type": "FAILED", "state": {"message": "2 things found"}}],
    "d5": [{"end_time": "2026-11-21T05:00:00Z", "state_type": "CRASHED", "state": {"message": "Process exited."}}],
}
"""The newest first."""
FLOWS = {"d1": "sweep", "d2": "backup", "d3": "audit-verification", "d4": "reconcile", "d5": "upkeep"}


def server(request: httpx.Request) -> httpx.Response:
    asked: dict[str, Any] = json.loads(request.content)
    answers: dict[str, Any] = {
        "/api/flows/filter": [{"id": f"flow of {one}", "name": name} for one, name in FLOWS.items()],
        "/api/deployments/filter": [{"id": one, "flow_id": f"flow of {one}", "paused": one == "d2"} for one in FLOWS],
        "/api/deployments/d1/pause_deployment": None,
    }
    if request.url.path == "/api/flow_runs/filter":
        assert ["Dry run"] == asked["flow_runs"]["state"]["name"]["not_any_"]
        (deployment,) = asked["flow_runs"]["deployment_id"]["any_"]
        states = asked["flow_runs"]["state"]["type"]["any_"]
        return httpx.Response(200, json=[run for run in RUNS[deployment] if run["state_type"] in states][:1])
    if request.url.path not in answers:
        return httpx.Response(500)
    return httpx.Response(200, json=answers[request.url.path])


def keeper() -> Timekeeper:
    return Timekeeper(httpx.Client(base_url="http://prefect/api", transport=httpx.MockTransport(server)))


def test_schedules_are_told_with_their_last_success() -> None:
    known = {one.flow: one for one in keeper().schedules()}
    backup, sweep = known["backup"], known["sweep"]
    assert ("backup", True, None) == (backup.flow, backup.paused, backup.succeeded_at)
    assert dt.datetime(2026, 11, 21, 11, 59, 3, 500_000, tzinfo=dt.UTC) == sweep.succeeded_at


def test_a_schedule_says_by_a_code_how_its_newest_run_went_wrong_and_when_one_last_did_well() -> None:
    known = {one.flow: one for one in keeper().schedules()}
    assert {
        "sweep": None,
        "backup": None,
        "audit-verification": "audit_broken",
        "reconcile": "failed",
        "upkeep": "crashed",
    } == {flow: one.failure for flow, one in known.items()}
    assert dt.datetime(2026, 11, 20, 4, 0, 9, tzinfo=dt.UTC) == known["audit-verification"].succeeded_at


def test_care_hears_how_every_schedule_went_that_ever_ran() -> None:
    ran = keeper().runs()
    assert {"sweep": True, "audit-verification": False, "reconcile": False, "upkeep": False} == {
        flow: one.well for flow, one in ran.items()
    }


def test_when_each_schedule_begins_next_is_found_behind_the_runs_of_what_runs_every_minute() -> None:
    minutes = [{"deployment_id": "d1", "expected_start_time": f"2026-11-21T12:{n % 60:02}:00Z"} for n in range(200)]
    asked: list[int] = []

    def prefect(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        asked.append(body["offset"])
        nights = [
            {"deployment_id": "d2", "expected_start_time": "2026-11-22T03:30:00Z"},
            {"deployment_id": None, "expected_start_time": "2026-11-22T03:31:00Z"},
            {"deployment_id": "d2", "expected_start_time": "2026-11-23T03:30:00Z"},
        ]
        return httpx.Response(200, json=minutes if body["offset"] == 0 else nights)

    found = Timekeeper(httpx.Client(base_url="http://prefect/api", transport=httpx.MockTransport(prefect))).begins()
    assert {"d1": "2026-11-21T12:00", "d2": "2026-11-22T03:30"} == {
        one: f"{at:%Y-%m-%dT%H:%M}" for one, at in found.items()
    }
    assert [0, 200] == asked


def test_what_went_wrong_lately_is_counted_by_its_code() -> None:
    def prefect(request: httpx.Request) -> httpx.Response:
        wanted = json.loads(request.content)["flow_runs"]
        assert {"after_": NOW.isoformat()} == wanted["end_time"]
        assert ["Dry run"] == wanted["state"]["name"]["not_any_"]
        return httpx.Response(
            200, json=[run for runs in RUNS.values() for run in runs if run["state_type"] != "COMPLETED"]
        )

    found = Timekeeper(httpx.Client(base_url="http://prefect/api", transport=httpx.MockTransport(prefect)))
    assert {"audit_broken": 1, "failed": 1, "crashed": 1} == found.failures(NOW)


def test_a_server_that_fails_is_unavailable() -> None:
    asked = keeper()
    known = {one.flow: one for one in asked.schedules()}
    backup, sweep = known["backup"], known["sweep"]
    asked.pause(sweep)
    with pytest.raises(FlowsUnavailable):
        asked.resume(backup)


@pytest.mark.parametrize(
    ("since", "heard", "crashed"),
    [
        (NOW - dt.timedelta(hours=1), (), ["r1"]),
        (NOW - dt.timedelta(hours=1), ({"event": "prefect.flow-run.heartbeat"},), []),
        (NOW - dt.timedelta(minutes=9), (), []),
    ],
)
def test_what_is_under_way_and_was_not_heard_of_for_long_is_declared_crashed(
    since: dt.datetime, heard: tuple[dict[str, Any], ...], crashed: list[str]
) -> None:
    declared: list[str] = []

    def prefect(request: httpx.Request) -> httpx.Response:
        asked: dict[str, Any] = json.loads(request.content)
        if request.url.path == "/api/flow_runs/filter":
            return httpx.Response(200, json=[{"id": "r1", "state": {"timestamp": since.isoformat()}}])
        if request.url.path == "/api/events/filter":
            assert ["prefect.flow-run.r1"] == asked["filter"]["resource"]["id"]
            return httpx.Response(200, json={"events": heard})
        assert "/api/flow_runs/r1/set_state" == request.url.path
        assert "CRASHED" == asked["state"]["type"]
        declared.append("r1")
        return httpx.Response(201, json={})

    asked = Timekeeper(httpx.Client(base_url="http://prefect/api", transport=httpx.MockTransport(prefect)))
    assert len(crashed) == asked.end_silent(NOW)
    assert crashed == declared
