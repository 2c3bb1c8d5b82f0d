"""When papers are chased, and what renews them."""

import datetime as dt

import pytest

from strongroom.expiry import DAYS_BEFORE, EXPIRED, Paper, chase_day, paper, renews, step
from strongroom.ids import DocumentId
from strongroom.kind import catalogue
from strongroom.reading import Origin, Reading, Source, Value

FRIDAY = dt.date(2026, 6, 26)


def weekdays(day: dt.date) -> bool:
    return day.weekday() < 5


def always(_day: dt.date) -> bool:
    return True


def never(_day: dt.date) -> bool:
    return False


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (90, dt.date(2026, 3, 27)),  # 28 March is a Saturday: the working day before
        (30, dt.date(2026, 5, 27)),
        (7, dt.date(2026, 6, 19)),
        (EXPIRED, dt.date(2026, 6, 29)),  # valid through Friday; Monday is the first working day after
    ],
)
def test_a_step_is_taken_on_a_working_day(days_before: int, expected: dt.date) -> None:
    assert expected == chase_day(FRIDAY, days_before, weekdays)


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, EXPIRED), (-900, EXPIRED)],
)
def test_only_the_last_step_that_was_reached_counts(days_left: int, expected: int | None) -> None:
    assert expected == step(FRIDAY, on=FRIDAY - dt.timedelta(days=days_left), is_working=always)


def test_every_step_is_taken_once_and_in_order_as_days_go_by() -> None:
    days = (FRIDAY - dt.timedelta(days=120 - n) for n in range(150))
    steps = [step(FRIDAY, on=day, is_working=weekdays) for day in days]
    assert [None, *DAYS_BEFORE] == list(dict.fromkeys(steps))


def test_a_calendar_without_working_days_does_not_stop_the_chase() -> None:
    assert dt.date(2026, 6, 19) == chase_day(FRIDAY, 7, never)


def test_a_paper_without_end_is_never_chased() -> None:
    assert step(dt.date.max, on=FRIDAY, is_working=always) is None


def passport(number: str, expires_on: dt.date, *, customer: str | None = "Quastenflosse GmbH", **who: str) -> Paper:
    values: dict[str, Value] = {"document_number": number, "expiry": expires_on, **who}
    readings = {
        name: Reading(field=name, value=value, confidence=1.0, source=Source(origin=Origin.PERSON))
        for name, value in values.items()
    }
    found = paper(DocumentId(f"{number}{expires_on}"), catalogue()["passport"], readings, customer)
    assert found is not None
    return found


LATER = dt.date(2036, 6, 26)
OLD = passport("X1", FRIDAY, surname="Quastenflosse", given_names="Wilhelmina")


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (passport("X1", LATER, customer=None), True),
        (passport("X2", LATER, surname="QUASTENFLOSSE", given_names="Wilhelmina"), True),
        (passport("X2", LATER, surname="Quastenflosse", given_names="Balthasar"), False),
        (passport("X2", LATER, surname="Quastenflosse"), False),
        (passport("X2", LATER), False),
        (passport("X2", LATER, customer=None, surname="Quastenflosse", given_names="Wilhelmina"), False),
        (passport("X2", LATER, customer="Other", surname="Quastenflosse", given_names="Wilhelmina"), False),
        (passport("X1", LATER, surname="Hahnentritt"), False),
        (passport("X1", FRIDAY - dt.timedelta(days=1)), False),
        (OLD, False),
    ],
)
def test_a_renewal_is_the_same_kind_later_and_of_the_same_holder(new: Paper, expected: bool) -> None:
    assert expected is renews(new, OLD)


def test_a_contract_with_the_same_customer_is_no_renewal_of_another() -> None:
    def contract(number: str, expires_on: dt.date) -> Paper:
        values: dict[str, Value] = {"contract_number": number, "expiry": expires_on, "party_b": "Quastenflosse GmbH"}
        readings = {
            name: Reading(field=name, value=value, confidence=1.0, source=Source(origin=Origin.PERSON))
            for name, value in values.items()
        }
        found = paper(DocumentId(number), catalogue()["contract"], readings, "Quastenflosse GmbH")
        assert found is not None
        return found

    assert not renews(contract("V-2", LATER), contract("V-1", FRIDAY))


def test_a_paper_that_names_no_day_is_not_one_that_expires() -> None:
    assert paper(DocumentId("D"), catalogue()["passport"], {}, None) is None
