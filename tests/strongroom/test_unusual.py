"""Ordinary work is not unusual; much of it in a day, many refusals, and a first night are."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from strongroom.unusual import Act, Bounds, Deed, Oddity, Sign, but_for_nightly, oddities

BOUNDS = Bounds(revealed=3, exported=2, denied=2, night_from=22, night_to=6, zone=ZoneInfo("Asia/Shanghai"))
NOON = dt.datetime(2026, 11, 21, 4, 0, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 11, 21, 19, 0, tzinfo=dt.UTC)
"""Three in the morning in Shanghai."""


def acts(deed: Deed, papers: int, *, who: str = "ann", at: dt.datetime = NOON, times: int = 1) -> list[Act]:
    return [Act(who=who, at=at, deed=deed, document=f"D{number}") for number in range(papers) for _ in range(times)]


@pytest.mark.parametrize(
    ("done", "found"),
    [
        ([], []),
        (acts(Deed.LOOKED, 100), []),
        (acts(Deed.REVEALED, 3), []),
        (acts(Deed.REVEALED, 3, times=9), []),
        (acts(Deed.REVEALED, 4), [(Sign.MANY_REVEALED, 4)]),
        (acts(Deed.EXPORTED, 3), [(Sign.MANY_EXPORTED, 3)]),
        (acts(Deed.DENIED, 1, times=3), [(Sign.MANY_DENIED, 3)]),
        (acts(Deed.REVEALED, 2) + acts(Deed.REVEALED, 2, who="ben"), []),
        (acts(Deed.LOOKED, 2, at=NIGHT), [(Sign.FIRST_NIGHT, 2)]),
        (acts(Deed.DENIED, 1, at=NIGHT), []),
    ],
)
def test_what_is_unusual_in_a_day(done: list[Act], found: list[tuple[Sign, int]]) -> None:
    wanted = tuple(Oddity(who="ann", sign=sign, count=count) for sign, count in found)
    assert oddities(iter(done), BOUNDS) == wanted


def test_who_works_at_night_anyway_is_not_asked_why() -> None:
    found = oddities(acts(Deed.LOOKED, 2, at=NIGHT) + acts(Deed.REVEALED, 4), BOUNDS)
    assert but_for_nightly(found, {"ben"}) == found
    assert [Sign.MANY_REVEALED] == [one.sign for one in but_for_nightly(found, {"ann"})]


@pytest.mark.parametrize(("hour", "is_night"), [(21, False), (22, True), (0, True), (5, True), (6, False)])
def test_the_night_goes_over_midnight(hour: int, *, is_night: bool) -> None:
    assert BOUNDS.is_night(dt.datetime(2026, 11, 21, hour, 30, tzinfo=BOUNDS.zone)) is is_night
