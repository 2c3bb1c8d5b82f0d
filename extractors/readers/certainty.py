"""From what speaks for a value to the chance that it is right.

A reader names the signals it saw; this module adds their weights to a starting log-odds and returns a probability.
The weights of receipts were fitted (logistic regression, shrunk towards a first guess) on 120 labelled receipts that
are not part of the product. Those of invoices rest on 28 labelled papers, too few to fit: guesses that the papers
did not contradict. ``python -m tests.bench.reliability`` shows how often what is stated turns out right.
"""

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_START = "start"


def chance(weights: Mapping[str, float], signals: Iterable[str], *, seen: float = 1.0) -> float:
    """The calibrated chance, given the signals, times what the recogniser states for the words (``seen``).

    Signals without a weight are an error of the reader that names them.
    """
    odds = weights[_START] + sum(weights[signal] for signal in set(signals))
    return legible(seen) / (1 + math.exp(-odds))


def legible(seen: float) -> float:
    """How much a recogniser's own confidence takes away: nothing above 0.9, then in proportion."""
    return min(1.0, seen / 0.9)


def clarity(seen: float) -> dict[str, bool]:
    """Signals of how clearly the recogniser saw the words; for names, which no arithmetic confirms."""
    return {"clear": seen >= 0.98, "blurred": seen < 0.95}


TOTAL: Mapping[str, float] = MappingProxyType(
    {
        _START: -0.4,
        "labelled": 1.5,
        "payable": 0.4,
        "tendered": 1.4,
        "paid": 0.9,
        "added_up": 1.7,
        "taxed": 0.8,
        "items_add_up": 1.1,
        "repeated": 0.3,
        "outpaid": -4.0,
        "rival": -0.8,
        "mended": -1.4,
        "whole": -1.2,
    }
)
TAX: Mapping[str, float] = MappingProxyType(
    {
        _START: 0.5,
        "labelled": 0.5,
        "added_up": 1.7,
        "rated": 1.4,
        "broken_down": 1.8,
        "repeated": 0.2,
        "rival": -1.0,
        "mended": -1.5,
        "zero": 0.3,
    }
)
DATE: Mapping[str, float] = MappingProxyType(
    {
        _START: 2.8,
        "labelled": 1.1,
        "timed": 0.8,
        "repeated": 0.0,
        "ambiguous": -1.2,
        "placed": 1.3,
        "rival": -1.2,
    }
)
SELLER: Mapping[str, float] = MappingProxyType(
    {
        _START: 0.2,
        "company": 1.8,
        "first": 1.0,
        "addressed": 0.8,
        "repeated": 0.0,
        "neighbour": -1.4,
        "joined": 0.1,
        "clear": 0.5,
        "blurred": -1.4,
        "mixed": -1.5,
        "elsewhere": -1.0,
    }
)
ADDRESS: Mapping[str, float] = MappingProxyType(
    {
        _START: -1.0,
        "postcode": 0.6,
        "several_lines": 1.4,
        "gap": 0.0,
    }
)
INVOICE_NUMBER: Mapping[str, float] = MappingProxyType(
    {
        _START: 0.0,
        "labelled": 3.0,
        "hinted": 0.3,
        "beside": 0.6,
        "below": 0.2,
        "titled": 2.8,
        "dated": 0.8,
        "agreed": 1.5,
        "rival": -0.8,
    }
)
INVOICE_DATE: Mapping[str, float] = MappingProxyType(
    {_START: 0.5, "labelled": 3.2, "hinted": 1.5, "titled": 3.2, "agreed": 0.8, "ambiguous": -2.0, "placed": -0.3}
)
DUE_DATE: Mapping[str, float] = MappingProxyType({_START: 2.0, "agreed": 1.8, "rival": 0.0})
PARTY: Mapping[str, float] = MappingProxyType(
    {
        _START: -0.8,
        "labelled": 3.2,
        "sender": 2.5,
        "letterhead": 1.0,
        "footer": 1.2,
        "holder": 0.3,
        "block": 0.8,
        "repeated": 0.8,
        "company": 1.6,
    }
)
SUM: Mapping[str, float] = MappingProxyType({_START: 0.0, "adds_up": 4.2, "labelled": 1.5, "derived": -0.5})
CURRENCY: Mapping[str, float] = MappingProxyType({_START: 1.0, "agreed": 3.0, "rival": 0.0})
IBAN: Mapping[str, float] = MappingProxyType({_START: 0.0, "checked": 5.0, "labelled": 1.0})
