"""Only identifiers cross Prefect: proven by walking every flow and task there is."""

import datetime as dt
import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Iterator

import pytest
from prefect import Flow, Task
from prefect.logging.configuration import DEFAULT_LOGGING_SETTINGS_PATH, load_logging_config

import flows
from flows.deployments import timetable
from flows.server import DISCREET, SILENT
from strongroom.ids import DocumentId

HARMLESS = {DocumentId, list[DocumentId], int, bool, dt.date}


def flows_and_tasks() -> Iterator[tuple[str, Flow | Task]]:  # type: ignore[type-arg]
    for module in pkgutil.walk_packages(flows.__path__, "flows."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Flow | Task):
                yield f"{module.name}.{name}", value


EVERY = dict(flows_and_tasks())


def test_the_walk_finds_the_flows_there_are() -> None:
    assert {"flows.ingest.ingest", "flows.ingest.file_document", "flows.sweep.sweep"} <= EVERY.keys()


@pytest.mark.parametrize("name", EVERY)
def test_parameters_are_ids_dates_numbers_or_yes_and_no(name: str) -> None:
    hints = typing.get_type_hints(EVERY[name].fn)
    parameters = inspect.signature(EVERY[name].fn).parameters
    assert all(hints[parameter] in HARMLESS for parameter in parameters)


@pytest.mark.parametrize("name", EVERY)
def test_no_result_is_kept_and_no_print_is_sent(name: str) -> None:
    assert EVERY[name].persist_result is False
    assert EVERY[name].log_prints is False


@pytest.mark.parametrize("name", EVERY)
def test_run_names_and_tags_hold_nothing_but_ids(name: str) -> None:
    one = EVERY[name]
    run_name = one.task_run_name if isinstance(one, Task) else one.flow_run_name
    assert isinstance(run_name, str)
    assert set(re.findall(r"{(\w+)}", run_name)) <= {"document"}
    assert not getattr(one, "tags", None)


def test_everything_scheduled_is_limited_to_one_run_at_a_time() -> None:
    assert all(deployment.concurrency_limit == 1 and deployment.schedules for deployment in timetable())
    assert all(not deployment.parameters for deployment in timetable())


def test_telemetry_is_off_on_both_sides() -> None:
    assert ("false", "1") == (SILENT["PREFECT_SERVER_ANALYTICS_ENABLED"], SILENT["DO_NOT_TRACK"])


def test_results_and_prints_are_off_for_whatever_else_runs() -> None:
    assert "false" == DISCREET["PREFECT_RESULTS_PERSIST_BY_DEFAULT"] == DISCREET["PREFECT_LOGGING_LOG_PRINTS"]


def test_what_prefect_logs_is_one_object_a_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in DISCREET.items():
        monkeypatch.setenv(name, value)
    configured = load_logging_config(DEFAULT_LOGGING_SETTINGS_PATH)
    assert "json" == configured["handlers"]["console"]["formatter"]
    assert ["console"] == configured["root"]["handlers"]


@pytest.mark.parametrize("flow", sorted(one.flow_name or "" for one in timetable()))
def test_every_scheduled_flow_has_a_dry_run_which_nobody_gets_unasked(flow: str) -> None:
    body = next(one.fn for one in EVERY.values() if isinstance(one, Flow) and one.name == flow)
    assert False is inspect.signature(body).parameters["dry_run"].default
