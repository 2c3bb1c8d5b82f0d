"""Invented papers by the million, each made from its number: words by Zipf's law, Chinese characters, a few values."""

import datetime as dt
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

WORDS = 50_000
HAN = 2_000
TAGS = ("finance", "travel", "energy", "rent", "audit", "closed")
START = dt.date(2016, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An invented paper."""

    number: int
    words: tuple[str, ...]
    han: str
    tag: str
    code: str
    date: dt.date
    total: Decimal

    @property
    def text(self) -> str:
        """All of it."""
        return f"{' '.join(self.words)} {self.han}"


@cache
def _weights(kinds: int, flat: int) -> Sequence[float]:
    return list(itertools.accumulate(1 / (rank + flat) for rank in range(kinds)))


def paper(number: int) -> Paper:
    """The paper of a number, the same at every call."""
    luck = random.Random(number)
    words = luck.choices(range(WORDS), cum_weights=_weights(WORDS, 4), k=60)
    han = "".join(chr(0x4E00 + sign) for sign in luck.choices(range(HAN), cum_weights=_weights(HAN, 8), k=24))
    return Paper(
        number=number,
        words=tuple(f"w{word}" for word in words),
        han=han,
        tag=TAGS[min(int(luck.expovariate(1.2)), len(TAGS) - 1)],
        code=f"N{number}",
        date=START + dt.timedelta(days=luck.randrange(3650)),
        total=Decimal(luck.randrange(100_000)) / 100,
    )
