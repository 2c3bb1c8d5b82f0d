"""Turns of a bucket: so many at once, then an even pace."""

import datetime as dt

import pytest

from strongroom.rate import Bucket, Pace, full, take

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
PACE = Pace(burst=3, per_minute=6)


def later(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def test_a_burst_is_let_through_and_the_next_one_is_told_how_long_to_wait() -> None:
    bucket, waits = full(PACE, NOW), []
    for _ in range(5):
        bucket, wait = take(bucket, PACE, NOW)
        waits.append(wait)
    assert [0, 0, 0, 10, 10] == waits


@pytest.mark.parametrize(
    ("left", "seconds", "wait"),
    [(0, 10, 0), (0, 9, 1), (0.5, 0, 5), (0.5, 5, 0), (0, 0, 10), (0, -30, 40)],
)
def test_what_is_told_is_what_is_missing(left: float, seconds: float, wait: int) -> None:
    assert wait == take(Bucket(left=left, at=NOW), PACE, later(seconds))[1]


def test_waiting_as_long_as_was_told_is_enough() -> None:
    bucket, wait = take(Bucket(left=0.01, at=NOW), PACE, later(0.3))
    assert 0 == take(bucket, PACE, later(0.3 + wait))[1]


def test_a_long_rest_fills_no_more_than_the_burst() -> None:
    bucket, _ = take(full(PACE, NOW), PACE, later(86_400))
    assert 2 == bucket.left
