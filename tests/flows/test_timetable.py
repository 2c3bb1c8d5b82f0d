"""The timetable, as the guide for operations tells it."""

import re
from pathlib import Path

import pytest
from prefect.client.schemas.schedules import CronSchedule

from flows.deployments import of_house, timetable
from strongroom.errors import BadSettings
from strongroom.settings import Settings, Unusual

GUIDE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
FLOWS = {one.flow_name for one in timetable()}


def rows(heading: str) -> set[str]:
    """The first cells of the table under a heading."""
    section = GUIDE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    cells = re.findall(r"^\| ([a-z-]+(?:, [a-z-]+)*) \|", section, re.MULTILINE)
    return {name for cell in cells for name in cell.split(", ")}


def test_every_scheduled_flow_is_explained_to_operations() -> None:
    assert rows("The timetable") >= FLOWS


def test_every_scheduled_flow_says_why_it_may_run_twice_and_be_killed() -> None:
    assert rows("Run twice, or killed") >= FLOWS


def times(settings: Settings) -> dict[str, tuple[str, str]]:
    """Cron and zone of each flow that keeps a time of day."""
    found = {one.flow_name or "": one.schedules[0].schedule for one in of_house(timetable(), settings) if one.schedules}
    return {flow: (one.cron, one.timezone or "") for flow, one in found.items() if isinstance(one, CronSchedule)}


def test_nights_are_those_of_the_house_and_not_those_of_greenwich() -> None:
    kept = times(Settings())
    assert ("30 3 * * *", "Asia/Shanghai") == kept["backup"]
    assert {"Asia/Shanghai"} == {zone for _, zone in kept.values()}
    assert {"Europe/Lisbon"} == {zone for _, zone in times(Settings(unusual=Unusual(zone="Europe/Lisbon"))).values()}


def test_a_house_sets_times_of_its_own_by_the_name_of_the_flow() -> None:
    kept = times(Settings(schedules={"backup": "0 22 * * 1-5", "sweep": "*/2 * * * *"}))
    assert ("0 22 * * 1-5", "Asia/Shanghai") == kept["backup"]
    assert ("*/2 * * * *", "Asia/Shanghai") == kept["sweep"]
    assert ("0 5 * * 0", "Asia/Shanghai") == kept["backup-drill"]


@pytest.mark.parametrize(
    ("schedules", "named"),
    [({"bakcup": "0 22 * * *"}, "schedules.bakcup"), ({"backup": "61 22 * * *"}, "schedules.backup")],
)
def test_a_time_of_no_flow_or_that_is_none_keeps_the_schedules_from_starting(
    schedules: dict[str, str], named: str
) -> None:
    with pytest.raises(BadSettings) as refused:
        of_house(timetable(), Settings(schedules=schedules))
    assert named == refused.value.facts["setting"]
