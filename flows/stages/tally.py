"""What a service did and what went wrong in it since it started: the counters of /metrics."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a stage did: how many documents went through it, and the seconds that took."""

    documents: int = 0
    seconds: float = 0.0


class Tally:
    """Counts. Safe to use from many threads."""

    def __init__(self) -> None:
        self._codes: Counter[str] = Counter()
        self._stages: dict[str, Spent] = {}
        self._lock = threading.Lock()

    def count(self, code: str) -> None:
        """Count one more of a code of ``strongroom.errors``."""
        with self._lock:
            self._codes[code] += 1

    def spend(self, stage: str, *, documents: int, seconds: float) -> None:
        """Add what a stage did."""
        with self._lock:
            before = self._stages.get(stage, Spent())
            self._stages[stage] = Spent(documents=before.documents + documents, seconds=before.seconds + seconds)

    def codes(self) -> Mapping[str, int]:
        """How many of each code there were."""
        with self._lock:
            return dict(self._codes)

    def stages(self) -> Mapping[str, Spent]:
        """What each stage did."""
        with self._lock:
            return dict(self._stages)
