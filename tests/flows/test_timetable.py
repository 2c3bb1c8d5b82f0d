"""The timetable, as the guide for operations tells it."""

import re
from pathlib import Path

from flows.deployments import timetable

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
