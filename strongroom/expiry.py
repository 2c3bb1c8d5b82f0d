"""Papers that expire: when they are chased, and what counts as their renewal. Pure.

A paper is valid to the end of the day it names. It is chased 90, 30 and 7 days before, and once it has expired. When
such a day is no working day, the chase goes out on the working day before, so that nobody loses time over a holiday;
that a paper has expired is said on the first working day after.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from strongroom.fold import fold
from strongroom.ids import DocumentId
from strongroom.kind import Kind, Sensitivity
from strongroom.reading import Readings

IsWorking = Callable[[dt.date], bool]
"""A calendar: whether people work on a day."""

FIELD: Final = "expiry"
"""The field of a kind that says until when a paper is valid."""
EXPIRED: Final = 0
DAYS_BEFORE: Final = (90, 30, 7, EXPIRED)
"""When papers are chased, in days before they expire; EXPIRED stands for the first working day after."""

LONGEST_BREAK: Final = 30
"""Days in which any calendar has a working day. One that has none is not followed further."""
_HOLDER: Final = ("name", "surname", "given_names", "birth_date")
"""Fields that say whose an identity paper is."""
_TELLING: Final = frozenset({"name", "given_names", "birth_date"})
"""Those of which one is enough within a customer. A surname is not: families are customers too."""


class Closing(StrEnum):
    """Why a paper is no longer chased."""

    RENEWED = "renewed"
    """A newer one arrived."""
    CORRECTED = "corrected"
    """It does not expire on that day: a person corrected the date."""
    GONE = "gone"
    """It is no longer among the kept papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that expires, as far as its renewal is concerned. ``numbers`` are (field, value).

    ``holder`` is empty for what is not about one person: two contracts with one customer may run side by side.
    """

    document: DocumentId
    kind: str
    expires_on: dt.date
    numbers: frozenset[tuple[str, str]] = field(repr=False)
    holder: Mapping[str, str] = field(repr=False)
    customer: str | None = field(repr=False)
    answers: DocumentId | None = None
    """The paper whose renewal the customer was asked for when they handed this one in."""


def paper(document: DocumentId, kind: Kind, readings: Readings, customer: str | None) -> Paper | None:
    """A paper by its readings; None if it names no day on which it expires."""
    expires_on = readings[FIELD].value if FIELD in readings else None
    if not isinstance(expires_on, dt.date):
        return None
    numbers = ((one.name, readings[one.name].text) for one in kind.fields if one.exact and one.name in readings)
    holder = {name: fold(readings[name].text) for name in _HOLDER if name in readings}
    return Paper(
        document=document,
        kind=kind.id,
        expires_on=expires_on,
        numbers=frozenset(numbers),
        holder=holder if kind.sensitivity is Sensitivity.IDENTITY else {},
        customer=customer,
    )


def renews(new: Paper, old: Paper) -> bool:
    """Whether a paper takes the place of another: the same kind, valid for longer, and of the same holder.

    The same number says so by itself, and so does a link that was made for this renewal. Most papers get a new number,
    so otherwise the customer has to be the same, and what both papers say of their holder: a customer may be a company,
    and its people's passports do not renew each other. When neither speaks, the old paper is chased on: that is a
    question, and no wrong answer.
    """
    if new.document == old.document or new.kind != old.kind or new.expires_on <= old.expires_on:
        return False
    common = new.holder.keys() & old.holder.keys()
    if any(new.holder[name] != old.holder[name] for name in common):
        return False
    if new.numbers & old.numbers or new.answers == old.document:
        return True
    same_customer = new.customer is not None and old.customer is not None and fold(new.customer) == fold(old.customer)
    return same_customer and bool(common & _TELLING)


def step(expires_on: dt.date, *, on: dt.date, is_working: IsWorking) -> int | None:
    """The step of chasing that a paper has reached on a day, of DAYS_BEFORE; None before the first.

    Only the last that was reached counts: a paper that is handed in three weeks before it expires is chased once.
    """
    reached = [days for days in DAYS_BEFORE if chase_day(expires_on, days, is_working) <= on]
    return min(reached, default=None)


def chase_day(expires_on: dt.date, days_before: int, is_working: IsWorking) -> dt.date:
    """The day on which a step of chasing is taken."""
    if days_before == EXPIRED:
        return _nearest(_moved(expires_on, 1), 1, is_working)
    return _nearest(_moved(expires_on, -days_before), -1, is_working)


def nearest_working(day: dt.date, is_working: IsWorking) -> dt.date:
    """A day, or the first working day after it."""
    return _nearest(day, 1, is_working)


def _nearest(day: dt.date, direction: int, is_working: IsWorking) -> dt.date:
    tried = (_moved(day, direction * further) for further in range(LONGEST_BREAK))
    return next((one for one in tried if is_working(one)), day)


def _moved(day: dt.date, days: int) -> dt.date:
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return dt.date.max if days > 0 else dt.date.min  # "31.12.9999" is how forms write "no end"
