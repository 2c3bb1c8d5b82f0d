"""What a report is made of: figures, tables and plots. Their names are keys of ``flows.stages.reporting.words``."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from strongroom.reports.family import Family
from strongroom.reports.period import Period

Cell = str | int | float | Decimal | dt.date | dt.datetime | None
"""A value of a cell; None is not known, or nothing."""


class Form(StrEnum):
    """How a cell is to be understood, so that a sheet can reckon with it."""

    TEXT = "text"
    ID = "id"
    WORD = "word"
    """A key that has a title in each language: a state, a code, a step."""
    KIND = "kind"
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    """A share of one; None of nothing."""
    SECONDS = "seconds"
    HOURS = "hours"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    key: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; every row has a cell for each column."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of {self.key} does not fit its columns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number that stands at the head of a report."""

    key: str
    form: Form
    value: Cell = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A plot of named values, each a bar from the left; ``labels`` says how the names are to be understood."""

    key: str
    labels: Form
    values: tuple[tuple[str, float], ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A plot of one value for each day of the period."""

    key: str
    values: tuple[tuple[dt.date, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report, ready to be drawn. ``made_at`` is the moment at which the house was as it says."""

    family: Family
    period: Period
    made_at: dt.datetime
    figures: tuple[Figure, ...]
    plots: tuple[Bars | Days, ...]
    tables: tuple[Table, ...]

    @property
    def plotted(self) -> tuple[Bars | Days, ...]:
        """The plots that show something: those of nothing are left out."""
        return tuple(plot for plot in self.plots if any(value for _, value in plot.values))


def columns(**forms: Form) -> tuple[Column, ...]:
    """Columns from names and forms, in their order."""
    return tuple(Column(key=key, form=form) for key, form in forms.items())
