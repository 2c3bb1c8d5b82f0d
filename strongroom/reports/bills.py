"""Bills as they were read: how far each has come in the house, and how it stands by its due date. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from strongroom.document import State
from strongroom.kind import Kind

NOT_SPENT: Final = frozenset({"proforma", "purchase_order", "reminder"})
"""Kinds with a seller and a total that nobody owes by them: an offer, an order, and a bill told once more."""
IN_YUAN: Final = frozenset({"cn_vat_invoice", "fiscal_receipt", "quota_invoice", "air_itinerary"})
"""Chinese kinds that print no currency, for the law has them written in yuan."""
_CREDIT: Final = "credit_note"
REJECTED: Final = "rejected_by_reviewer"
DUPLICATE: Final = "duplicate_of"
"""Why a reviewer sets a bill aside (codes of ``strongroom.messages``)."""


class Course(StrEnum):
    """How far a bill has come in the house."""

    READING = "reading"
    IN_REVIEW = "in_review"
    APPROVED = "bill_approved"
    """Filed, after a person looked at it."""
    FILED = "bill_filed"
    """Filed straight through."""
    DUPLICATE = "bill_duplicate"
    """A reviewer found that it is here already."""
    REJECTED = "bill_rejected"
    SET_ASIDE = "set_aside"
    """It could not be read, or became a part of another paper."""


class Standing(StrEnum):
    """How a bill stands by its due date."""

    UNCHECKED = "unchecked"
    """It is still being read, or waits for a person."""
    SET_ASIDE = "set_aside"
    NOT_DUE = "not_due"
    OVERDUE = "overdue"
    """Its due date has passed; whether it was paid is not known here."""
    UNDATED = "undated"
    """Settled, and no due date stands on it."""
    CREDITED = "credited"
    """It is a credit note: nothing is due by it."""


_ENDED: Final = {REJECTED: Course.REJECTED, DUPLICATE: Course.DUPLICATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A bill as it was read. Amounts of credit notes count against the seller's others.

    ``currency`` None is not known: such amounts are added to no others. ``again`` counts how often the same file
    arrived again. ``through`` says that it was filed without a person; ``code`` is why it was set aside.
    """

    document: str
    kind: str
    state: State
    seller: str | None = field(repr=False)
    number: str | None = field(repr=False)
    currency: str | None
    net: Decimal | None = field(repr=False)
    tax: Decimal | None = field(repr=False)
    total: Decimal | None = field(repr=False)
    due: dt.date | None
    again: int = 0
    through: bool = False
    code: str = ""

    @property
    def spent(self) -> Decimal | None:
        """What it asks for; less than nothing for a credit note."""
        return signed(self.total, self.kind)

    @property
    def taxed(self) -> Decimal | None:
        """The tax in it, signed likewise."""
        return signed(self.tax, self.kind)

    @property
    def counts(self) -> bool:
        """Whether it belongs into sums: what was set aside was found to be no bill, or one that is here twice."""
        return self.state is not State.QUARANTINED and self.total is not None


def bill_kinds(kinds: Mapping[str, Kind]) -> frozenset[str]:
    """The kinds that are bills: those with a seller and a total, but for what nobody owes by."""
    return frozenset(
        kind.id for kind in kinds.values() if {"seller", "total"} <= kind.by_name.keys() and kind.id not in NOT_SPENT
    )


def course(bill: Bill) -> Course:
    """How far a bill has come."""
    if bill.state is State.QUARANTINED:
        return _ENDED.get(bill.code, Course.SET_ASIDE)
    if bill.state in (State.FILED, State.ARCHIVED):
        return Course.FILED if bill.through else Course.APPROVED
    return Course.IN_REVIEW if bill.state is State.IN_REVIEW else Course.READING


def standing(bill: Bill, on: dt.date) -> Standing:
    """How a bill stands on a day."""
    if bill.state is State.QUARANTINED:
        return Standing.SET_ASIDE
    if bill.state not in (State.FILED, State.ARCHIVED):
        return Standing.UNCHECKED
    if bill.kind == _CREDIT:
        return Standing.CREDITED
    if bill.due is None:
        return Standing.UNDATED
    return Standing.OVERDUE if bill.due < on else Standing.NOT_DUE


def signed(amount: Decimal | None, kind: str) -> Decimal | None:
    """The amount as it counts: that of a credit note against the others."""
    return -abs(amount) if amount is not None and kind == _CREDIT else amount
