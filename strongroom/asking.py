"""Asks: papers that customers are asked for, when they are written to about one, and when somebody else is told. Pure.

An ask is for one customer and one need. It has a code of its own, which the customer may quote
(``strongroom.better_copy.quotable``), and a letter for each step. The steps of a renewal are those in which the paper
is chased, in days before it expires (``strongroom.expiry.DAYS_BEFORE``); what is missing, or was no good copy, is asked
for three times.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from strongroom.expiry import EXPIRED, IsWorking, nearest_working, step
from strongroom.ids import DocumentId

REPEATS: Final = (dt.timedelta(0), dt.timedelta(days=14), dt.timedelta(days=28))
"""After how long a customer is written to about what is missing or was no good copy; the steps 1, 2 and 3."""
PATIENCE: Final = dt.timedelta(days=42)
"""After how long without an answer the team's lead is told: two weeks after the last letter."""
OVERDUE: Final = dt.timedelta(days=7)
"""How long a paper may have expired before the lead is told."""


class Why(StrEnum):
    """Why a customer is asked."""

    RENEWAL = "renewal"
    MISSING = "missing"
    COPY = "copy"


class Ending(StrEnum):
    """Why nobody is asked any more."""

    CAME = "came"
    SETTLED = "settled"
    """It is not needed any more: a date was corrected, a list was changed, a paper is gone."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a customer is to be asked for. ``customer`` is the keyed hash of the name.

    ``document`` is the paper that expires or was no good copy; ``code`` is empty where a new one is given.
    """

    customer: bytes
    why: Why
    kinds: tuple[str, ...]
    document: DocumentId | None = None
    expires_on: dt.date | None = None
    code: str = ""


def letter_step(
    why: Why, *, opened: dt.date, expires_on: dt.date | None, on: dt.date, is_working: IsWorking
) -> int | None:
    """The step of the letter that is due on a day; None before the first.

    Repetitions go out on working days, so that somebody is there when the customer calls.
    """
    if why is Why.RENEWAL:
        return None if expires_on is None else step(expires_on, on=on, is_working=is_working)
    reached = [number for number, after in enumerate(REPEATS, 1) if _on_work(opened, after, is_working) <= on]
    return max(reached, default=None)


def escalates(why: Why, *, opened: dt.date, expires_on: dt.date | None, on: dt.date, is_working: IsWorking) -> bool:
    """Whether the lead is to be told of an ask that is still open on a day."""
    if why is Why.RENEWAL:
        return expires_on is not None and _on_work(expires_on, OVERDUE, is_working) <= on
    return _on_work(opened, PATIENCE, is_working) <= on


def order_of(why: Why, number: int) -> int:
    """Letters in the order in which they go out: a later one takes the place of an earlier that was not sent."""
    return -number if why is Why.RENEWAL else number


def _on_work(day: dt.date, after: dt.timedelta, is_working: IsWorking) -> dt.date:
    # Who asks today is there today, whatever the calendar says.
    return nearest_working(day + after, is_working) if after else day


def has_expired(why: Why, number: int) -> bool:
    """Whether a letter says that a paper has expired."""
    return why is Why.RENEWAL and number == EXPIRED
