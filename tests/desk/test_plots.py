"""Plots: shapes in their places."""

import datetime as dt

import pytest

from desk.plots import WIDTH, bars, columns, gauge
from strongroom.quality import Group, Rate

DAY = dt.date(2026, 11, 16)


def test_the_longest_bar_is_whole() -> None:
    assert [1.0, 0.25] == [bar.length for bar in bars([("a", 8.0), ("b", 2.0)])]
    assert [0.0] == [bar.length for bar in bars([("a", 0.0)])]
    assert () == bars([])


def test_days_without_decisions_are_gaps() -> None:
    group = Group(name="2026-11-17", decisions=4, corrected=1, seconds=None)
    before, day, after = columns([group], DAY, DAY + dt.timedelta(days=2))
    assert (0.25, 0.75, 4, 1) == (day.corrected, day.rest, day.decisions, day.corrections)
    assert 0.0 == before.rest == after.rest
    assert after.x + after.width <= WIDTH


@pytest.mark.parametrize(
    ("found", "of", "top"), [(0, 1000, 0.02), (1, 29, 0.2), (30, 40, 1.0), (0, 0, 1.0), (2, 100, 0.1)]
)
def test_a_scale_ends_at_a_round_number_beyond_the_interval(found: int, of: int, top: float) -> None:
    drawn = gauge(Rate(found=found, of=of), wanted=0.01)
    assert top == pytest.approx(drawn.top)
    assert 0 <= drawn.low <= drawn.share <= drawn.high <= 1.001
    assert drawn.mark is not None
    assert 0 <= drawn.mark <= 1
