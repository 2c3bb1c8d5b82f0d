"""How sure a paper has to be before it is filed without a person: measured, per kind, for an error that is stated.

The *chance* of a paper is what :func:`strongroom.confidence.chance_of` works out from the confidences of its kind and
its readings. The table says what came of such chances: of the labelled papers that were not used to fit the
confidences of their fold, how many reached a chance, and how many of these held a wrong kind or a wrong field
(docs/accuracy.md has the measurement and what it does not show).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType


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


TOGETHER = (
    Reached(chance=0.99, papers=20, wrong=0),
    Reached(chance=0.95, papers=82, wrong=0),
    Reached(chance=0.92, papers=100, wrong=0),
    Reached(chance=0.90, papers=106, wrong=0),
    Reached(chance=0.89, papers=117, wrong=2),
    Reached(chance=0.88, papers=121, wrong=3),
    Reached(chance=0.86, papers=125, wrong=4),
    Reached(chance=0.84, papers=128, wrong=5),
    Reached(chance=0.80, papers=138, wrong=7),
    Reached(chance=0.70, papers=147, wrong=10),
    Reached(chance=0.60, papers=152, wrong=10),
)
"""Papers of several kinds counted together: no kind alone has enough of them to show one error in a hundred."""

MEASURED: Mapping[str, Sequence[Reached]] = MappingProxyType(
    dict.fromkeys(("receipt", "invoice", "credit_note", "cn_vat_invoice", "taxi_receipt"), TOGETHER)
)


def needed(kind: str, target: float) -> float | None:
    """The least chance at which papers of a kind keep to the target on average; None where that was not measured.

    A target that is stricter than what was ever shown needs a paper that is by itself as sure as the target says.
    """
    table = MEASURED.get(kind)
    if table is None:
        return None
    kept = [row.chance for row in table if row.error <= target]
    return min(kept, default=1 - target)
