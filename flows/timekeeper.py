"""What the Prefect server knows of our schedules, asked over its API: which there are, how they went, and a pause.

Without Prefect's own client: importing that takes seconds, and commands ask these few things only.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import httpx

from strongroom.concern import Ran
from strongroom.errors import FlowsUnavailable

_SECONDS: Final = 5.0
_PAGE: Final = 200
"""Runs that the server tells at once."""
_MOST: Final = 5 * _PAGE
"""Runs that are looked through: what runs every minute has more of them than all others together."""
_BATCH: Final = 50
"""Runs that the server deletes in one transaction: more may take it longer than a client waits."""
_DRY_RUN: Final = "Dry run"
"""The state of ``flows.discreet.DRY_RUN``, which only who imports Prefect can import."""
_UNDER_WAY: Final = ("PENDING", "RUNNING", "CANCELLING")
_SILENCE: Final = dt.timedelta(minutes=10)
"""Twenty heartbeats, or what a machine that is far behind takes to begin a run."""
_ENDED: Final = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A flow on the timetable. ``succeeded_at`` is the end of its last run that completed; dry runs count for nothing.

    ``failure`` is how its newest run went wrong: a code of ``strongroom.errors``, the type of an error, ``crashed``, or
    ``failed`` where it found something that it is to tell of; None where that run did well, or there is none.
    """

    id: str
    flow: str
    paused: bool
    succeeded_at: dt.datetime | None
    failure: str | None = None


class Timekeeper:
    """The schedules of a running Prefect server at ``url`` (which ends in /api); every method may raise
    FlowsUnavailable.
    """

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    @classmethod
    def at(cls, url: str, password: str) -> Self:
        """Ask the server at this address; ``password`` is ``user:secret``, as Prefect's own setting has it."""
        user, _, secret = password.partition(":")
        return cls(httpx.Client(base_url=url, auth=(user, secret), timeout=_SECONDS))

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> Self:
        """The server that Prefect's own variables name; without them one that never answers."""
        url = environment.get("PREFECT_API_URL", "http://127.0.0.1:0/api")
        return cls.at(url, environment.get("PREFECT_API_AUTH_STRING", ""))

    def runs(self) -> Mapping[str, Ran]:
        """How each schedule went, by its flow; one that never ended a run is left out."""
        return {
            one.flow: Ran(well=one.failure is None, succeeded_at=one.succeeded_at)
            for one in self.schedules()
            if one.failure is not None or one.succeeded_at is not None
        }

    def schedules(self) -> tuple[Schedule, ...]:
        """Every flow that has a schedule, by its name."""
        flows = {flow["id"]: flow["name"] for flow in self._all("flows")}
        found = [self._schedule(one, flows) for one in self._all("deployments") if one["flow_id"] in flows]
        return tuple(sorted(found, key=lambda schedule: schedule.flow))

    def begins(self) -> Mapping[str, dt.datetime]:
        """When each schedule begins its next run, by the id of the schedule; what waits for no run is left out."""
        planned = {"state": {"type": {"any_": ["SCHEDULED"]}}}
        found: dict[str, dt.datetime] = {}
        for run in self._runs(planned, sort="EXPECTED_START_TIME_ASC"):
            if run["deployment_id"] and run["expected_start_time"]:
                found.setdefault(run["deployment_id"], dt.datetime.fromisoformat(run["expected_start_time"]))
        return found

    def failures(self, since: dt.datetime) -> Mapping[str, int]:
        """How many runs ended badly since a moment, by how (``Schedule.failure``)."""
        wrong = {"state": _real("FAILED", "CRASHED"), "end_time": {"after_": since.isoformat()}}
        return Counter(code for run in self._runs(wrong, sort="END_TIME_DESC") if (code := _failure(run)))

    def _runs(self, wanted: Mapping[str, Any], *, sort: str) -> Iterator[dict[str, Any]]:
        for offset in range(0, _MOST, _PAGE):
            asked = {"flow_runs": wanted, "sort": sort, "limit": _PAGE, "offset": offset}
            page = self._ask("flow_runs/filter", asked)
            yield from page
            if len(page) < _PAGE:
                return

    def _schedule(self, one: Mapping[str, Any], flows: Mapping[str, str]) -> Schedule:
        newest = self._newest(one["id"], "COMPLETED", "FAILED", "CRASHED")
        failure = None if newest is None else _failure(newest)
        good = newest if failure is None else self._newest(one["id"], "COMPLETED")
        return Schedule(
            id=one["id"],
            flow=flows[one["flow_id"]],
            paused=one["paused"],
            succeeded_at=dt.datetime.fromisoformat(good["end_time"]) if good else None,
            failure=failure,
        )

    def pause(self, schedule: Schedule) -> None:
        """Have a schedule begin no more runs; those that wait are taken back, one that is under way ends."""
        self._ask(f"deployments/{schedule.id}/pause_deployment", {})

    def resume(self, schedule: Schedule) -> None:
        """Have a schedule begin runs again."""
        self._ask(f"deployments/{schedule.id}/resume_deployment", {})

    def end_silent(self, now: dt.datetime) -> int:
        """Declare crashed what is under way and was not heard of for ten minutes, and return how many those are.

        Automations do this within two (``flows.automations``), by what they saw. What the server lost when its database
        was locked they never saw; here it is asked what it has.
        """
        runs = self._ask("flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": _UNDER_WAY}}}})
        silent = [run["id"] for run in runs if self._is_silent(run, now - _SILENCE)]
        for run in silent:
            state = {"type": "CRASHED", "name": "Crashed", "message": "no heartbeat"}
            self._ask(f"flow_runs/{run}/set_state", {"state": state, "force": False})
        return len(silent)

    def _is_silent(self, run: Mapping[str, Any], since: dt.datetime) -> bool:
        if dt.datetime.fromisoformat(run["state"]["timestamp"]) > since:
            return False
        heard = {"occurred": {"since": since.isoformat()}, "resource": {"id": [f"prefect.flow-run.{run['id']}"]}}
        return not self._ask("events/filter", {"filter": heard, "limit": 1})["events"]

    def count_runs(self, before: dt.datetime) -> int:
        """How many runs ``forget_runs`` would delete."""
        return int(self._ask("flow_runs/count", {"flow_runs": self._old(before)}))

    def forget_runs(self, before: dt.datetime) -> int:
        """Delete the runs that ended before a moment, but for the newest of each flow and its newest that did well."""
        old, gone = self._old(before), 0
        while deleted := self._ask("flow_runs/bulk_delete", {"flow_runs": old, "limit": _BATCH})["deleted"]:
            gone += len(deleted)
        return gone

    def _old(self, before: dt.datetime) -> dict[str, Any]:
        kept = set[str]()
        for flow in self._all("flows"):
            for state in ({"type": {"any_": _ENDED}}, _real("COMPLETED")):
                newest = self._newest_where({"state": state}, flows={"id": {"any_": [flow["id"]]}})
                kept |= {newest["id"]} if newest else set()
        return {
            "end_time": {"before_": before.isoformat()},
            "state": {"type": {"any_": _ENDED}},
            "id": {"not_any_": sorted(kept)},
        }

    def _newest(self, deployment: str, *states: str) -> dict[str, Any] | None:
        """The run of a deployment, other than a dry one, that ended last in one of these states."""
        return self._newest_where({"deployment_id": {"any_": [deployment]}, "state": _real(*states)})

    def _newest_where(self, runs: Mapping[str, Any], **more: Any) -> dict[str, Any] | None:
        asked = {"flow_runs": runs, "sort": "END_TIME_DESC", "limit": 1, **more}
        return next((run for run in self._ask("flow_runs/filter", asked) if run["end_time"]), None)

    def _all(self, what: str) -> Any:
        return self._ask(f"{what}/filter", {})

    def _ask(self, path: str, asked: Mapping[str, Any]) -> Any:
        try:
            answer = self._client.post(path, json=asked).raise_for_status()
        except httpx.HTTPError as error:
            raise FlowsUnavailable from error
        return answer.json() if answer.content else None


def _real(*states: str) -> dict[str, Any]:
    """Runs in one of these states, but for dry ones."""
    return {"type": {"any_": states}, "name": {"not_any_": [_DRY_RUN]}}


def _failure(run: Mapping[str, Any]) -> str | None:
    """How a run went wrong; never a sentence, for it becomes a label of a metric."""
    if run["state_type"] == "COMPLETED":
        return None
    if run["state_type"] == "CRASHED":
        return "crashed"
    message = (run.get("state") or {}).get("message") or ""
    return message if message.isidentifier() else "failed"
