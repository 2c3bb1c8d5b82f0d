"""A back office of some weeks; ``make sim`` simulates ten years."""

from pathlib import Path

from tests.sim.world import Scale, run


def test_over_some_weeks_nothing_goes_early_alone_or_under_hold_and_every_expiry_is_chased(tmp_path: Path) -> None:
    world = run(Scale(days=28, papers=200, customers=80, archive=0.9, seed=7), tmp_path, lambda _world, _day: None)
    counts = world.watch.counts
    assert counts["shredded"] > 0
    assert counts["erased"] > 0
    assert counts["chased"] > 0
    assert counts["expiries watched"] > 0
    assert world.refused > 0
