"""What people corrected, where they disagreed, and what took long, in counts."""

import datetime as dt

import pytest

from strongroom.ids import DocumentId
from strongroom.quality import FieldQuality, Judged, disagree, quality

START = dt.datetime(2026, 11, 16, 8, tzinfo=dt.UTC)


def judged(document: str = "A", minute: int = 0, **said: object) -> Judged:
    values: dict[str, object] = {"kind": "invoice", "verdict": "accept", "actor": "ann", "seconds": 60.0}
    return Judged(
        document=DocumentId(document),
        decided_at=START + dt.timedelta(minutes=minute),
        **values | said,  # type: ignore[arg-type]
    )


def test_nothing_decided_is_a_report_of_nothing() -> None:
    found = quality(())
    assert (0, 0, None, ()) == (found.decisions, found.disagreements, found.median_seconds, found.fields)


def test_fields_are_counted_with_the_time_of_their_reviews() -> None:
    found = quality(
        (
            judged("A", corrected=("total",), verdict="correct", seconds=30.0),
            judged("B", corrected=("seller", "total"), verdict="correct", seconds=300.0),
            judged("C"),
        )
    )
    assert ("total", "seller") == tuple(field.field for field in found.fields)
    assert FieldQuality(kind="invoice", field="seller", corrections=1, seconds=300.0) == found.slowest[0]
    assert (3, 2) == (found.decisions, found.found_wrong)


def test_the_error_rate_is_that_of_what_had_gone_straight_through() -> None:
    found = quality(
        (
            judged("A", straight_through=True),
            judged("B", straight_through=True, kind_changed=True, verdict="correct"),
            judged("C", corrected=("total",), verdict="correct"),
        )
    )
    assert (2, 1) == (found.sampled, found.sampled_wrong)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({"actor": "ben", "verdict": "correct", "corrected": ("total",)}, True),
        ({"actor": "ben", "verdict": "reject"}, True),
        ({"actor": "ben"}, False),
        ({"actor": "ann", "verdict": "correct", "corrected": ("total",)}, False),
    ],
)
def test_two_people_disagree_when_one_changes_what_the_other_let_stand(
    second: dict[str, object], expected: bool
) -> None:
    assert expected is disagree((judged(minute=5, **second), judged(minute=0)))
