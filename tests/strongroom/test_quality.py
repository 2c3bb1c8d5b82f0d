"""What people corrected, where they disagreed, and what took long, in counts."""

import datetime as dt

import pytest

from strongroom.ids import DocumentId
from strongroom.quality import FieldQuality, Judged, Rate, disagree, quality

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


def test_fields_are_counted_with_the_time_that_was_spent_on_them() -> None:
    found = quality(
        (
            judged("A", corrected=("total",), verdict="correct", spent={"total": 30.0}),
            judged("B", corrected=("seller", "total"), verdict="correct", spent={"seller": 300.0, "total": 10.0}),
            judged("C"),
        )
    )
    assert ("total", "seller") == tuple(field.field for field in found.fields)
    assert FieldQuality(kind="invoice", field="seller", corrections=1, seconds=300.0) == found.slowest[0]
    assert (3, 2) == (found.decisions, found.found_wrong)


def test_the_error_rate_is_that_of_what_had_gone_straight_through() -> None:
    found = quality(
        (
            judged("A", sampled=True),
            judged("B", sampled=True, kind_changed=True, verdict="correct"),
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


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_an_interval_is_that_of_the_literature(found: int, of: int, low: float, high: float) -> None:
    assert (low, high) == tuple(round(end, 4) for end in Rate(found=found, of=of).interval)


def test_of_nothing_everything_is_possible() -> None:
    assert (None, (0.0, 1.0)) == (Rate(found=0, of=0).share, Rate(found=0, of=0).interval)


def test_second_looks_say_how_often_people_agree() -> None:
    found = quality((judged("A"), judged("A", 5, actor="ben", stage=2), judged("B", 6, stage=2, verdict="reject")))
    assert Rate(found=1, of=2) == found.confirmed


def test_decisions_are_grouped_by_person_and_by_day() -> None:
    found = quality((judged("A", seconds=10.0), judged("B", 24 * 60, seconds=30.0), judged("C", actor="ben")))
    assert [("ann", 2, 20.0), ("ben", 1, 60.0)] == [(one.name, one.decisions, one.seconds) for one in found.people]
    assert ["2026-11-16", "2026-11-17"] == [one.name for one in found.days]
