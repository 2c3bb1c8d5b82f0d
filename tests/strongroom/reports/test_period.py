"""The time that a report is about."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from strongroom.document import State
from strongroom.errors import BadForm
from strongroom.ids import DocumentId
from strongroom.kind import Sensitivity
from strongroom.permissions import REPORTS, Action, Actor, Allowed, Grant, StaffRole, Target, decide
from strongroom.reports.family import Family, family_of
from strongroom.reports.period import Period, is_reporting_day, month_before, month_of

TODAY = dt.date(2026, 3, 5)


def test_the_month_before_is_whole() -> None:
    assert Period(first=dt.date(2026, 2, 1), last=dt.date(2026, 2, 28)) == month_before(TODAY)
    assert "2025-12" == month_before(dt.date(2026, 1, 1)).name


def test_the_month_that_goes_on_ends_today() -> None:
    assert "2026-03-01_2026-03-05" == month_of("2026-03", today=TODAY).name
    assert "2026-02" == month_of("2026-02", today=TODAY).name


@pytest.mark.parametrize("text", ["", "2026-13", "2026-3", "2026-04", "0001-01", "10-2026"])
def test_what_is_no_month_or_has_not_begun_is_refused(text: str) -> None:
    with pytest.raises(BadForm):
        month_of(text, today=TODAY)


def test_days_begin_where_the_house_is() -> None:
    since, until = month_before(TODAY).span(ZoneInfo("Asia/Shanghai"))
    assert (dt.datetime(2026, 1, 31, 16, tzinfo=dt.UTC), dt.datetime(2026, 2, 28, 16, tzinfo=dt.UTC)) == (since, until)


@pytest.mark.parametrize(("day", "has_come"), [(1, False), (8, False), (9, True), (30, True)])
def test_the_report_waits_for_the_first_working_day(day: int, has_come: bool) -> None:
    after_golden_week = dt.date(2026, 10, 9)
    assert has_come is is_reporting_day(dt.date(2026, 10, day), lambda one: one >= after_golden_week)


def test_only_what_was_made_here_is_a_report() -> None:
    assert Family.FINANCE is family_of("report", "finance")
    assert family_of("report", None) is None is family_of("invoice", "finance")


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("role", StaffRole)
def test_a_report_opens_for_whom_it_is_for_and_no_grant_scope_or_share_opens_it(
    role: StaffRole, family: Family
) -> None:
    now = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
    target = Target(document=DocumentId("D1"), state=State.FILED, sensitivity=Sensitivity.PERSONAL, report=family)
    grant = Grant(
        id="G", actions=frozenset({Action.READ}), starts=now, ends=now.replace(year=2027), document=DocumentId("D1")
    )
    actor = Actor(id="P", roles=frozenset({role}), grants=(grant,))
    bound = Actor(id="P", roles=frozenset({role}), customers=frozenset({"Acme"}))

    def may(who: Actor, action: Action) -> bool:
        return isinstance(decide(who, action, target, purpose="test", now=now), Allowed)

    for action in (Action.READ, Action.DOWNLOAD):
        assert may(actor, action) is (role in REPORTS[family])
        assert not may(bound, action)
    assert not any(may(actor, action) for action in (Action.SHARE, Action.REVIEW, Action.APPROVE, Action.REVEAL))


def test_a_report_ordered_on_the_last_day_does_not_pass_for_the_one_of_the_whole_month() -> None:
    last = dt.date(2026, 3, 31)
    assert "2026-03-01_2026-03-30" == month_of("2026-03", today=last).name
    assert "2026-03" == month_of("2026-03", today=last + dt.timedelta(days=1)).name
