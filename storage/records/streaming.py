"""Results that are too long to hold: rows a few at a time, in the order in which object stores list keys."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select

T = TypeVar("T")

AT_ONCE: Final = 5000
"""Rows that are fetched together."""
_ASKED: Final = 1000
"""Values in one condition: SQLite takes 32,766 in a statement, PostgreSQL 65,535, and both are slow before that."""


def streamed(connection: Connection, query: Select[Any], *ids: ColumnElement[str]) -> Iterator[Row[Any]]:
    """The rows by these ids as bytes sort, whatever language the database sorts in (Danish has AA after Z)."""
    in_bytes = connection.dialect.name == "postgresql"
    order = [one.collate("C") if in_bytes else one for one in ids]
    yield from connection.execute(query.order_by(*order).execution_options(yield_per=AT_ONCE))


def batches(values: Iterable[T], size: int = _ASKED) -> Iterator[list[T]]:
    """The values in lists that are short enough for one condition."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
