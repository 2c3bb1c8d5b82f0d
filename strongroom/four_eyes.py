"""Which reviews need a second pair of eyes, and what two people who key blindly have to agree on. Pure.

Chance is handed in as ``draw``, a number in [0, 1) that belongs to the document: nobody can try again for a better one.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import IntEnum

from strongroom.amount import amount_of
from strongroom.fold import fold
from strongroom.kind import Kind
from strongroom.reading import Readings
from strongroom.settings_review import Review


class Stage(IntEnum):
    """How many people have a paper behind them, and who is wanted now."""

    FIRST = 1
    SECOND = 2
    THIRD = 3
    """Two people keyed different values: a third settles."""


def needs_second(rules: Review, kind: Kind, readings: Readings, *, draw: float) -> bool:
    """Whether what one person decided waits for another: by kind, by amount, by chance, or for fields keyed twice."""
    return (
        kind.id in rules.second_kinds
        or bool(blind_fields(rules, kind))
        or (rules.second_amount is not None and _highest(kind, readings) >= rules.second_amount)
        or draw < rules.second_share
    )


def blind_fields(rules: Review, kind: Kind) -> frozenset[str]:
    """The fields of a kind that two people key, neither of whom sees what the other one typed."""
    return frozenset(field.name for field in kind.fields if f"{kind.id}.{field.name}" in rules.blind_fields)


def keyed(readings: Readings, fields: Iterable[str]) -> dict[str, str]:
    """What a person says these fields are; an empty text where they say that there is nothing."""
    return {name: readings[name].text if name in readings else "" for name in fields}


def disputed(first: Mapping[str, str], second: Mapping[str, str]) -> frozenset[str]:
    """The fields on which two people do not agree: blanks, width and case apart."""
    return frozenset(name for name in first.keys() | second.keys() if _form(first, name) != _form(second, name))


def _form(values: Mapping[str, str], name: str) -> str | Decimal:
    # Signs stay: 1.50 is not 150.
    text = "".join(fold(values.get(name, "")).split())
    amount = amount_of(text)
    return text if amount is None else amount


def _highest(kind: Kind, readings: Readings) -> Decimal:
    values = (readings[field.name].value for field in kind.fields if field.name in readings)
    return max((abs(value) for value in values if isinstance(value, Decimal)), default=Decimal(0))
