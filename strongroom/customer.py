"""Customers: whose paper it is, where the paper says so by itself."""

from collections.abc import Iterable, Iterator
from typing import Final

from strongroom.reading import Readings

_SURE: Final = 0.97

IDENTIFYING: Final = ("id_number", "document_number", "uscc", "seller_tax_id")
"""Numbers that belong to one person or company. Not the buyer's: on most invoices that is the house itself, which
would make every paper the first customer's."""


def identifiers(readings: Readings) -> Iterator[tuple[str, str]]:
    """The numbers on a paper, read with certainty, by which its customer may be known, as (field, value)."""
    for name in IDENTIFYING:
        reading = readings.get(name)
        if reading and reading.confidence >= _SURE:
            yield name, reading.text


def agreed(customers: Iterable[str | None]) -> str | None:
    """The one customer that all papers with the same number have; None where they differ, or none has one."""
    named = {customer for customer in customers if customer}
    return named.pop() if len(named) == 1 else None
