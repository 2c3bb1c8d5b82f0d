"""What finance is told of a month."""

import datetime as dt
from decimal import Decimal

import pytest

from storage.records.values import DUPLICATE, REJECTED
from strongroom.document import State
from strongroom.kind import catalogue
from strongroom.reports.bills import Bill, Course, Standing, bill_kinds, course, standing
from strongroom.reports.finance import finance
from strongroom.reports.period import Period
from strongroom.reports.table import Report

OCTOBER = Period(first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 31))
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


def bill(document: str, total: str | None, **changes: object) -> Bill:
    values: dict[str, object] = {
        "document": document,
        "kind": "invoice",
        "state": State.FILED,
        "seller": "Ostrava Tools Ltd",
        "number": document,
        "currency": "EUR",
        "net": None,
        "tax": Decimal("1.90") if total else None,
        "total": Decimal(total) if total else None,
        "due": None,
    }
    return Bill(**(values | changes))  # type: ignore[arg-type]


def made(now: list[Bill], before: list[Bill] | None = None) -> dict[str, tuple[tuple[object, ...], ...]]:
    report: Report = finance(now, before or [], OCTOBER, made_at=NOW)
    return {table.key: table.rows for table in report.tables}


def test_one_seller_is_one_however_the_name_is_typed_and_currencies_are_never_added() -> None:
    bills = [bill("A", "10.00"), bill("B", "5.50", seller="OSTRAVA  TOOLS LTD"), bill("C", "7", currency="CNY")]
    assert made(bills)["sellers"] == (
        ("Ostrava Tools Ltd", "CNY", 1, Decimal("1.90"), Decimal(7)),
        ("Ostrava Tools Ltd", "EUR", 2, Decimal("3.80"), Decimal("15.50")),
    )


def test_a_credit_note_counts_against_its_seller_and_what_was_set_aside_counts_nowhere() -> None:
    bills = [
        bill("A", "10.00"),
        bill("B", "4.00", kind="credit_note"),
        bill("C", "99.00", state=State.QUARANTINED),
        bill("D", None),
    ]
    assert (("Ostrava Tools Ltd", "EUR", 2, Decimal(0), Decimal("6.00")),) == made(bills)["sellers"]


def test_tax_is_summed_by_currency_and_bills_without_it_are_counted() -> None:
    bills = [bill("A", "11.90", net=Decimal(10)), bill("B", "5.00", tax=None)]
    assert (("EUR", 2, Decimal(10), Decimal("1.90"), 1, Decimal("16.90")),) == made(bills)["currencies"]


def test_the_largest_changes_stand_first_in_each_currency() -> None:
    now = [bill("A", "10"), bill("B", "500", seller="Harbour Lane 12")]
    before = [bill("C", "300"), bill("D", "1", seller="Gone GmbH")]
    assert [row[0] for row in made(now, before)["changes"]] == ["Harbour Lane 12", "Ostrava Tools Ltd", "Gone GmbH"]
    assert made(now, before)["changes"][1][2:] == (Decimal(300), Decimal(10), Decimal(-290))


def test_the_same_bill_in_two_files_and_the_same_file_again_are_likely_doubles() -> None:
    bills = [
        bill("A", "10", number="RE-7"),
        bill("B", "10", number="re-7", seller="ostrava tools ltd"),
        bill("C", "11", number="RE-7"),
        bill("D", "10", again=1),
    ]
    assert (("B", "same_bill", "A"), ("D", "same_file", "")) == made(bills)["doubles"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"state": State.IN_REVIEW}, Standing.UNCHECKED),
        ({"state": State.QUARANTINED}, Standing.SET_ASIDE),
        ({"kind": "credit_note", "due": dt.date(2026, 1, 1)}, Standing.CREDITED),
        ({}, Standing.UNDATED),
        ({"due": dt.date(2026, 10, 30)}, Standing.OVERDUE),
        ({"due": dt.date(2026, 10, 31)}, Standing.NOT_DUE),
    ],
)
def test_how_a_bill_stands(changes: dict[str, object], found: Standing) -> None:
    assert found is standing(bill("A", "10", **changes), OCTOBER.last)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"state": State.RECEIVED}, Course.READING),
        ({"state": State.READING}, Course.READING),
        ({"state": State.IN_REVIEW}, Course.IN_REVIEW),
        ({}, Course.APPROVED),
        ({"through": True}, Course.FILED),
        ({"state": State.ARCHIVED, "through": True}, Course.FILED),
        ({"state": State.QUARANTINED, "code": DUPLICATE}, Course.DUPLICATE),
        ({"state": State.QUARANTINED, "code": REJECTED}, Course.REJECTED),
        ({"state": State.QUARANTINED, "code": "damaged"}, Course.SET_ASIDE),
    ],
)
def test_how_far_a_bill_has_come(changes: dict[str, object], found: Course) -> None:
    assert found is course(bill("A", "10", **changes))


def test_bills_are_counted_and_summed_by_state_and_currency() -> None:
    bills = [
        bill("A", "10"),
        bill("B", "5", currency="CNY"),
        bill("C", "7"),
        bill("D", None, state=State.READING, currency=None),
        bill("E", "9", state=State.QUARANTINED, code=REJECTED),
    ]
    assert made(bills)["courses"] == (
        ("reading", "", 1, None),
        ("bill_approved", "CNY", 1, Decimal(5)),
        ("bill_approved", "EUR", 2, Decimal(17)),
        ("bill_rejected", "EUR", 1, Decimal(9)),
    )


def test_orders_and_reminders_are_no_bills() -> None:
    kinds = bill_kinds(catalogue())
    assert {"invoice", "cn_vat_invoice", "credit_note", "receipt"} <= kinds
    assert not {"purchase_order", "reminder", "proforma", "contract", "passport"} & kinds
