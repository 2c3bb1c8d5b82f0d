"""What management is told of a month."""

import datetime as dt

import pytest

from strongroom.document import State
from strongroom.ids import DocumentId
from strongroom.quality import Judged
from strongroom.reports.management import Came, Material, Open, SetAside, age, management, quantile
from strongroom.reports.period import Period
from strongroom.reports.table import Report

OCTOBER = Period(first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 31))
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


def judged(number: int, *, seconds: float, sampled: bool = False, wrong: bool = False) -> Judged:
    return Judged(
        document=DocumentId(f"D{number}"),
        kind="invoice",
        verdict="correct" if wrong else "accept",
        actor="user:rita",
        decided_at=NOW - dt.timedelta(days=number),
        corrected=("total",) if wrong else (),
        seconds=seconds,
        waited=3600.0 * number,
        sampled=sampled,
    )


def report() -> Report:
    came = [Came(day=dt.date(2026, 10, 5), kind="invoice", straight_through=number < 3) for number in range(4)]
    material = Material(
        came=[*came, Came(day=dt.date(2026, 10, 6), kind="unknown", straight_through=None)],
        judged=[
            judged(number, seconds=10.0 * number, sampled=number > 6, wrong=number == 8) for number in range(1, 11)
        ],
        open=[Open(state=State.IN_REVIEW, since=NOW - dt.timedelta(days=40)), Open(state=State.RECEIVED, since=NOW)],
        set_aside=[SetAside(code="pdf_locked", new=2, standing=1), SetAside(code="empty_file", new=3, standing=0)],
    )
    return management(material, OCTOBER, made_at=NOW)


def figures(made: Report) -> dict[str, object]:
    return {figure.key: figure.value for figure in made.figures}


def test_the_share_that_went_straight_through_is_of_what_was_read() -> None:
    assert {"documents": 5, "straight_through": 0.75}.items() <= figures(report()).items()


def test_review_times_are_a_median_and_the_time_that_nine_of_ten_stay_below() -> None:
    found = figures(report())
    assert (50.0, 90.0) == (found["review_median"], found["review_p90"])
    assert (5.0, 9.0) == (found["waited_median"], found["waited_p90"])


def test_the_error_rate_is_that_of_the_sample_with_its_interval() -> None:
    found = figures(report())
    assert (4, 1, 0.25) == (found["sampled"], found["sampled_wrong"], found["error_rate"])
    assert found["error_low"] == pytest.approx(0.0456, abs=1e-3)
    assert found["error_high"] == pytest.approx(0.6994, abs=1e-3)


def test_of_no_sample_nothing_is_claimed() -> None:
    found = figures(management(Material(came=(), judged=(), open=(), set_aside=()), OCTOBER, made_at=NOW))
    assert {found[key] for key in ("straight_through", "error_rate", "error_low", "error_high", "review_p90")} == {None}


def test_open_work_stands_by_state_and_age_and_what_was_set_aside_by_code() -> None:
    tables = {table.key: table.rows for table in report().tables}
    assert (("received", "age_day", 1), ("in_review", "age_longer", 1)) == tables["open"]
    assert (("empty_file", 3, 0), ("pdf_locked", 2, 1)) == tables["set_aside"]
    assert ((dt.date(2026, 10, 5), "invoice", 4), (dt.date(2026, 10, 6), "unknown", 1)) == tables["days"]


@pytest.mark.parametrize(
    ("hours", "name"), [(0, "age_day"), (23.9, "age_day"), (24, "age_3_days"), (169, "age_month"), (9999, "age_longer")]
)
def test_an_age_has_a_name(hours: float, name: str) -> None:
    assert name == age(NOW - dt.timedelta(hours=hours), NOW)


@pytest.mark.parametrize(
    ("values", "share", "value"), [([], 0.5, None), ([7], 0.9, 7), ([3, 1, 2], 0.5, 2), (range(1, 101), 0.9, 90)]
)
def test_a_quantile_is_one_of_the_values(values: list[float], share: float, value: float | None) -> None:
    assert value == quantile(values, share)
