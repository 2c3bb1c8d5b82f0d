"""Concerns: when something begins to be one, grows, goes on in silence, and is over."""

import datetime as dt

import pytest

from strongroom.concern import Concern, Limits, Ran, Seen, Trouble, concerns, rotation_is_due

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
DAY, HOUR, GIGABYTE = dt.timedelta(days=1), dt.timedelta(hours=1), 2**30
LIMITS = Limits(certificate_days=(30, 7), free_gigabytes=(10, 2), queue_hours=1.0, queue_documents=100, rotate_days=365)
NOTHING: frozenset[Concern] = frozenset()


def only(trouble: Trouble, subject: str, step: int = 0) -> frozenset[Concern]:
    return frozenset({Concern(trouble=trouble, subject=subject, step=step)})


@pytest.mark.parametrize(
    ("left", "step"),
    [(31 * DAY, None), (30 * DAY, 30), (8 * DAY, 30), (7 * DAY, 7), (HOUR, 7), (0 * DAY, 0), (-DAY, 0)],
)
def test_a_certificate_is_told_at_each_step_before_its_end_and_at_its_end(left: dt.timedelta, step: int | None) -> None:
    found = concerns(Seen(certificates={"desk": NOW + left}), LIMITS, NOTHING, NOW)
    assert found == (NOTHING if step is None else only(Trouble.CERTIFICATE_ENDS, "desk", step))


@pytest.mark.parametrize(
    ("free", "before", "step"),
    [
        (10, None, None),
        (9, None, 10),
        (11, 10, 10),  # not better by a fifth yet
        (13, 10, None),
        (1, 10, 2),
        (2.2, 2, 2),
        (3, 2, 10),
        (3, 10, 10),
    ],
)
def test_a_disk_grows_fuller_in_steps_and_is_well_again_only_when_it_clearly_is(
    free: float, before: int | None, step: int | None
) -> None:
    standing = NOTHING if before is None else only(Trouble.DISK_LOW, "data", before)
    found = concerns(Seen(free={"data": int(free * GIGABYTE)}), LIMITS, standing, NOW)
    assert found == (NOTHING if step is None else only(Trouble.DISK_LOW, "data", step))


@pytest.mark.parametrize(
    ("seen", "troubles"),
    [
        (Seen(waiting=100, oldest=HOUR), set()),
        (Seen(waiting=1, oldest=HOUR + dt.timedelta(seconds=1)), {Trouble.QUEUE_OLD}),
        (Seen(waiting=101), {Trouble.QUEUE_LONG}),
        (Seen(waiting=1, lapsed=2), {Trouble.LEASES_LAPSED}),
        (Seen(waiting=None, oldest=9 * HOUR, lapsed=2), set()),
    ],
)
def test_a_queue_is_too_old_or_too_long_but_not_while_it_is_paused(seen: Seen, troubles: set[Trouble]) -> None:
    assert {one.trouble for one in concerns(seen, LIMITS, NOTHING, NOW)} == troubles


def test_a_queue_on_the_edge_is_one_concern_and_not_one_each_hour() -> None:
    before = only(Trouble.QUEUE_LONG, "queue")
    assert concerns(Seen(waiting=90), LIMITS, before, NOW) == before
    assert concerns(Seen(waiting=80), LIMITS, before, NOW) == NOTHING


@pytest.mark.parametrize(
    ("ran", "told"),
    [
        (Ran(well=True, succeeded_at=NOW - 9 * DAY), False),
        (Ran(well=False, succeeded_at=NOW - DAY), True),
        (Ran(well=False, succeeded_at=None), True),
        (Ran(well=False, succeeded_at=NOW - dt.timedelta(minutes=20)), False),
    ],
)
def test_a_failed_run_is_told_unless_it_runs_every_few_minutes_and_just_did_well(ran: Ran, told: bool) -> None:
    expected = only(Trouble.RUN_FAILED, "backup") if told else NOTHING
    assert concerns(Seen(runs={"backup": ran}), LIMITS, NOTHING, NOW) == expected


def test_a_finding_of_unusual_access_is_not_told_a_second_time_as_a_failed_run() -> None:
    assert NOTHING == concerns(Seen(runs={"unusual-access": Ran(well=False, succeeded_at=None)}), LIMITS, NOTHING, NOW)


@pytest.mark.parametrize(("age", "days", "due"), [(364, 365, False), (365, 365, True), (9999, 0, False)])
def test_a_key_is_due_after_so_many_days_and_never_where_the_house_says_none(age: int, days: int, due: bool) -> None:
    assert due == rotation_is_due(NOW - age * DAY, days, NOW)


def test_a_key_that_is_due_is_a_concern_until_another_is_current() -> None:
    found = concerns(Seen(key=("a1", NOW - 400 * DAY)), LIMITS, NOTHING, NOW)
    assert found == only(Trouble.ROTATION_DUE, "a1")
    assert NOTHING == concerns(Seen(key=("b2", NOW)), LIMITS, found, NOW)


@pytest.mark.parametrize(
    "standing",
    [
        only(Trouble.CERTIFICATE_ENDS, "objects", 7),
        only(Trouble.DISK_LOW, "scratch", 2),
        only(Trouble.RUN_FAILED, "backup"),
        only(Trouble.ROTATION_DUE, "a1"),
    ],
)
def test_what_could_not_be_looked_at_stays_as_it_was(standing: frozenset[Concern]) -> None:
    assert standing == concerns(Seen(certificates={"desk": NOW + 99 * DAY}), LIMITS, standing, NOW)
