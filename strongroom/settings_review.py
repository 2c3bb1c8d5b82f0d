"""The settings of review: how long people have, what more than one of them looks at, and which team works on what."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from strongroom.settings_part import Part

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Team(Part):
    """People among whom papers are shared out. ``members`` are the names they sign in with."""

    name: _Name
    members: tuple[_Name, ...] = Field(min_length=1)
    kinds: tuple[str, ...] = ()
    """The kinds that it works on, by their ids; empty: all."""
    customers: tuple[_Name, ...] = ()
    """Whose papers it works on; empty: everybody's."""


class Review(Part):
    """How long a person has before a review task is overdue, and what more than one person looks at."""

    due_hours: float = Field(default=9.0, ge=0)
    """Hours in which people are there (``calendar.*``): 9 are a day of the office, so the same time of the next one."""
    remind_hours: float = Field(default=4.0, ge=0)
    """So many such hours before a task is due, whoever it is for is told, once; 0 is never."""
    teams: tuple[Team, ...] = ()
    """A paper goes to the first team that works on such and has somebody who is there and may; else to anybody."""
    escalate_after: int = Field(default=3, ge=1)
    """After so many daily reminders a task is passed on to whoever is responsible for the team."""
    second_kinds: tuple[str, ...] = ()
    """Kinds that two people have to approve, by their ids."""
    second_amount: Decimal | None = Field(default=None, ge=0)
    """Papers with an amount as high as this, in whatever currency, are approved by two people."""
    second_share: float = Field(default=0.0, ge=0, le=1)
    """So many of all others are as well, by chance."""
    blind_fields: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")], ...] = ()
    """Fields that two people key without seeing each other's value, as ``invoice.total``; a third one settles."""
    sample_share: float = Field(default=0.02, ge=0, le=1)
    """So many of the papers that went straight through are slipped into the queue, to learn how many are wrong."""
