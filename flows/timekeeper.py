"""What the Prefect server knows of our schedules, asked over its API: which there are, how they went, and a pause.

Without Prefect's own client: importing that takes seconds, and commands ask these few things only.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import httpx

from strongroom.errors import FlowsUnavailable

_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A flow on the timetable. ``succeeded_at`` is the end of its last run that completed."""

    id: str
    flow: str
    paused: bool
    succeeded_at: dt.datetime | None


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

    def schedules(self) -> tuple[Schedule, ...]:
        """Every flow that has a schedule, by its name."""
        flows = {flow["id"]: flow["name"] for flow in self._all("flows")}
        found = [
            Schedule(id=one["id"], flow=flows[one["flow_id"]], paused=one["paused"], succeeded_at=self._last(one["id"]))
            for one in self._all("deployments")
            if one["flow_id"] in flows
        ]
        return tuple(sorted(found, key=lambda schedule: schedule.flow))

    def pause(self, schedule: Schedule) -> None:
        """Have a schedule begin no more runs; those that wait are taken back, one that is under way ends."""
        self._ask(f"deployments/{schedule.id}/pause_deployment", {})

    def resume(self, schedule: Schedule) -> None:
        """Have a schedule begin runs again."""
        self._ask(f"deployments/{schedule.id}/resume_deployment", {})

    def _last(self, deployment: str) -> dt.datetime | None:
        asked = {
            "flow_runs": {"deployment_id": {"any_": [deployment]}, "state": {"type": {"any_": ["COMPLETED"]}}},
            "sort": "END_TIME_DESC",
            "limit": 1,
        }
        ended = [run["end_time"] for run in self._ask("flow_runs/filter", asked) if run["end_time"]]
        return dt.datetime.fromisoformat(ended[0]) if ended else None

    def _all(self, what: str) -> Any:
        return self._ask(f"{what}/filter", {})

    def _ask(self, path: str, asked: Mapping[str, Any]) -> Any:
        try:
            answer = self._client.post(path, json=asked).raise_for_status()
        except httpx.HTTPError as error:
            raise FlowsUnavailable from error
        return answer.json() if answer.content else None
