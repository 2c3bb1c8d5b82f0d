"""The settings of the timetable: when flows begin, where the product's own times do not suit the house."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints

_Flow = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
_Times = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\S+( +\S+){4}$")]

Schedules = Mapping[_Flow, _Times]
"""Times of flows by their names, as cron has them: minute, hour, day, month, day of the week, where the house is."""
