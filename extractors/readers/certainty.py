"""From what speaks for a value to the chance that it is right.

A reader names the signals it saw; this module adds their weights to a starting log-odds and returns a probability.
The weights of receipts were fitted (logistic regression, shrunk towards a first guess) on 120 labelled receipts that
are not part of the product. Those of invoices rest on 48 labelled papers, half of them scans of the other half, too
few to fit: guesses that the papers did not contradict.
``python -m tests.bench.reliability`` shows how often what is stated turns out right.
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


def clarity(seen: float, *, vouched: bool) -> dict[str, bool]:
    """Signals of how clearly the recogniser saw a name, which no arithmetic confirms.

    Where something else vouches for the name, as the form of a company does, only blurred words count.
    """
    return {
        "clear": not vouched and seen >= 0.98,
        "blurred": not vouched and seen < 0.95,
        "smudged": vouched and seen < 0.9,
    }


TOTAL: Mapping[str, float] = MappingProxyType(
    {
        _START: 0.7,
        "labelled": 2.8,
        "payable": 0.3,
        "tendered": 1.7,
        "paid": 0.9,
        "added_up": 2.4,
        "taxed": 1.4,
        "items_add_up": 0.9,
        "repeated": 0.0,
        "outpaid": -4.0,
        "rival": -0.7,
        "mended": -2.4,
        "whole": -4.0,
    }
)
TAX: Mapping[str, float] = MappingProxyType(
    {
        _START: 1.8,
        "labelled": 1.3,
        "added_up": 2.6,
        "rated": 2.3,
        "broken_down": 2.0,
        "repeated": 0.1,
        "rival": -1.0,
        "mended": -1.5,
        "zero": 1.1,
    }
)
DATE: Mapping[str, float] = MappingProxyType(
    {
        _START: 4.0,
        "labelled": 1.7,
        "timed": 1.4,
        "repeated": 0.3,
        "ambiguous": -0.6,
        "placed": 1.7,
        "rival": -1.8,
    }
)
SELLER: Mapping[str, float] = MappingProxyType(
    {
        _START: 0.1,
        "company": 2.3,
        "house": 0.9,
        "first": 2.0,
        "addressed": 1.1,
        "registered": 0.8,
        "repeated": -1.1,
        "neighbour": -1.6,
        "joined": 0.0,
        "clear": 1.0,
        "blurred": -2.8,
        "smudged": -2.0,
        "mixed": -4.3,
        # Not fitted: the papers with a firm elsewhere are six slips of one shop.
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
        _START: 0.6,
        "labelled": 3.0,
        "hinted": 1.0,
        "beside": 0.6,
        "below": 0.2,
        "titled": 2.8,
        "dated": 0.8,
        "agreed": 1.5,
        "rival": -0.8,
    }
)
INVOICE_DATE: Mapping[str, float] = MappingProxyType(
    {_START: 1.0, "labelled": 3.2, "hinted": 2.0, "titled": 3.2, "agreed": 0.8, "ambiguous": -2.0, "placed": -0.3}
)
DUE_DATE: Mapping[str, float] = MappingProxyType({_START: 2.2, "agreed": 2.0, "rival": 0.0})
PARTY: Mapping[str, float] = MappingProxyType(
    {
        _START: -1.2,
        "labelled": 1.8,
        "sender": 1.6,
        "letterhead": 0.8,
        "footer": 0.8,
        "holder": 0.5,
        "block": 0.9,
        "repeated": 0.4,
        "company": 1.4,
    }
)
BUYER: Mapping[str, float] = MappingProxyType({_START: 0.0, "labelled": 2.6, "window": 1.9})
SUM: Mapping[str, float] = MappingProxyType({_START: 0.0, "adds_up": 4.8, "labelled": 1.5, "derived": -0.5})
CURRENCY: Mapping[str, float] = MappingProxyType({_START: 1.0, "agreed": 3.5, "rival": 0.0})
IBAN: Mapping[str, float] = MappingProxyType({_START: 0.0, "checked": 5.0, "labelled": 1.6})
