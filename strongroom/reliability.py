"""How sure a paper has to be before it is filed without a person: measured, per kind, for an error that is stated.

The *chance* of a paper is what :func:`strongroom.confidence.chance_of` works out from the confidences of its kind and
its readings. The tables say what came of such chances: of the labelled papers of a kind that nothing but their chance
decides (nothing missing, no check failed), how many reached a chance, and how many of these held a wrong kind or a
wrong field. Receipts are counted out of fold, for their confidences were fitted; those of the others were not
(docs/accuracy.md has the measurement and what it does not show).

No kind alone has the papers to show one error in a hundred: that takes fifty without a mistake. So each kind borrows
from the others, which share its recogniser, its checks and the way its confidences are made. They count as
``BORROWED`` papers of its own, whatever their number: a kind is soon judged by its own papers, and one that errs more
than the rest has to be surer than the rest. A kind of which no paper was counted has nothing to add to what is
borrowed, and whether it reads like the others is just what is not known: it has no figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

BORROWED: Final = 20
"""So many papers of a kind's own are what the other kinds say worth. From 0.60 on 8.2 % of the receipts, 4.2 % of the
invoices, 4.8 % of the VAT invoices and none of 9 taxi receipts were wrong, which is no more apart than chance drives
kinds that are alike; it could be less alike than so few papers show, hence no more than 20."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Of the papers measured, ``papers`` reached at least ``chance``, and ``wrong`` of these were wrong."""

    chance: float
    papers: int
    wrong: int

    @property
    def error(self) -> float:
        """The share of wrong papers to be expected: Jeffreys' estimate, which is not 0 when none was seen."""
        return (self.wrong + 0.5) / (self.papers + 1)


CHANCES: Final = (0.99, 0.95, 0.92, 0.90, 0.89, 0.88, 0.86, 0.84, 0.80, 0.70, 0.60)


def _table(papers: Sequence[int], wrong: Sequence[int]) -> Sequence[Reached]:
    return tuple(
        Reached(chance=chance, papers=reached, wrong=bad)
        for chance, reached, bad in zip(CHANCES, papers, wrong, strict=True)
    )


COUNTED: Final[Mapping[str, Sequence[Reached]]] = MappingProxyType(
    {
        "receipt": _table((0, 43, 57, 61, 69, 72, 76, 79, 89, 95, 98), (0, 0, 0, 0, 1, 1, 2, 3, 5, 8, 8)),
        "invoice": _table((15, 16, 16, 16, 19, 19, 19, 19, 19, 22, 24), (0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1)),
        "cn_vat_invoice": _table((6, 15, 18, 20, 20, 21, 21, 21, 21, 21, 21), (0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1)),
        "taxi_receipt": _table((0, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9), (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    }
)
"""What was counted of each kind."""
LIKE: Final[Mapping[str, str]] = MappingProxyType({"credit_note": "invoice"})
"""Kinds that are another with a sign: read by the same module, from the same labels."""


def needed(kind: str, target: float) -> float | None:
    """The least chance at which papers of a kind keep to the target on average; None where that was not measured.

    A target that is stricter than what was ever shown needs a paper that is by itself as sure as the target says.
    """
    known_as = LIKE.get(kind, kind)
    if known_as not in COUNTED:
        return None
    kept = [chance for chance in CHANCES if expected_error(known_as, chance) <= target]
    return min(kept, default=1 - target)


def expected_error(kind: str, chance: float) -> float:
    """The share of wrong papers to be expected of a counted kind from a chance of the table on: its own and borrowed.

    Raises:
        KeyError: nothing was counted of the kind.
    """
    place = CHANCES.index(chance)
    own = COUNTED[kind][place]
    others = [table[place] for other, table in COUNTED.items() if other != kind]
    together = Reached(chance=chance, papers=sum(one.papers for one in others), wrong=sum(one.wrong for one in others))
    return (own.wrong + BORROWED * together.error) / (own.papers + BORROWED)
